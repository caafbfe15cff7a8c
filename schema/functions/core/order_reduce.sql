-- Third step of api.order_create: takes off the lines what others bear (core.order_borne), for the orders
-- whose ord is among candidates, in the order of the requests. Slips with a voucher that is not usable come
-- back with that outcome.
CREATE OR REPLACE FUNCTION core.order_reduce(
    candidates bigint[], INOUT slips core.order_slip[], INOUT lines core.order_line[],
    OUT reductions core.order_reductions[])
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    taken jsonb := jsonb '{}';
    places integer[]; -- of the order's lines, by their number
    borne core.order_reductions[];
    part core.order_reductions;
BEGIN
    reductions := '{}';
    FOR nth IN 1 .. cardinality(candidates) LOOP
        places := ARRAY(SELECT n FROM generate_subscripts(lines, 1) AS n
                        WHERE (lines[n]).ord = candidates[nth] ORDER BY (lines[n]).line);
        borne := core.order_borne(slips[candidates[nth]],
                                  ARRAY(SELECT lines[p.place] FROM unnest(places) WITH ORDINALITY AS p (place, n)
                                        ORDER BY p.n), taken);
        IF borne IS NULL THEN
            slips[candidates[nth]].outcome := 'voucher_not_usable';
            CONTINUE;
        END IF;
        FOREACH part IN ARRAY borne LOOP
            CASE part.payer
                WHEN 'merchant_discount' THEN
                    lines[places[part.line]].discount_fen := part.amount_fen;
                WHEN 'voucher' THEN
                    lines[places[part.line]].voucher_fen :=
                        (lines[places[part.line]]).voucher_fen + part.amount_fen;
                ELSE
                    lines[places[part.line]].programme_fen := part.amount_fen;
                    taken := taken || jsonb_build_object(part.source_id, part.amount_fen
                        + coalesce((taken ->> part.source_id::text)::bigint, 0));
            END CASE;
        END LOOP;
        reductions := reductions || borne;
    END LOOP;
END
$$;
