-- Takes the expired points out of locked wallets: one journal (kind expiry) for each lot, whose id
-- is the reference, so a lot expires once. Whoever calls it, the audit says that the system did it:
-- one row for each wallet. Returns the number of lots.
CREATE OR REPLACE FUNCTION core.lots_sweep(member_ids uuid[])
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    swept bigint;
    wallets uuid[];
    changes jsonb[];
BEGIN
    WITH due AS MATERIALIZED (
        SELECT core.uuid7() AS journal_id, l.id, l.member_id, l.remaining,
            w.version + row_number() OVER lots AS line,
            w.available - sum(l.remaining) OVER lots AS balance
        FROM core.wallets AS w
        JOIN core.lots AS l ON l.member_id = w.member_id
            AND l.expires_at BETWEEN w.next_expiry AND now() AND l.remaining > 0
        WHERE w.member_id = ANY (member_ids) AND w.next_expiry <= now()
        WINDOW lots AS (PARTITION BY l.member_id ORDER BY l.expires_at, l.id
                        ROWS UNBOUNDED PRECEDING)
    ), journal AS (
        INSERT INTO core.journals (id, kind, reference_id)
        SELECT due.journal_id, 'expiry', due.id FROM due
    ), entry AS (
        INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
        SELECT due.journal_id, 'available', due.member_id, due.line, -due.remaining, due.balance
        FROM due
        UNION ALL
        SELECT due.journal_id, core.house_account('expiry'), NULL, NULL, due.remaining, NULL
        FROM due
    ), emptied AS (
        UPDATE core.lots AS l SET remaining = 0 FROM due WHERE l.id = due.id
    ), allocation AS (
        INSERT INTO core.allocations (journal_id, lot_id, points)
        SELECT due.journal_id, due.id, due.remaining FROM due
    ), wallet AS (
        UPDATE core.wallets AS w
        SET available = w.available - total.points,
            version = w.version + total.lots,
            next_expiry = total.next_expiry
        FROM (
            SELECT m.member_id,
                coalesce((SELECT sum(due.remaining) FROM due
                          WHERE due.member_id = m.member_id), 0) AS points,
                (SELECT count(*) FROM due WHERE due.member_id = m.member_id) AS lots,
                coalesce((SELECT min(l.expires_at) FROM core.lots AS l
                          WHERE l.member_id = m.member_id AND l.expires_at > now()
                              AND l.remaining > 0), 'infinity') AS next_expiry
            FROM unnest(member_ids) AS m (member_id)
        ) AS total
        WHERE w.member_id = total.member_id AND w.next_expiry <= now()
    )
    SELECT sum(emptier.lots), array_agg(emptier.member_id), array_agg(to_jsonb(emptier) - 'member_id')
    INTO swept, wallets, changes
    FROM (SELECT due.member_id, count(*) AS lots, sum(due.remaining)::bigint AS points
          FROM due GROUP BY due.member_id) AS emptier;
    IF swept > 0 THEN
        PERFORM core.audit_write_many('system', NULL, 'lots_expire', ARRAY(
            SELECT core.organisation_of(w.id) FROM unnest(wallets) WITH ORDINALITY AS w (id, ord)
            ORDER BY w.ord), 'member', wallets, changes, NULL, NULL);
    END IF;
    RETURN coalesce(swept, 0);
END
$$;
