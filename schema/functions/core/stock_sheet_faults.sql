-- What is wrong with rows {line, sku_id, stock, new_stock} that a merchant wants to set: a line
-- "line code" each, NULL when nothing is. stock is what whoever counted believed to be there; NULL:
-- whatever is.
CREATE OR REPLACE FUNCTION core.stock_sheet_faults(merchant_id uuid, key_mode text, sheet jsonb)
RETURNS text
LANGUAGE sql VOLATILE -- sees what the locks were waited for
AS $$
    SELECT string_agg(format('%s %s', r.line, r.fault), E'\n' ORDER BY r.line)
    FROM (
        SELECT w.line, CASE
            WHEN s.id IS NULL THEN 'sku_unknown'
            WHEN row_number() OVER (PARTITION BY w.sku_id ORDER BY w.line) > 1 THEN 'sku_repeated'
            WHEN w.stock <> s.on_hand THEN 'stock_changed' END AS fault
        FROM jsonb_to_recordset(sheet) AS w (line bigint, sku_id uuid, stock bigint,
                                             new_stock bigint)
        LEFT JOIN core.merchant_skus(stock_sheet_faults.merchant_id,
                                     stock_sheet_faults.key_mode) AS s ON s.id = w.sku_id
    ) AS r
    WHERE r.fault IS NOT NULL
$$;
