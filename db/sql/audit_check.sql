-- lane: slow
-- outcomes: ok
SELECT outcome, body, checked_block, entries, head_hash, next_block, fault, fault_block, fault_seq
FROM api.audit_check(
    first_block => :first_block::bigint,
    last_block => :last_block::bigint,
    entry_limit => :entry_limit::bigint)
