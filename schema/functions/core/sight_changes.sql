-- How many of the staff lose and gain sight of what comes from below one organisation to stand below
-- another.
CREATE OR REPLACE FUNCTION core.sight_changes(from_id uuid, to_id uuid,
                                              OUT losing bigint, OUT gaining bigint)
LANGUAGE sql STABLE
AS $$
    SELECT
        (SELECT count(*) FROM (SELECT core.admins_over(sight_changes.from_id)
                               EXCEPT SELECT core.admins_over(sight_changes.to_id)) AS lost),
        (SELECT count(*) FROM (SELECT core.admins_over(sight_changes.to_id)
                               EXCEPT SELECT core.admins_over(sight_changes.from_id)) AS gained)
$$;
