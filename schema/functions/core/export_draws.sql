-- A member's latest draws and what they won. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_draws(accounts uuid[], row_limit bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
        SELECT d.id, d.lottery_id, l.title AS lottery, d.ticket, p.name AS prize, d.cost_points,
               d.created_at
        FROM core.draw_counts AS c
        JOIN core.draws AS d ON d.lottery_id = c.lottery_id AND d.member_id = c.member_id
        JOIN core.lotteries AS l ON l.id = d.lottery_id
        LEFT JOIN core.prizes AS p ON p.id = d.prize_id
        WHERE c.member_id = ANY (accounts)
        ORDER BY d.created_at DESC, d.id DESC LIMIT export_draws.row_limit) AS item
$$;
