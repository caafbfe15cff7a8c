-- Draws for everybody who waits, at most 128 at a time and for any number of lotteries: one
-- transaction, one update of each hot row. Requests get their tickets in the order in which they
-- stand in the arrays. Set-based throughout; see core.draw_claim and the steps after it, each of
-- which takes the slips of all requests and gives them back one step further. seed: of the lottery, which
-- the program has opened; the tables know it only sealed.
--
-- sold_out is not kept with its key: it will never be otherwise, so that the crowd that still comes after
-- the last prize costs no write.
--
-- Locks: idempotency keys → wallets ascending → lottery counters ascending (which guard prizes).
-- Plans are generic, because planning each batch anew would cost more than running it. They must
-- also outlive the growth of the tables: one made while a table was empty would read all of it
-- later. Hence no sequential scans and joins of whole tables, and LATERAL … LIMIT 1 in the steps.
CREATE OR REPLACE FUNCTION api.lottery_draw(
    lottery_id uuid[], seed bytea[], caller_id uuid[], client_nonce text[], idempotency_key text[],
    fingerprint bytea[], request_id uuid[],
    OUT ord bigint, OUT outcome text, OUT body json, OUT replay_of uuid)
RETURNS SETOF record
LANGUAGE plpgsql SECURITY DEFINER ROWS 32
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    slips core.draw_slip[] := core.draw_claim(
        lottery_id, seed, caller_id, client_nonce, idempotency_key, fingerprint, request_id);
BEGIN
    IF EXISTS (SELECT FROM unnest(slips) AS s WHERE s.outcome IS NULL) THEN
        slips := core.draw_assign(core.draw_admit(slips));
        PERFORM core.draw_charge(slips);
        slips := core.draw_record(slips);
        PERFORM core.awards_write(array_agg(s.lottery_id), array_agg(s.member_id),
                                  array_agg(s.prize_id), array_agg(s.draw_id))
        FROM unnest(slips) AS s WHERE s.prize_id IS NOT NULL
        HAVING count(*) > 0;
        PERFORM core.draw_audit(slips);
    END IF;
    PERFORM core.idempotency_store_many(
        'lottery_draw', array_agg(s.member_id), array_agg(s.idempotency_key),
        array_agg(s.fingerprint), array_agg(s.request_id), array_agg(s.outcome),
        array_agg(s.body), array_agg(s.replay_of))
    FROM unnest(slips) AS s WHERE s.outcome <> 'sold_out'
    HAVING count(*) > 0;
    RETURN QUERY
    SELECT s.ord, s.outcome, s.body, s.replay_of FROM unnest(slips) AS s ORDER BY s.ord;
END
$$;
