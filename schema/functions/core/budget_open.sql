-- A new budget with its first movement; NULL when the organisation has one of this name and year.
CREATE OR REPLACE FUNCTION core.budget_open(
    organisation_id uuid, year bigint, name text, subject text, fund_source text, unit text,
    total bigint, admin_id uuid, reason text)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    opened uuid;
BEGIN
    INSERT INTO core.budgets AS b (organisation_id, year, name, subject, fund_source, unit, total)
    VALUES (budget_open.organisation_id, budget_open.year::integer, budget_open.name,
            budget_open.subject, budget_open.fund_source, budget_open.unit, 0)
    ON CONFLICT DO NOTHING
    RETURNING b.id INTO opened;
    PERFORM core.budget_move(opened, 'opened', opened, total, 0, 0, admin_id, reason);
    RETURN opened;
END
$$;
