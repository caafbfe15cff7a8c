-- Keeps an issue of vouchers to all members of an organisation and below, or to those named; NULL: there is
-- nobody, or more than 100,000.
CREATE OR REPLACE FUNCTION core.voucher_issue_open(
    template_id uuid, organisation_id uuid, member_ids uuid[], admin_id uuid, reason text, idempotency_key text)
RETURNS core.voucher_issues
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    wanted CONSTANT uuid[] := CASE WHEN member_ids IS NOT NULL
        THEN ARRAY(SELECT DISTINCT core.account_current(i) FROM unnest(member_ids) AS i)
        ELSE ARRAY(
            SELECT m.id
            FROM core.organisations AS top
            JOIN core.organisations AS o ON o.path >= top.path AND o.path < core.subtree_end(top.path)
            JOIN core.memberships AS s ON s.organisation_id = o.id AND s.is_primary AND upper_inf(s.span)
            JOIN core.members AS m ON m.person_id = s.person_id AND m.status = 'active'
            WHERE top.id = voucher_issue_open.organisation_id
            LIMIT 100001) END;
    issue core.voucher_issues;
BEGIN
    IF cardinality(wanted) NOT BETWEEN 1 AND 100000 THEN
        RETURN NULL;
    END IF;
    INSERT INTO core.voucher_issues AS i (template_id, organisation_id, admin_id, reason, members, idempotency_key)
    VALUES (voucher_issue_open.template_id,
            CASE WHEN member_ids IS NULL THEN voucher_issue_open.organisation_id END,
            voucher_issue_open.admin_id, voucher_issue_open.reason, cardinality(wanted),
            voucher_issue_open.idempotency_key)
    RETURNING i.* INTO issue;
    INSERT INTO core.voucher_issue_members (issue_id, member_id) SELECT issue.id, w FROM unnest(wanted) AS w;
    RETURN issue;
END
$$;
