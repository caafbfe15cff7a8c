-- Which lists of a member's data are longer than an export holds. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_cut(accounts uuid[], row_limit bigint) RETURNS text[]
LANGUAGE sql STABLE
AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN (SELECT count(*) FROM (
                SELECT FROM core.entries AS e
                WHERE e.member_id = ANY (accounts) AND e.account = 'available'
                LIMIT row_limit + 1) AS longer) > row_limit THEN 'point_entries' END,
        CASE WHEN (SELECT count(*) FROM (
                SELECT FROM core.orders AS o WHERE o.member_id = ANY (accounts)
                LIMIT row_limit + 1) AS longer) > row_limit THEN 'orders' END,
        CASE WHEN (SELECT sum(c.draws) FROM core.draw_counts AS c
                   WHERE c.member_id = ANY (accounts)) > row_limit THEN 'draws' END,
        CASE WHEN (SELECT count(*) FROM (
                SELECT FROM core.awards AS w WHERE w.member_id = ANY (accounts)
                LIMIT row_limit + 1) AS longer) > row_limit THEN 'awards' END,
        CASE WHEN (SELECT count(*) FROM (
                SELECT FROM core.personal_data_accesses AS a
                WHERE a.member_id = ANY (accounts)
                LIMIT row_limit + 1) AS longer) > row_limit THEN 'accesses' END], NULL)
$$;
