-- The subsidy programmes that are open for the caller, and what is left of them for this member; few.
CREATE OR REPLACE FUNCTION api.me_subsidies(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT json_build_object('items', coalesce(json_agg(shown ORDER BY shown.closes_at, shown.id), '[]'))
    INTO body FROM (
        SELECT p.id, p.title, p.percent, p.threshold_fen, p.order_cap_fen, p.member_cap_fen,
            u.used_fen, least(p.member_cap_fen - u.used_fen,
                              p.total_fen - p.reserved_fen - p.spent_fen) AS left_fen,
            p.merchant_id, p.zone, p.category, p.opens_at, p.closes_at
        FROM core.subsidies_for(core.benefits_from(caller_id)) AS p
        CROSS JOIN LATERAL (SELECT core.subsidy_used(p.id, caller_id) AS used_fen) AS u) AS shown;
    outcome := 'ok';
END
$$;
