-- A chance in a raffle as its holder sees it.
CREATE OR REPLACE FUNCTION core.raffle_entry_json(entry core.raffle_entries) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT entry.id, entry.lottery_id, l.title, core.lottery_stage(l) AS status, entry.cost_points,
            entry.rank, (SELECT row_to_json(prize)
                         FROM (SELECT p.id, p.name, p.value_fen FROM core.prizes AS p
                               WHERE p.id = entry.prize_id) AS prize) AS prize, entry.created_at
        FROM core.lotteries AS l WHERE l.id = entry.lottery_id
    ) AS shown
$$;
