-- What has to be settled before one record of a person can give way to another, as codes. An account
-- without a counterpart is handed on as it is, so nothing of it stands against that.
CREATE OR REPLACE FUNCTION core.person_merge_obstacles(loser core.people, survivor core.people)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
    SELECT ARRAY(
        SELECT found.code
        FROM (VALUES
            (1, 'id_number_lost', survivor.id_number_index IS NULL
                AND loser.id_number_index IS NOT NULL),
            (2, 'application_open', EXISTS (
                SELECT FROM core.applications AS a
                WHERE a.decided_at IS NULL
                  AND (a.person_id = loser.id OR a.applicant_id = own.id))),
            (3, 'correction_pending', EXISTS (
                SELECT FROM core.corrections AS c
                WHERE c.person_id = loser.id AND c.status = 'pending')),
            (4, 'erasure_pending', EXISTS (
                SELECT FROM core.erasures AS e
                WHERE e.member_id IN (own.id, other.id) AND e.status = 'pending')),
            (5, 'account_inactive', other.id IS NOT NULL
                AND (own.status <> 'active' OR other.status <> 'active')),
            (6, 'order_unpaid', other.id IS NOT NULL AND EXISTS (
                SELECT FROM core.orders AS o
                WHERE o.member_id = own.id AND o.status IN ('pending_payment', 'closing'))),
            (7, 'points_unsettled', other.id IS NOT NULL AND EXISTS (
                SELECT FROM core.wallets AS w
                WHERE w.member_id = own.id AND (w.held, w.pending, w.debt) <> (0, 0, 0)))
        ) AS found (nth, code, holds)
        WHERE found.holds ORDER BY found.nth)
    FROM (VALUES (1)) AS one
    LEFT JOIN core.members AS own ON own.person_id = loser.id
    LEFT JOIN core.members AS other ON other.person_id = survivor.id
$$;
