-- Until when a voucher of this template is good that is issued now; for a week at least, if it was bought.
CREATE OR REPLACE FUNCTION core.voucher_expiry(template core.voucher_templates) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
    SELECT greatest(least(now() + template.valid_days * interval '1 day', template.valid_until),
                    CASE template.funding WHEN 'sale' THEN now() + interval '7 days' END)
$$;
