-- A voucher's template as answers about vouchers name it.
CREATE OR REPLACE FUNCTION core.voucher_label(template_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT t.id, t.kind, t.title,
               (SELECT row_to_json(part) FROM (SELECT m.id, m.name FROM core.merchants AS m
                                               WHERE m.id = t.merchant_id) AS part) AS merchant,
               t.category, t.zone
        FROM core.voucher_templates AS t WHERE t.id = voucher_label.template_id) AS shown
$$;
