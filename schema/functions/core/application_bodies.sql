-- Applications as answers show them, in the order of the ids. Only staff see who applies, masked; the
-- applicant sees offices, not officials.
CREATE OR REPLACE FUNCTION core.application_bodies(ids uuid[], for_staff boolean)
RETURNS TABLE (nth bigint, body json)
LANGUAGE sql STABLE ROWS 20
AS $$
    SELECT asked.nth, row_to_json(shown)
    FROM unnest(application_bodies.ids) WITH ORDINALITY AS asked (id, nth)
    JOIN core.applications AS a ON a.id = asked.id
    JOIN core.organisations AS office ON office.id = a.organisation_id
    LEFT JOIN core.organisations AS target ON target.id = a.target_id
    LEFT JOIN core.organisations AS source ON source.id = a.source_id
    LEFT JOIN core.organisations AS founded ON founded.id = a.founded_id
    JOIN core.members AS m ON m.id = a.applicant_id
    LEFT JOIN core.people AS p ON p.id = coalesce(a.person_id, m.person_id)
    CROSS JOIN LATERAL (
        SELECT a.id, a.kind, a.state, core.organisation_label(target) AS organisation,
               core.organisation_label(source) AS from_organisation,
               CASE WHEN a.kind = 'founding'
                    THEN a.form || jsonb_build_object('contact', a.contact)
                    ELSE a.form END AS form,
               a.stage,
               CASE WHEN a.state IN ('submitted', 'in_review')
                    THEN core.organisation_label(office) END AS decided_by,
               CASE WHEN a.decided_at IS NULL THEN a.due_at END AS due_at,
               a.decided_at IS NULL AND a.due_at < now() AS overdue,
               core.organisation_label(founded) AS founded_organisation,
               CASE WHEN a.merchant_id IS NOT NULL THEN core.merchant_label(a.merchant_id) END AS merchant,
               a.created_at, a.decided_at,
               CASE WHEN application_bodies.for_staff THEN json_build_object(
                   'member_id', m.id, 'member_no', m.member_no::text,
                   'real_name', p.real_name_masked, 'id_number', p.id_number_masked,
                   'phone', m.phone_masked, 'is_duplicate', a.is_duplicate) END AS applicant,
               (SELECT json_agg(json_build_object(
                           'decision', s.decision, 'stage', s.stage,
                           'organisation', core.organisation_label(o),
                           'comment', s.comment, 'at', s.at) ORDER BY s.seq)
                FROM core.application_steps AS s
                LEFT JOIN core.organisations AS o ON o.id = s.organisation_id
                WHERE s.application_id = a.id) AS steps
    ) AS shown
$$;
