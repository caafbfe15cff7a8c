-- What a member has, or had at a moment of the past, computed from the ledger's entries and not from
-- the wallet. Accounts that were merged into theirs count: a merger moves points, it makes none.
CREATE OR REPLACE FUNCTION api.admin_member_points(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, at timestamptz,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    current uuid := core.account_current(member_id);
BEGIN
    outcome := CASE
        WHEN NOT core.staff_covers_member(caller_id, allowed_roles, resource, current)
            THEN 'member_not_found'
        WHEN at > now() THEN 'instant_future'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        SELECT row_to_json(answer) INTO body FROM (
            SELECT current AS member_id, coalesce(at, now()) AS at, p.available, p.held, p.pending,
                   p.debt
            FROM core.points_at(core.accounts_of(current), at) AS p) AS answer;
    END IF;
END
$$;
