-- Goes on with the oldest issue of vouchers that nobody else is at, for the next batch_size members. Each one's
-- turn comes once, whoever stops or dies: it is one transaction. Answers how many had their turn.
CREATE OR REPLACE FUNCTION api.voucher_issues_run(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    issue core.voucher_issues;
    template core.voucher_templates;
    slips core.voucher_slip[] := ARRAY[]::core.voucher_slip[];
BEGIN
    SELECT i.* INTO issue FROM core.voucher_issues AS i
    WHERE i.done_at IS NULL ORDER BY i.id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    outcome := 'ok';
    body := json_build_object('turns', 0);
    IF issue.id IS NULL THEN
        RETURN;
    END IF;
    SELECT t.* INTO STRICT template FROM core.voucher_templates AS t WHERE t.id = issue.template_id;
    slips := ARRAY(
        SELECT ROW(row_number() OVER (ORDER BY w.member_id), template.id, w.member_id, NULL, NULL, NULL,
                   core.voucher_refusal(template, w.member_id, place.organisation_id), NULL, NULL,
                   place.organisation_id, m.person_id, NULL, NULL)::core.voucher_slip
        FROM (SELECT o.member_id FROM core.voucher_issue_members AS o
              WHERE o.issue_id = issue.id AND o.outcome IS NULL
              ORDER BY o.member_id LIMIT batch_size) AS w
        JOIN core.members AS m ON m.id = w.member_id
        CROSS JOIN LATERAL (SELECT core.benefits_from(w.member_id) AS organisation_id) AS place
        ORDER BY w.member_id);
    slips := core.voucher_record(core.voucher_assign(slips), 'issue', issue.id);
    PERFORM core.voucher_issue_step(issue, template.organisation_id, slips);
    body := json_build_object('turns', cardinality(slips));
END
$$;
