-- An award as answers show it; of where it goes only what may be shown.
CREATE OR REPLACE FUNCTION core.award_json(award core.awards) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT award.id, core.activity_label(award.activity_id) AS activity,
            (SELECT row_to_json(part)
             FROM (SELECT p.id, p.name FROM core.prizes AS p WHERE p.id = award.prize_id) AS part) AS prize,
            award.value_fen, award.state, award.claim_by,
            (SELECT core.pickup_point_json(p) FROM core.pickup_points AS p
             WHERE p.id = award.pickup_point_id) AS pickup_point,
            award.delivery, award.tracking, award.code_expires_at, award.note AS forfeit_reason,
            award.created_at, award.claimed_at, award.issued_at, award.redeemed_at,
            award.forfeited_at) AS shown
$$;
