-- Counts one more redemption of a template today, at the till's store and by whoever serves there; false, and
-- nothing is counted, when one of the template's limits is reached.
CREATE OR REPLACE FUNCTION core.redemption_count(template_id uuid, till core.till) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    template core.voucher_templates;
    store CONSTANT uuid := coalesce(till.store_id, till.merchant_id);
    staff CONSTANT uuid := coalesce(till.staff_id, till.api_key_id);
BEGIN
    SELECT t.* INTO STRICT template FROM core.voucher_templates AS t WHERE t.id = redemption_count.template_id;
    IF num_nonnulls(template.store_daily_limit, template.staff_daily_limit) = 0 THEN
        RETURN true;
    END IF;
    INSERT INTO core.redemption_counts (template_id, day, subject_id, redeemed)
    SELECT template.id, core.today(), s, 0 FROM unnest(ARRAY[store, staff]) AS s ORDER BY s
    ON CONFLICT DO NOTHING;
    PERFORM FROM core.redemption_counts AS c
    WHERE c.template_id = template.id AND c.day = core.today() AND c.subject_id IN (store, staff)
    ORDER BY c.subject_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM core.redemption_counts AS c
               WHERE c.template_id = template.id AND c.day = core.today()
                   AND c.redeemed >= CASE c.subject_id WHEN store THEN template.store_daily_limit
                                                       WHEN staff THEN template.staff_daily_limit END) THEN
        RETURN false;
    END IF;
    UPDATE core.redemption_counts AS c SET redeemed = c.redeemed + 1
    WHERE c.template_id = template.id AND c.day = core.today() AND c.subject_id IN (store, staff);
    RETURN true;
END
$$;
