-- A merchant reports what a member has done; they earn by the rule, once for each event_ref: the same report
-- again is told the same. dry_run: tells what would come of it just now.
CREATE OR REPLACE FUNCTION api.points_event_report(
    caller_id uuid, key_mode text, rule_id uuid, member_no text, event_ref text, dry_run boolean,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    slip core.earn_slip := core.event_admit(caller_id, key_mode, rule_id, member_no, event_ref, dry_run,
                                            request_id);
    known record;
BEGIN
    IF slip.outcome IS NULL AND NOT dry_run THEN
        PERFORM core.wallets_lock(ARRAY[slip.member_id]);
    END IF;
    IF slip.outcome IS NULL THEN
        SELECT e.* INTO known FROM core.event_earning(rule_id, event_ref) AS e;
        slip.outcome := CASE WHEN known.body IS NULL THEN NULL
                             WHEN core.account_current(known.member_id) = slip.member_id THEN 'ok'
                             ELSE 'event_ref_reused' END;
        body := CASE WHEN slip.outcome = 'ok' THEN known.body END;
    END IF;
    IF slip.outcome IS NULL AND dry_run THEN
        slip := (core.earn_judge(ARRAY[slip]))[1];
        slip.outcome := coalesce(slip.outcome, 'ok');
        SELECT row_to_json(planned) INTO body FROM (
            SELECT 'planned' AS state, NULL::uuid AS id, slip.rule_id, points_event_report.member_no,
                   slip.event_ref, slip.points, NULL::timestamptz AS matures_at,
                   NULL::timestamptz AS created_at WHERE slip.outcome = 'ok') AS planned;
    ELSIF slip.outcome IS NULL THEN
        slip := (core.earn(ARRAY[slip]))[1];
    END IF;
    IF slip.earning_id IS NOT NULL THEN
        PERFORM core.audit_write(
            'merchant', caller_id, 'points_event_report', slip.organisation_id, 'earning', slip.earning_id,
            jsonb_build_object('rule_id', slip.rule_id, 'points', slip.points), NULL, request_id);
        SELECT e.body INTO body FROM core.event_earning(rule_id, event_ref) AS e;
    END IF;
    outcome := slip.outcome;
END
$$;
