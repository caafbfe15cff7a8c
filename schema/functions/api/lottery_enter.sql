-- A member's chance in a raffle, which is drawn after it has closed.
CREATE OR REPLACE FUNCTION api.lottery_enter(
    caller_id uuid, lottery_id uuid, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    lottery core.lotteries;
    entry core.raffle_entries;
    place_id uuid;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'lottery_enter', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF EXISTS (SELECT FROM core.raffle_entries AS e
                  WHERE e.member_id = caller_id AND e.idempotency_key = lottery_enter.idempotency_key) THEN
        outcome := 'idempotency_key_reused'; -- of an answer that is older than seven days
        RETURN;
    END IF;
    PERFORM core.wallets_lock(ARRAY[caller_id]);
    SELECT l.* INTO lottery FROM core.lotteries AS l
    WHERE l.id = lottery_enter.lottery_id AND l.published_at IS NOT NULL;
    place_id := core.benefits_from(caller_id);
    outcome := coalesce(core.raffle_entry_refusal(lottery, caller_id, place_id), 'ok');
    IF outcome = 'ok' THEN
        entry := core.raffle_enter(lottery, caller_id, place_id, idempotency_key);
        PERFORM core.audit_write('member', caller_id, 'lottery_enter', place_id, 'raffle_entry', entry.id,
            jsonb_build_object('lottery_id', lottery.id, 'cost_points', entry.cost_points), NULL, request_id);
        SELECT row_to_json(answer) INTO body FROM (
            SELECT entry.id, entry.lottery_id, entry.cost_points, w.available AS balance, entry.created_at
            FROM core.wallets AS w WHERE w.member_id = caller_id) AS answer;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'lottery_enter', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
