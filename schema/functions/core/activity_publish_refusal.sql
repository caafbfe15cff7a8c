-- Why an activity must not be published, or NULL. publisher_id NULL: it is only handed over for review.
CREATE OR REPLACE FUNCTION core.activity_publish_refusal(activity core.activities, publisher_id uuid)
RETURNS text
LANGUAGE sql VOLATILE
AS $$
    SELECT CASE activity.kind WHEN 'lottery' THEN core.lottery_publish_refusal(activity, publisher_id)
                              ELSE core.giveaway_publish_refusal(activity, publisher_id) END
$$;
