-- What the vouchers of a template that may still be issued are worth together.
CREATE OR REPLACE FUNCTION core.voucher_stock_value(template core.voucher_templates) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(sum((t.stock - t.issued) * t.amount_fen), 0)::bigint * template.uses
    FROM core.voucher_tiers AS t WHERE t.template_id = template.id
$$;
