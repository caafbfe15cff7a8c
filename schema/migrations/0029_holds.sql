-- Points at any moment, held for merchants, and compared with the ledger all day long.

-- A member's entries beside those of available, which have an index of their own.
CREATE INDEX entries_member_side ON core.entries (member_id, line)
    WHERE account IN ('held', 'pending', 'debt');
