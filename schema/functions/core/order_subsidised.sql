-- What a subsidy programme bears of an order, the most of those that are open for the member; NULLs: none.
-- taken: what orders of the same batch take of each programme already, by its id. weights: as for
-- core.shares_split.
CREATE OR REPLACE FUNCTION core.order_subsidised(
    slip core.order_slip, lines core.order_line[], rests bigint[], taken jsonb,
    OUT source_id uuid, OUT amount_fen bigint, OUT weights bigint[])
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT p.id, m.amount_fen, w.weights
    INTO source_id, amount_fen, weights
    FROM core.subsidies_for(slip.organisation_id) AS p
    CROSS JOIN LATERAL (
        SELECT core.order_weights(lines, rests, p.merchant_id, NULL, p.zone, p.category) AS weights
    ) AS w
    CROSS JOIN LATERAL (SELECT sum(part)::bigint AS fen FROM unnest(w.weights) AS part) AS base
    CROSS JOIN LATERAL (
        SELECT least(div(base.fen::numeric * p.percent, 100)::bigint, p.order_cap_fen,
                     p.member_cap_fen - core.subsidy_used(p.id, slip.member_id),
                     p.total_fen - p.reserved_fen - p.spent_fen
                         - coalesce((taken ->> p.id::text)::bigint, 0)) AS amount_fen
    ) AS m
    WHERE base.fen >= p.threshold_fen AND m.amount_fen > 0
    ORDER BY m.amount_fen DESC, p.id LIMIT 1;
END
$$;
