-- The head of a published lottery's proof, up to the list of tickets or entries: the document's first
-- line. What follows is public when the seed is.
CREATE OR REPLACE FUNCTION api.lottery_proof(
    lottery_id uuid,
    OUT outcome text, OUT body json, OUT head text, OUT kind text, OUT is_revealed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT l.kind, l.revealed_at IS NOT NULL,
        left(row_to_json(document)::text, -1)
            || CASE l.kind WHEN 'raffle' THEN ',"entries":[' ELSE ',"tickets":[' END
    INTO kind, is_revealed, head
    FROM core.lotteries AS l
    CROSS JOIN LATERAL (
        SELECT 'liangonghui-lottery-proof-1' AS format, l.rules, encode(l.rules_hash, 'hex') AS rules_hash,
            encode(l.commitment, 'hex') AS commitment, l.public_value,
            CASE WHEN l.revealed_at IS NOT NULL THEN encode(l.seed, 'hex') END AS seed,
            encode(l.entrants_hash, 'hex') AS entrants_hash
    ) AS document
    WHERE l.id = lottery_proof.lottery_id AND l.published_at IS NOT NULL;
    outcome := CASE WHEN head IS NULL THEN 'lottery_not_found' ELSE 'ok' END;
END
$$;
