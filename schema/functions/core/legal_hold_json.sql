-- A hold as staff see it.
CREATE OR REPLACE FUNCTION core.legal_hold_json(hold core.legal_holds) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(item) FROM (
        SELECT hold.id, hold.member_id, hold.reason, hold.created_at, hold.released_at,
               hold.release_reason) AS item
$$;
