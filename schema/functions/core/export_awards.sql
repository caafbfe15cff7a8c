-- A member's latest awards, and for each that is to be sent to an address a line "award_id value" (values as
-- bytea text), to be opened outside. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_awards(
    accounts uuid[], row_limit bigint, OUT awards json, OUT deliveries text)
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(core.award_json(latest.w) ORDER BY (latest.w).id DESC), '[]'),
           string_agg((latest.w).id || ' ' || (latest.w).delivery_sealed, chr(10)
                      ORDER BY (latest.w).id DESC)
    FROM (SELECT w FROM core.awards AS w WHERE w.member_id = ANY (accounts)
          ORDER BY w.id DESC LIMIT export_awards.row_limit) AS latest (w)
$$;
