-- Points that wait, or waited, as the staff see them.
CREATE OR REPLACE FUNCTION core.pending_json(waiting core.pending_points) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown)
    FROM (SELECT e.id, e.member_id, e.rule_id, r.title, e.event_ref, e.points, waiting.state,
              waiting.matures_at, e.created_at, waiting.settled_at,
              (SELECT a.login FROM core.admins AS a WHERE a.id = waiting.admin_id) AS by, waiting.reason
          FROM core.earnings AS e JOIN core.earn_rules AS r ON r.id = e.rule_id
          WHERE e.id = waiting.earning_id) AS shown
$$;
