-- A subsidy programme as the staff see it.
CREATE OR REPLACE FUNCTION core.subsidy_json(programme core.subsidy_programmes) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT programme.id,
            (SELECT core.organisation_label(o) FROM core.organisations AS o
             WHERE o.id = programme.organisation_id) AS organisation,
            programme.budget_id, programme.title, programme.percent, programme.threshold_fen,
            programme.order_cap_fen, programme.member_cap_fen, programme.merchant_id, programme.zone,
            programme.category, programme.total_fen, programme.reserved_fen, programme.spent_fen,
            CASE WHEN programme.closed_at IS NOT NULL OR programme.closes_at <= now() THEN 'closed'
                 WHEN programme.opens_at > now() THEN 'scheduled' ELSE 'open' END AS status,
            programme.opens_at, programme.closes_at, programme.closed_at, programme.created_at) AS shown
$$;
