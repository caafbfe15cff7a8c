-- lane: slow
-- outcomes: ok
SELECT outcome, body, seen, counts, last, blobs
FROM api.sealed_scan(
    name => :name::text,
    after => :after::text,
    batch_size => :batch_size::bigint,
    current_id => :current_id::bigint)
