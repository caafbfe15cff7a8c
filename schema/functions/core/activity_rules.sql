-- The text of an activity's rules as they are now.
CREATE OR REPLACE FUNCTION core.activity_rules(activity core.activities) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE activity.kind WHEN 'lottery' THEN core.lottery_rules(activity.id)
                              ELSE core.giveaway_rules(activity.id) END
$$;
