-- Who may take part in an activity, as answers show it; organisation NULL: members of any.
CREATE OR REPLACE FUNCTION core.activity_audience(activity core.activities) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'organisation', (SELECT core.organisation_label(o) FROM core.organisations AS o
                         WHERE o.id = activity.audience_id),
        'tenure_days', activity.tenure_days, 'winner_rest_days', activity.winner_rest_days)
$$;
