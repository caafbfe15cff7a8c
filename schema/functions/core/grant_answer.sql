-- What is answered to whoever grants points: the grant, or what would be one, without an id.
CREATE OR REPLACE FUNCTION core.grant_answer(given core.grants) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(answer)
            FROM (SELECT CASE WHEN given.id IS NULL THEN 'planned' ELSE 'done' END AS state, given.id,
                      given.member_id, given.points, given.reason, given.expires_at, given.budget_id,
                      given.created_at) AS answer);
END
$$;
