-- A member's latest vouchers. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_vouchers(accounts uuid[], row_limit bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(core.voucher_json(latest.v) ORDER BY (latest.v).id DESC), '[]')
    FROM (SELECT v FROM core.vouchers AS v WHERE v.member_id = ANY (accounts)
          ORDER BY v.id DESC LIMIT export_vouchers.row_limit) AS latest (v)
$$;
