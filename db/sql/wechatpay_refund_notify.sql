-- lane: write
-- outcomes: ok, payment_unknown, notice_mismatch
SELECT outcome, body
FROM api.wechatpay_refund_notify(
    event_id => :event_id::text,
    serial => :serial::text,
    signed_at => :signed_at::bigint,
    nonce => :nonce::text,
    signature => :signature::text,
    notice => :notice::text,
    out_trade_no => :out_trade_no::text,
    out_refund_no => :out_refund_no::text,
    refund_id => :refund_id::text,
    status => :status::text,
    amount_fen => :amount_fen::bigint,
    request_id => :request_id::uuid)
