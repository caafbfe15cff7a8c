-- The daily sign-in of everybody who comes at the moment, at most 128: once for each member and day of
-- Asia/Shanghai. One transaction, one movement of each budget. Only what has an effect is stored under
-- its key: a refusal costs no write, and may be another one when it is asked again. All requests of a
-- caller are alike, so no key stands for another one. Plans as in api.lottery_draw.
--
-- Locks: idempotency keys → wallets ascending → rules' counters → budgets. resource: the same for all,
-- picks the one lane in which they wait together.
CREATE OR REPLACE FUNCTION api.me_sign_in(
    caller_id uuid[], resource text[], idempotency_key text[], fingerprint bytea[],
    request_id uuid[], OUT ord bigint, OUT outcome text, OUT body json, OUT replay_of uuid)
RETURNS SETOF record
LANGUAGE plpgsql SECURITY DEFINER ROWS 32
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    claims core.idempotency_answer[];
    slips core.earn_slip[];
    bodies json[];
BEGIN
    claims := ARRAY(
        SELECT ROW(c.outcome, c.body, c.replay_of)::core.idempotency_answer
        FROM core.idempotency_claim_many(caller_id, 'me_sign_in', idempotency_key, fingerprint)
            WITH ORDINALITY AS c (outcome, body, replay_of, ord) ORDER BY c.ord);
    slips := core.sign_in_open(
        caller_id, ARRAY(SELECT c.outcome FROM unnest(claims) AS c), request_id);
    IF EXISTS (SELECT FROM unnest(slips) AS s WHERE s.outcome IS NULL) THEN
        PERFORM core.wallets_lock(ARRAY(
            SELECT s.member_id FROM unnest(slips) AS s WHERE s.outcome IS NULL));
        slips := core.earn(core.sign_in_once(slips));
        PERFORM core.sign_in_record(slips);
    END IF;
    bodies := ARRAY(
        SELECT coalesce(b.body, (claims[s.ord]).body) FROM unnest(slips) AS s
        LEFT JOIN core.sign_in_bodies(slips) AS b ON b.ord = s.ord ORDER BY s.ord);
    PERFORM core.idempotency_store_many(
        'me_sign_in', array_agg(s.member_id), array_agg(idempotency_key[s.ord]),
        array_agg(fingerprint[s.ord]), array_agg(s.request_id), array_agg(s.outcome),
        array_agg(bodies[s.ord]), array_agg(NULL::uuid))
    FROM unnest(slips) AS s WHERE s.earning_id IS NOT NULL
    HAVING count(*) > 0;
    RETURN QUERY
    SELECT s.ord, s.outcome, bodies[s.ord], (claims[s.ord]).replay_of
    FROM unnest(slips) AS s ORDER BY s.ord;
END
$$;
