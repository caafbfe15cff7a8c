-- What an activity may give away at the most, in fen.
CREATE OR REPLACE FUNCTION core.activity_value(activity core.activities) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT CASE activity.kind
        WHEN 'lottery' THEN (SELECT sum(p.stock * p.value_fen)::bigint FROM core.prizes AS p
                             WHERE p.lottery_id = activity.id)
        ELSE core.giveaway_value(activity.id) END
$$;
