-- Some tickets of a revealed lottery's proof, in their order: a line for each, and a comma and a line
-- feed before all but the very first. Nobody is named: participants are numbers. last is absent when
-- there are none left.
CREATE OR REPLACE FUNCTION api.lottery_proof_tickets(
    lottery_id uuid, after bigint, "limit" bigint,
    OUT outcome text, OUT body json, OUT lines text, OUT last bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
    outcome := 'ok';
    SELECT CASE WHEN after > 0 THEN E',\n' ELSE '' END || string_agg(row_to_json(line)::text, E',\n' ORDER BY line.ticket),
        max(line.ticket)
    INTO lines, last
    FROM (
        SELECT d.ticket, c.participant, d.client_nonce, d.number, d.prize_id
        FROM core.draws AS d
        JOIN core.draw_counts AS c ON c.lottery_id = d.lottery_id AND c.member_id = d.member_id
        WHERE d.lottery_id = lottery_proof_tickets.lottery_id AND d.ticket > after
            AND EXISTS (SELECT FROM core.lotteries AS l WHERE l.id = d.lottery_id AND l.revealed_at IS NOT NULL)
        ORDER BY d.ticket LIMIT "limit"
    ) AS line;
END
$$;
