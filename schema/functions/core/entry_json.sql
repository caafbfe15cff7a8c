-- What a journal moved between the accounts of one member, as the staff see it. available_after is
-- NULL where available points were not touched; debt is positive for what is owed.
CREATE OR REPLACE FUNCTION core.entry_json(journal_id uuid, member_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT j.id, entry_json.member_id, j.kind, j.reference_id AS reference,
               core.journal_about(j) AS description,
               sides.available, sides.held, sides.pending, sides.debt, sides.available_after,
               j.created_at
        FROM core.journals AS j
        CROSS JOIN LATERAL (
            SELECT coalesce(max(e.delta) FILTER (WHERE e.account = 'available'), 0) AS available,
                   coalesce(max(e.delta) FILTER (WHERE e.account = 'held'), 0) AS held,
                   coalesce(max(e.delta) FILTER (WHERE e.account = 'pending'), 0) AS pending,
                   -coalesce(max(e.delta) FILTER (WHERE e.account = 'debt'), 0) AS debt,
                   max(e.balance_after) FILTER (WHERE e.account = 'available') AS available_after
            FROM core.entries AS e
            WHERE e.journal_id = j.id AND e.member_id = entry_json.member_id
        ) AS sides
        WHERE j.id = entry_json.journal_id) AS shown
$$;
