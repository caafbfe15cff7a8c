-- What entries and lots say a wallet should be. is_sound: every journal that touched it has two
-- entries or more that sum to zero, nothing is negative, and lots and entries tell the same sum; else
-- there is nothing to rebuild it from. Of lots only what was granted and allocated counts.
CREATE OR REPLACE FUNCTION core.wallet_truth(
    member_id uuid, OUT available bigint, OUT held bigint, OUT pending bigint, OUT debt bigint,
    OUT version bigint, OUT next_expiry timestamptz, OUT is_sound boolean)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    own CONSTANT uuid[] := ARRAY[member_id];
    lots_sum numeric;
BEGIN
    SELECT coalesce(sum(e.delta) FILTER (WHERE e.account = 'available'), 0),
           coalesce(sum(e.delta) FILTER (WHERE e.account = 'held'), 0),
           coalesce(sum(e.delta) FILTER (WHERE e.account = 'pending'), 0),
           -coalesce(sum(e.delta) FILTER (WHERE e.account = 'debt'), 0), coalesce(max(e.line), 0)
    INTO available, held, pending, debt, version FROM core.entries_of(own) AS e;
    SELECT coalesce(sum(l.remaining), 0),
           coalesce(min(l.expires_at) FILTER (WHERE l.remaining > 0), 'infinity')
    INTO lots_sum, next_expiry FROM core.lots_truth(member_id) AS l;
    is_sound := least(available, held, pending, debt) >= 0 AND lots_sum = available
        AND NOT EXISTS (
            SELECT FROM core.lots_truth(member_id) AS l WHERE l.remaining NOT BETWEEN 0 AND l.granted)
        AND NOT EXISTS (
            SELECT FROM (SELECT DISTINCT o.journal_id FROM core.entries_of(own) AS o) AS j
            WHERE (SELECT count(*) < 2 OR sum(e.delta) <> 0 FROM core.entries AS e
                   WHERE e.journal_id = j.journal_id));
END
$$;
