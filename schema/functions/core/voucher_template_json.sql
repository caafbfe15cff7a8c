-- A template as everybody sees it: what it is good for, and which tiers are left.
CREATE OR REPLACE FUNCTION core.voucher_template_json(template core.voucher_templates) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT template.id, template.kind, template.title, template.description,
            (SELECT core.organisation_label(o) FROM core.organisations AS o
             WHERE o.id = template.organisation_id) AS organisation,
            (SELECT row_to_json(part) FROM (SELECT m.id, m.name FROM core.merchants AS m
                                            WHERE m.id = template.merchant_id) AS part) AS merchant,
            template.category, template.zone, template.uses, template.per_member, template.opens_at,
            template.closes_at, template.valid_days, template.valid_until,
            (SELECT json_agg(row_to_json(part) ORDER BY part.tier)
             FROM (SELECT t.tier, t.threshold_fen, t.amount_fen, t.stock, t.stock - t.issued AS remaining
                   FROM core.voucher_tiers AS t WHERE t.template_id = template.id) AS part) AS tiers) AS shown
$$;
