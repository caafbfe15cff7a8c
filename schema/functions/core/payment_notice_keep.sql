-- Keeps a notice as it came; one that comes again is kept once.
CREATE OR REPLACE FUNCTION core.payment_notice_keep(
    event_id text, kind text, object_id uuid, serial text, signed_at bigint, nonce text, signature text,
    notice text)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO core.payment_notices (event_id, kind, object_id, serial, signed_at, nonce, signature, notice)
    VALUES (payment_notice_keep.event_id, payment_notice_keep.kind, payment_notice_keep.object_id,
            payment_notice_keep.serial, payment_notice_keep.signed_at, payment_notice_keep.nonce,
            payment_notice_keep.signature, payment_notice_keep.notice)
    ON CONFLICT DO NOTHING
$$;
