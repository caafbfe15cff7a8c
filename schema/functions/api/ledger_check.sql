-- One part of core.ledger_violations, from 1: what is wrong with it, at most 1,000 lines of it. parts
-- says how many there are; all of them together are everything.
CREATE OR REPLACE FUNCTION api.ledger_check(
    part bigint, OUT outcome text, OUT body json, OUT parts bigint, OUT name text, OUT violations bigint,
    OUT lines text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_nestloop = off
AS $$
DECLARE
    rules CONSTANT text[] := core.ledger_parts();
BEGIN
    outcome := 'ok';
    parts := cardinality(rules);
    name := rules[part];
    EXECUTE format('
        SELECT count(*), string_agg(v.rule || '': '' || v.detail, E''\n'' ORDER BY v.rule, v.detail)
                             FILTER (WHERE v.ord <= 1000)
        FROM (SELECT f.rule, f.detail, row_number() OVER () AS ord FROM core.%I() AS f) AS v', name)
    INTO violations, lines;
END
$$;
