-- Third step of api.order_create: who gets an order, in the order of the requests. An order takes
-- all of its pieces or none: one for which too few are left is sold_out, and a smaller one after it
-- may still be served. Every slip comes back with an outcome, those of new orders with status and
-- amounts. The caller holds the wallets' and the SKUs' locks.
CREATE OR REPLACE FUNCTION core.order_admit(slips core.order_slip[], lines core.order_line[])
RETURNS core.order_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    over_limit bigint[] := core.order_over_limit(slips, lines);
    stock bigint[]; -- what is left on each shelf
    refusal text;
    basket record;
BEGIN
    FOR basket IN SELECT * FROM core.order_baskets(slips, lines, over_limit) LOOP
        refusal := basket.refusal;
        IF refusal IS NULL THEN
            FOR i IN 1 .. cardinality(basket.shelves) LOOP
                stock[basket.shelves[i]] := coalesce(stock[basket.shelves[i]], basket.on_hand[i]);
                IF stock[basket.shelves[i]] < basket.quantities[i] THEN
                    refusal := 'sold_out';
                END IF;
            END LOOP;
        END IF;
        IF refusal IS NULL AND basket.is_solvent THEN
            FOR i IN 1 .. cardinality(basket.shelves) LOOP
                stock[basket.shelves[i]] := stock[basket.shelves[i]] - basket.quantities[i];
            END LOOP;
            slips[basket.ord].outcome := 'ok';
            slips[basket.ord].status := basket.status;
            slips[basket.ord].total_fen := basket.total_fen;
            slips[basket.ord].subsidy_fen := basket.subsidy_fen;
            slips[basket.ord].points_fen := basket.points_fen;
            slips[basket.ord].merchant_id := basket.merchant_id;
            IF basket.reduced_fen > 0 THEN
                slips[basket.ord].programme_fen := basket.programme_fen;
                slips[basket.ord].voucher_fen := basket.voucher_fen;
                slips[basket.ord].discount_fen := basket.discount_fen;
            END IF;
        ELSE
            slips[basket.ord].outcome := coalesce(refusal, 'insufficient_points');
        END IF;
    END LOOP;
    RETURN slips;
END
$$;
