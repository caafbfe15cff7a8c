-- How far an issue of vouchers to many is.
CREATE OR REPLACE FUNCTION core.voucher_issue_json(issue core.voucher_issues) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT issue.id, core.voucher_label(issue.template_id) AS template, issue.reason, issue.members,
            issue.issued, issue.skipped,
            (SELECT coalesce(json_object_agg(part.outcome, part.members), '{}')
             FROM (SELECT w.outcome, count(*) AS members FROM core.voucher_issue_members AS w
                   WHERE w.issue_id = issue.id AND w.outcome <> 'ok' GROUP BY w.outcome) AS part) AS skipped_for,
            CASE WHEN issue.done_at IS NULL THEN 'open' ELSE 'done' END AS state,
            (SELECT a.login FROM core.admins AS a WHERE a.id = issue.admin_id) AS by,
            issue.created_at, issue.done_at) AS shown
$$;
