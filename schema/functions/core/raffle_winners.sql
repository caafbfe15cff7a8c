-- Whom a seed makes the winners of a raffle: the entries in the order of their ids are shuffled by
-- Fisher-Yates, i with i + core.draw_number(…, i, len - i). In that order each takes a seat: first of the
-- quota that it came under, then an open one; seats of quotas that are left over go to those who wait, in
-- the same order. The winners, again in that order, get ranks and the prizes, the first prize first.
CREATE OR REPLACE FUNCTION core.raffle_winners(
    lottery core.lotteries, seed bytea, OUT entry_id uuid, OUT rank bigint, OUT prize_id uuid)
RETURNS SETOF record
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    entries uuid[] := ARRAY(SELECT e.id FROM core.raffle_entries AS e WHERE e.lottery_id = lottery.id
                            ORDER BY e.id);
    len CONSTANT integer := cardinality(entries);
    seats CONSTANT bigint := (SELECT sum(p.stock) FROM core.prizes AS p WHERE p.lottery_id = lottery.id);
    kept CONSTANT bigint := (SELECT coalesce(sum(q.seats), 0) FROM core.lottery_quotas AS q
                             WHERE q.lottery_id = lottery.id);
    j integer;
    drawn uuid;
BEGIN
    FOR i IN 1 .. len LOOP
        j := i + core.draw_number(seed, lottery.id::text, coalesce(lottery.public_value, ''), i - 1,
                                  len - i + 1)::integer;
        drawn := entries[j];
        entries[j] := entries[i];
        entries[i] := drawn;
    END LOOP;
    RETURN QUERY
    WITH considered AS MATERIALIZED (
        SELECT e.id, s.ord, q.organisation_id AS quota_id, coalesce(q.seats, 0)
            >= row_number() OVER (PARTITION BY q.organisation_id ORDER BY s.ord) AS is_kept
        FROM unnest(entries) WITH ORDINALITY AS s (id, ord)
        JOIN core.raffle_entries AS e ON e.id = s.id
        LEFT JOIN core.lottery_quotas AS q
            ON q.lottery_id = lottery.id AND q.organisation_id = e.quota_id
    ), winners AS (
        -- Open seats and those left over are taken in one order: it is the same as one after the other.
        SELECT c.id, row_number() OVER (ORDER BY c.ord) AS rank
        FROM (SELECT o.*, row_number() OVER (PARTITION BY o.is_kept ORDER BY o.ord) AS waiting,
                     count(*) FILTER (WHERE o.is_kept) OVER () AS taken
              FROM considered AS o) AS c
        WHERE c.is_kept OR c.waiting <= seats - c.taken
    )
    SELECT w.id, w.rank, (
        SELECT p.id
        FROM (SELECT o.id, sum(o.stock) OVER (ORDER BY o.position) AS until FROM core.prizes AS o
              WHERE o.lottery_id = lottery.id) AS p
        WHERE p.until >= w.rank ORDER BY p.until LIMIT 1)
    FROM winners AS w;
END
$$;
