-- Keeps what differs of these wallets and budgets: what is new, what is still so, and what is so no
-- more. Returns the rules that were broken, each once; NULL: none.
CREATE OR REPLACE FUNCTION core.ledger_differences_note(members uuid[], budgets uuid[])
RETURNS text
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_custom_plan -- the plan for all wallets is another one
AS $$
DECLARE
    rules text;
BEGIN
    WITH seen AS MATERIALIZED (
        SELECT DISTINCT ON (v.kind, v.id, v.rule) v.kind,
            coalesce(v.id, uuid '00000000-0000-0000-0000-000000000000') AS id, v.rule, v.detail
        FROM (
            SELECT 'wallet' AS kind, w.member_id AS id, w.rule, w.detail
            FROM core.wallet_differences(members) AS w
            UNION ALL
            SELECT 'budget', b.budget_id, b.rule, b.detail FROM core.budget_differences(budgets) AS b
        ) AS v
        ORDER BY v.kind, v.id, v.rule, v.detail
    ), gone AS (
        UPDATE core.ledger_differences AS d SET resolved_at = now()
        WHERE d.resolved_at IS NULL AND d.subject_id = ANY (members || budgets)
            AND NOT EXISTS (SELECT FROM seen AS s WHERE s.id = d.subject_id AND s.rule = d.rule)
    ), noted AS (
        INSERT INTO core.ledger_differences AS d (subject_kind, subject_id, rule, detail)
        SELECT s.kind, s.id, s.rule, s.detail FROM seen AS s
        ON CONFLICT (subject_id, rule) WHERE resolved_at IS NULL
        DO UPDATE SET seen_at = now(), detail = excluded.detail
    )
    SELECT string_agg(DISTINCT s.rule, ', ') INTO rules FROM seen AS s;
    RETURN rules;
END
$$;
