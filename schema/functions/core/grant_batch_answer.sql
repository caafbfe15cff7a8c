-- A grant to many as the staff see it; one that is only planned has no id yet.
CREATE OR REPLACE FUNCTION core.grant_batch_answer(batch core.grant_batches) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer)
    FROM (SELECT CASE WHEN batch.id IS NULL THEN 'planned' ELSE batch.state END AS state, batch.id,
              (SELECT core.organisation_label(o) FROM core.organisations AS o
               WHERE o.id = batch.organisation_id) AS organisation,
              batch.is_listed, batch.budget_id, batch.reason, batch.starts_at, batch.expires_at,
               batch.members, batch.points,
              json_build_object('members', batch.granted, 'points', batch.granted_points) AS granted,
              json_build_object('members', batch.skipped, 'points', batch.skipped_points) AS skipped,
              (SELECT a.login FROM core.admins AS a WHERE a.id = batch.admin_id) AS by,
              batch.created_at, batch.ended_at) AS answer
$$;
