-- Hands an award out to whoever shows its code, exactly once. Codes that nobody has, that have run out,
-- that were used, and those of others' activities are one and the same; after 20 of them in a row an
-- account has to wait (core.sign_in_attempt), and such an answer is not kept for the key.
CREATE OR REPLACE FUNCTION api.award_redeem(
    caller_id uuid, allowed_roles text[], resource text, code_hash bytea, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards;
    earlier text;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'award_redeem', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    ELSIF core.sign_in_attempt('redemption', uuid_send(caller_id), 20) > 0 THEN
        outcome := 'redemption_locked';
        RETURN;
    END IF;
    award := core.award_redeemable(caller_id, allowed_roles, resource, code_hash);
    earlier := award.state;
    outcome := CASE WHEN award.id IS NULL THEN 'code_not_valid' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.sign_in_failures AS f SET failures = 0, locked_until = NULL
        WHERE f.kind = 'redemption' AND f.key = uuid_send(caller_id);
        PERFORM core.award_spend(award, caller_id);
        UPDATE core.awards AS w
        SET state = 'redeemed', redeemed_at = now(), handled_by = caller_id, code_hash = NULL,
            code_expires_at = NULL
        WHERE w.id = award.id RETURNING w.* INTO award;
        PERFORM core.award_audit(award, caller_id, 'award_redeem', earlier, NULL, request_id);
        body := core.award_case_json(award);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'award_redeem', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
