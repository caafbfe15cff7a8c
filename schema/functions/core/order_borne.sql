-- Who bears how much of an order before its buyer's points and money do: the merchant's discount, then the
-- vouchers in the order in which they are named, then a subsidy programme, each of what is left. NULL: one
-- of the vouchers is not usable for it. lines: those of this order, by number; taken: see
-- core.order_subsidised.
CREATE OR REPLACE FUNCTION core.order_borne(slip core.order_slip, lines core.order_line[], taken jsonb)
RETURNS core.order_reductions[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    rests bigint[] := ARRAY(SELECT core.order_line_rest(l) FROM unnest(lines) AS l ORDER BY l.line);
    borne core.order_reductions[] := ARRAY[]::core.order_reductions[];
    part record;
    shares bigint[];
BEGIN
    FOR step IN 0 .. coalesce(cardinality(slip.vouchers), 0) + 1 LOOP
        IF step = 0 THEN
            SELECT 'merchant_discount' AS payer, d.* INTO part FROM core.order_discount(lines, rests) AS d;
        ELSIF step <= cardinality(slip.vouchers) THEN
            SELECT 'voucher' AS payer, v.* INTO part
            FROM core.order_voucher(slip.member_id, slip.vouchers[step], lines, rests) AS v;
            IF part.source_id IS NULL THEN
                RETURN NULL;
            END IF;
        ELSE
            SELECT 'subsidy' AS payer, s.* INTO part
            FROM core.order_subsidised(slip, lines, rests, taken) AS s;
        END IF;
        IF part.source_id IS NOT NULL THEN
            shares := core.shares_split(part.amount_fen, part.weights);
            borne := borne || ARRAY(
                SELECT ROW(slip.order_id, s.line, part.payer, part.source_id, s.fen)::core.order_reductions
                FROM unnest(shares) WITH ORDINALITY AS s (fen, line) WHERE s.fen > 0);
            rests := ARRAY(SELECT r.fen - r.share FROM unnest(rests, shares) WITH ORDINALITY AS r (fen, share, ord)
                           ORDER BY r.ord);
        END IF;
    END LOOP;
    RETURN borne;
END
$$;
