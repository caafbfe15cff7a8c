-- An activity as its staff see it.
CREATE OR REPLACE FUNCTION core.activity_json(activity core.activities) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT CASE activity.kind
        WHEN 'lottery' THEN (SELECT core.admin_lottery_json(l) FROM core.lotteries AS l
                             WHERE l.id = activity.id)
        ELSE (SELECT core.admin_giveaway_json(g) FROM core.giveaways AS g WHERE g.id = activity.id) END
$$;
