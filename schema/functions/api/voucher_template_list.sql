-- Templates whose vouchers members can claim now or soon, the newest first.
CREATE OR REPLACE FUNCTION api.voucher_template_list(
    merchant_id uuid, "limit" bigint, cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.voucher_templates[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT t FROM core.voucher_templates AS t
        WHERE t.state = 'published' AND t.is_claimable AND t.id < before_id AND t.closes_at > now()
            AND (voucher_template_list.merchant_id IS NULL OR t.merchant_id = voucher_template_list.merchant_id)
        ORDER BY t.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.voucher_template_json(t) ORDER BY t.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS t) AS answer;
    outcome := 'ok';
END
$$;
