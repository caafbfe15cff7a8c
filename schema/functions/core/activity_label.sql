-- An activity as answers name it.
CREATE OR REPLACE FUNCTION core.activity_label(activity_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(label) FROM (
        SELECT a.id, a.kind, coalesce(
            (SELECT l.title FROM core.lotteries AS l WHERE l.id = a.id),
            (SELECT g.title FROM core.giveaways AS g WHERE g.id = a.id)) AS title
        FROM core.activities AS a WHERE a.id = activity_label.activity_id) AS label
$$;
