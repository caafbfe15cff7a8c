-- A settlement's lines added up, by what they are.
CREATE OR REPLACE FUNCTION core.settlement_sums(
    settlement_id uuid, OUT lines bigint, OUT redemptions bigint, OUT orders bigint, OUT refunds bigint,
    OUT reversals bigint, OUT fee bigint, OUT adjustments bigint, OUT total bigint)
LANGUAGE sql STABLE
AS $$
    SELECT count(*), coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'redemption'), 0)::bigint,
        coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'order'), 0)::bigint,
        coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'refund'), 0)::bigint,
        coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'reversal'), 0)::bigint,
        coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'fee'), 0)::bigint,
        coalesce(sum(l.amount_fen) FILTER (WHERE l.kind = 'adjustment'), 0)::bigint,
        coalesce(sum(l.amount_fen), 0)::bigint
    FROM core.settlement_lines AS l WHERE l.settlement_id = settlement_sums.settlement_id
$$;
