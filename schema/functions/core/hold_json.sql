-- A hold as its merchant sees it: nothing of whose points they are.
CREATE OR REPLACE FUNCTION core.hold_json(hold core.holds) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(shown) FROM (
        SELECT hold.id, hold.reference, hold.state, hold.points, hold.captured, hold.refunded,
               hold.expires_at, hold.created_at, hold.settled_at) AS shown);
END
$$;
