-- Notes what became of members whose turn it was in an issue of vouchers, and its end after the last one.
CREATE OR REPLACE FUNCTION core.voucher_issue_step(
    issue core.voucher_issues, organisation_id uuid, slips core.voucher_slip[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE core.voucher_issue_members AS w SET outcome = s.outcome
    FROM unnest(slips) AS s WHERE w.issue_id = issue.id AND w.member_id = s.member_id;
    UPDATE core.voucher_issues AS i
    SET issued = i.issued + turn.issued, skipped = i.skipped + turn.skipped,
        done_at = CASE WHEN i.issued + turn.issued + i.skipped + turn.skipped = i.members THEN now() END
    FROM (SELECT count(*) FILTER (WHERE s.voucher_id IS NOT NULL) AS issued,
                 count(*) FILTER (WHERE s.voucher_id IS NULL) AS skipped FROM unnest(slips) AS s) AS turn
    WHERE i.id = issue.id;
    PERFORM core.audit_write_many(
        'system', NULL, 'voucher_issues_run', array_agg(voucher_issue_step.organisation_id), 'voucher',
        array_agg(s.voucher_id), array_agg(jsonb_build_object('issue_id', issue.id, 'tier', s.tier)),
        issue.reason, NULL)
    FROM unnest(slips) AS s WHERE s.voucher_id IS NOT NULL
    HAVING count(*) > 0;
END
$$;
