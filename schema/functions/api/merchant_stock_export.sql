-- A merchant's SKUs for a spreadsheet, product by product, at most 50,000: a line each, with tabs
-- between the cells. The column of what is to be stays empty, for whoever counts.
CREATE OR REPLACE FUNCTION api.merchant_stock_export(
    caller_id uuid, key_mode text, OUT outcome text, OUT body json, OUT lines text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT string_agg(concat_ws(E'\t',
        s.id, translate(s.product_name, E'\t\r\n', '   '), translate(s.name, E'\t\r\n', '   '),
        translate(coalesce(s.code, ''), E'\t\r\n', '   '), s.on_hand, '', s.reserved, s.sold),
        E'\n' ORDER BY s.position DESC, s.name COLLATE "C")
    INTO lines
    FROM (
        SELECT k.*, p.name AS product_name, p.position
        FROM core.products AS p JOIN core.skus AS k ON k.product_id = p.id
        WHERE p.merchant_id = caller_id AND p.mode = key_mode
        ORDER BY p.position DESC LIMIT 50000) AS s;
    outcome := 'ok';
END
$$;
