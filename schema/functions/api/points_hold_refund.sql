-- The merchant gives captured points back, all that is left or a part, within thirty days and once for
-- each of its references.
CREATE OR REPLACE FUNCTION api.points_hold_refund(
    caller_id uuid, key_id uuid, key_mode text, hold_id uuid, points bigint, reference text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    hold core.holds;
    refund core.hold_refunds;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'points_hold_refund', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    hold := core.hold_lock(caller_id, key_mode, hold_id);
    outcome := coalesce(core.hold_refund_refusal(hold, points, reference), 'ok');
    IF outcome = 'ok' THEN
        refund := core.hold_refund(hold, coalesce(points, hold.captured - hold.refunded), reference,
                                   key_id);
        PERFORM core.hold_audit(hold, 'points_hold_refund', jsonb_build_object(
            'refund_id', refund.id, 'points', refund.points), request_id);
        SELECT row_to_json(answer) INTO body FROM (
            SELECT refund.id, refund.reference, refund.points, refund.created_at,
                   core.hold_json(core.hold_of(caller_id, key_mode, hold_id)) AS hold) AS answer;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'points_hold_refund', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
