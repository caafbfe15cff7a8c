-- lane: write
-- outcomes: ok, payment_unknown, notice_mismatch
SELECT outcome, body
FROM api.wechatpay_payment_notify(
    event_id => :event_id::text,
    serial => :serial::text,
    signed_at => :signed_at::bigint,
    nonce => :nonce::text,
    signature => :signature::text,
    notice => :notice::text,
    appid => :appid::text,
    openid => :openid::text,
    out_trade_no => :out_trade_no::text,
    transaction_id => :transaction_id::text,
    amount_fen => :amount_fen::bigint,
    paid_at => :paid_at::timestamptz,
    request_id => :request_id::uuid)
