-- After vouchers were written: what they refer to is there, looked at together.
CREATE OR REPLACE FUNCTION core.vouchers_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT t.stock FROM core.voucher_tiers AS t
               WHERE t.template_id = n.template_id AND t.tier = n.tier) IS NULL
            OR (n.source <> 'test'
                AND (SELECT m.id FROM core.members AS m WHERE m.id = n.member_id) IS NULL)
    ) THEN
        RAISE EXCEPTION 'a voucher refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
