-- What C needs to ask the gateway for a payment of the caller's order: the attempt, made or gone on with.
-- payment_id NULL with outcome ok: the caller has no name at WeChat. prepay_id: the gateway has said it
-- before, so that it need not be asked again.
CREATE OR REPLACE FUNCTION api.order_pay_begin(
    caller_id uuid, session_id uuid, order_id uuid, idempotency_key text, fingerprint bytea,
    request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT payment_id uuid, OUT out_trade_no text,
    OUT amount_fen bigint, OUT description text, OUT pay_until text, OUT appid text, OUT openid text,
    OUT prepay_id text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    accounts uuid[] := core.accounts_of(caller_id);
    paid_for core.orders;
    payer core.identities;
    attempt core.payments;
BEGIN
    SELECT claim.outcome, claim.body, claim.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_pay', idempotency_key, fingerprint) AS claim;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT o.* INTO paid_for FROM core.orders AS o
    WHERE o.id = order_pay_begin.order_id AND o.member_id = ANY (accounts)
    FOR UPDATE;
    outcome := CASE WHEN paid_for.id IS NULL THEN 'order_not_found'
                    WHEN paid_for.status <> 'pending_payment' OR paid_for.expires_at <= now()
                    THEN 'order_not_payable' ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        PERFORM core.idempotency_store(caller_id, 'order_pay', idempotency_key, fingerprint,
                                       request_id, outcome, body);
        RETURN;
    END IF;
    -- The name that this session rests on, else the one that was used last.
    SELECT i.* INTO payer FROM core.identities AS i
    LEFT JOIN core.session_families AS f ON f.id = order_pay_begin.session_id AND f.identity_id = i.id
        AND f.revoked_at IS NULL
    WHERE i.member_id = ANY (accounts)
    ORDER BY f.id IS NULL, i.last_seen_at DESC, i.id LIMIT 1;
    IF payer.id IS NULL THEN
        RETURN;
    END IF;
    attempt := core.payment_attempt(paid_for, payer, caller_id, request_id);
    payment_id := attempt.id;
    out_trade_no := attempt.out_trade_no;
    amount_fen := attempt.amount_fen;
    description := attempt.description;
    pay_until := to_char(attempt.pay_until AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"');
    appid := attempt.appid;
    openid := payer.openid;
    prepay_id := attempt.prepay_id;
END
$$;
