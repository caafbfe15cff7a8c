-- Who has won what, as everybody may see it: the name masked, the ticket of an instant lottery or the rank
-- in a raffle.
CREATE OR REPLACE FUNCTION core.winner_json(award core.awards) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT (SELECT p.real_name_masked FROM core.members AS m JOIN core.people AS p ON p.id = m.person_id
                WHERE m.id = award.member_id) AS name,
            (SELECT row_to_json(part)
             FROM (SELECT p.id, p.name FROM core.prizes AS p WHERE p.id = award.prize_id) AS part) AS prize,
            award.value_fen,
            (SELECT d.ticket FROM core.draws AS d WHERE d.id = award.source_id) AS ticket,
            (SELECT e.rank FROM core.raffle_entries AS e WHERE e.id = award.source_id) AS rank,
            award.created_at) AS shown
$$;
