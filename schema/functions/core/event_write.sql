-- Tells a merchant's programs that something of the merchant's has changed: one row in the transaction
-- that changes it. mode: live or test, whose keys and endpoints are told. kind: such as order.paid, in
-- the past tense (openapi.yaml, WebhookKind). object_id: what has changed; data: what is told of it
-- besides, an object without anything that tells who a person is.
CREATE OR REPLACE FUNCTION core.event_write(
    merchant_id uuid, mode text, kind text, object_id uuid, data jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO core.outbox (merchant_id, mode, kind, object_id, data)
    VALUES (event_write.merchant_id, event_write.mode, event_write.kind, event_write.object_id,
            coalesce(event_write.data, '{}'));
END
$$;
