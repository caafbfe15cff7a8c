-- Who took part in an activity and how often: a row for each member.
CREATE OR REPLACE FUNCTION core.activity_participation(activity_id uuid)
RETURNS TABLE (member_id uuid, times bigint)
LANGUAGE sql STABLE
AS $$
    SELECT c.member_id, c.draws FROM core.draw_counts AS c
    WHERE c.lottery_id = activity_participation.activity_id
    UNION ALL
    SELECT c.member_id, c.claims FROM core.giveaway_counts AS c
    WHERE c.giveaway_id = activity_participation.activity_id
$$;
