-- Applications as answers show them, in the order of the ids. Only staff see who applies, masked; the
-- applicant sees offices, not officials.
CREATE OR REPLACE FUNCTION core.application_bodies(ids uuid[], for_staff boolean)
RETURNS TABLE (nth bigint, body json)
LANGUAGE sql STABLE ROWS 20
AS $$
    SELECT asked.nth, row_to_json(shown)
    FROM unnest(application_bodies.ids) WITH ORDINALITY AS asked (id, nth)
    JOIN core.applications AS a ON a.id = asked.id
    CROSS JOIN LATERAL (
        SELECT a.id, a.kind, a.state, core.organisation_label(a.target_id) AS organisation,
               core.organisation_label(a.source_id) AS from_organisation,
               CASE WHEN a.kind = 'founding'
                    THEN a.form || jsonb_build_object('contact', a.contact)
                    ELSE a.form END AS form,
               a.stage,
               CASE WHEN a.state IN ('submitted', 'in_review')
                    THEN core.organisation_label(a.organisation_id) END AS decided_by,
               CASE WHEN a.decided_at IS NULL THEN a.due_at END AS due_at,
               a.decided_at IS NULL AND a.due_at < now() AS overdue,
               core.organisation_label(a.founded_id) AS founded_organisation,
               a.created_at, a.decided_at,
               CASE WHEN application_bodies.for_staff
                    THEN core.application_applicant(a) END AS applicant,
               (SELECT json_agg(json_build_object(
                           'decision', s.decision, 'stage', s.stage,
                           'organisation', core.organisation_label(s.organisation_id),
                           'comment', s.comment, 'at', s.at) ORDER BY s.seq)
                FROM core.application_steps AS s WHERE s.application_id = a.id) AS steps
    ) AS shown
$$;
