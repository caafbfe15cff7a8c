-- Some entries of a revealed raffle's proof, in the order of their ids, which is that of the bytes: a line
-- for each, and a comma and a line feed before all but the very first. last is absent when there are
-- none left.
CREATE OR REPLACE FUNCTION api.lottery_proof_entries(
    lottery_id uuid, after uuid, "limit" bigint,
    OUT outcome text, OUT body json, OUT lines text, OUT last uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
BEGIN
    outcome := 'ok';
    SELECT CASE WHEN after IS NULL THEN '' ELSE E',\n' END || string_agg(row_to_json(line)::text, E',\n' ORDER BY line.entry),
        max(line.entry::text)::uuid
    INTO lines, last
    FROM (
        SELECT e.id AS entry, e.quota_id AS quota, e.rank, e.prize_id
        FROM core.raffle_entries AS e
        WHERE e.lottery_id = lottery_proof_entries.lottery_id AND (after IS NULL OR e.id > after)
            AND EXISTS (SELECT FROM core.lotteries AS l WHERE l.id = e.lottery_id AND l.revealed_at IS NOT NULL)
        ORDER BY e.id LIMIT "limit"
    ) AS line;
END
$$;
