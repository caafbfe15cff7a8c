-- Tells merchants' programs that vouchers which are good with them alone were issued, or have expired.
CREATE OR REPLACE FUNCTION core.vouchers_event(kind text, voucher_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.event_write(
        t.merchant_id, CASE t.funding WHEN 'test' THEN 'test' ELSE 'live' END, vouchers_event.kind, v.id,
        jsonb_build_object('template_id', t.id, 'expires_at', v.expires_at))
    FROM core.vouchers AS v JOIN core.voucher_templates AS t ON t.id = v.template_id
    WHERE v.id = ANY (voucher_ids) AND t.merchant_id IS NOT NULL;
END
$$;
