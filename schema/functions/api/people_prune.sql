-- Forgets people whom the union never took: entered by applications of which the last was refused or
-- withdrawn more than 90 days ago, and never a member. At most batch_size at a time; the same goes for
-- the contacts of foundings that came to nothing.
CREATE OR REPLACE FUNCTION api.people_prune(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT p.id FROM core.people AS p
        WHERE p.id IN (SELECT a.person_id FROM core.applications AS a
                       WHERE a.state IN ('rejected', 'withdrawn')
                           AND a.decided_at < now() - interval '90 days')
            AND p.real_name_sealed IS NOT NULL
            AND NOT EXISTS (SELECT FROM core.memberships AS s WHERE s.person_id = p.id)
            AND NOT EXISTS (SELECT FROM core.applications AS later
                            WHERE later.person_id = p.id
                                AND (later.decided_at IS NULL OR later.state = 'approved'
                                     OR later.decided_at >= now() - interval '90 days'))
        LIMIT batch_size FOR UPDATE SKIP LOCKED);
    contacts bigint;
BEGIN
    PERFORM core.person_forget(d.id) FROM unnest(due) AS d (id);
    UPDATE core.members AS m SET person_id = NULL WHERE m.person_id = ANY (due);
    PERFORM core.audit_write('system', NULL, 'people_prune', NULL, 'person', d.id, NULL, NULL, NULL)
    FROM unnest(due) AS d (id);
    UPDATE core.applications AS a SET contact = NULL, contact_sealed = NULL
    WHERE a.state IN ('rejected', 'withdrawn') AND a.decided_at < now() - interval '90 days'
        AND a.contact IS NOT NULL;
    GET DIAGNOSTICS contacts = ROW_COUNT;
    outcome := 'ok';
    body := json_build_object('people', cardinality(due), 'contacts', contacts);
END
$$;
