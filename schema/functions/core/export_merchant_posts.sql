-- For which merchants a member works or has worked, the newest first. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_merchant_posts(accounts uuid[]) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(core.merchant_staff_json(s) ORDER BY s.id DESC), '[]')
    FROM core.merchant_staff AS s WHERE s.member_id = ANY (accounts)
$$;
