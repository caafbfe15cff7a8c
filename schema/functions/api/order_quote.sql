-- What an order would cost now, and who would pay which part: the steps of api.order_create without its locks
-- and effects. Nothing is kept for the caller.
CREATE OR REPLACE FUNCTION api.order_quote(
    caller_id uuid, items jsonb, points_to_spend bigint, voucher_ids jsonb, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER -- as core.order_lines; writes nothing
SET search_path = core, pg_temp
AS $$
DECLARE
    slips core.order_slip[];
    lines core.order_line[];
    reductions core.order_reductions[] := ARRAY[]::core.order_reductions[];
    candidates bigint[];
BEGIN
    slips[1] := core.order_quote_slip(caller_id, items, coalesce(points_to_spend, 0), voucher_ids);
    IF (slips[1]).organisation_id IS NULL THEN
        outcome := 'membership_required';
        RETURN;
    END IF;
    lines := core.order_lines(slips);
    candidates := core.order_reducible(slips, lines);
    IF cardinality(candidates) > 0 THEN
        SELECT r.slips, r.lines, r.reductions INTO slips, lines, reductions
        FROM core.order_reduce(candidates, slips, lines) AS r;
    END IF;
    slips := core.order_admit(slips, lines);
    outcome := (slips[1]).outcome;
    IF outcome = 'ok' THEN
        body := core.order_quote_json(slips[1], slips, lines, reductions);
    END IF;
END
$$;
