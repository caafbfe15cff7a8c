-- A wish to be forgotten; held_by says what would stand against it at this moment.
CREATE OR REPLACE FUNCTION core.erasure_json(erasure core.erasures) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(item) FROM (
        SELECT erasure.id, erasure.status, erasure.reason, erasure.requested_at, erasure.erases_at,
               erasure.ended_at,
               CASE WHEN erasure.status = 'pending'
                    THEN core.erasure_refusal(erasure.member_id) END AS held_by) AS item
$$;
