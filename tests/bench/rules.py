"""The rules of verify.py, in SQL: each selects the breaches of one, as text.

They read temporary tables with the rows of the run (FRESH) and reach the others by key."""

FRESH = (
    """CREATE TEMPORARY TABLE fresh_journals AS
       SELECT id, kind, reference_id FROM core.journals WHERE id > %(journal_id)s""",
    """CREATE TEMPORARY TABLE fresh_entries AS
       SELECT * FROM core.entries WHERE journal_id > %(journal_id)s""",
    """CREATE TEMPORARY TABLE fresh_allocations AS
       SELECT * FROM core.allocations WHERE journal_id > %(journal_id)s""",
    """CREATE TEMPORARY TABLE fresh_draws AS
       SELECT id, lottery_id, ticket, member_id, client_nonce, number, prize_id, cost_points,
              idempotency_key
       FROM core.draws WHERE lottery_id = %(lottery_id)s AND ticket > %(tickets)s""",
    """CREATE TEMPORARY TABLE fresh_orders AS
       SELECT id, member_id, status, total_fen, payable_fen, subsidy_fen, points_spent,
              idempotency_key
       FROM core.orders WHERE created_at > %(at)s""",
    """CREATE TEMPORARY TABLE touched_wallets AS
       SELECT w.* FROM core.wallets AS w
       WHERE w.member_id IN (SELECT member_id FROM fresh_entries
                             UNION SELECT member_id FROM fresh_draws
                             UNION SELECT member_id FROM fresh_orders)""",
    """ANALYZE fresh_journals, fresh_entries, fresh_allocations, fresh_draws, fresh_orders,
               touched_wallets""",
)

# By how much the run's own rows say that sums and hot rows have moved.
MOVED = """
    SELECT 'tickets', '', count(*) FROM fresh_draws
    UNION ALL
    SELECT 'prizes', prize_id::text, -count(*) FROM fresh_draws
    WHERE prize_id IS NOT NULL GROUP BY prize_id
    UNION ALL
    SELECT 'stock', move.place, move.pieces
    FROM (SELECT sum(i.quantity) AS pieces,
                 sum(i.quantity) FILTER (WHERE o.status = 'paid') AS sold,
                 sum(i.quantity) FILTER (WHERE o.status = 'pending_payment') AS reserved
          FROM fresh_orders AS o JOIN core.order_items AS i ON i.order_id = o.id
          WHERE i.sku_id = %(sku_id)s) AS ordered
    CROSS JOIN LATERAL (VALUES ('on_hand', -ordered.pieces), ('sold', ordered.sold),
                               ('reserved', ordered.reserved)) AS move (place, pieces)
    WHERE move.pieces IS NOT NULL
    UNION ALL
    SELECT 'wallets', account, sum(CASE account WHEN 'debt' THEN -delta ELSE delta END)
    FROM fresh_entries WHERE member_id IS NOT NULL GROUP BY account
    UNION ALL
    SELECT 'lots', '', coalesce((SELECT sum(l.granted) FROM core.lots AS l
                                 WHERE l.journal_id IN (SELECT id FROM fresh_journals)), 0)
                       - coalesce((SELECT sum(points) FROM fresh_allocations), 0)
"""

LEDGER = {
    "double entry": """
        SELECT concat('journal ', coalesce(j.id, e.journal_id), ': ', e.entries, ' entries, sum ',
                      e.sum)
        FROM fresh_journals AS j
        FULL JOIN (SELECT journal_id, count(*) AS entries, sum(delta) AS sum,
                          count(DISTINCT member_id) AS members
                   FROM fresh_entries GROUP BY journal_id) AS e ON e.journal_id = j.id
        WHERE j.id IS NULL OR coalesce(e.entries, 0) < 2 OR e.sum <> 0 OR e.members > 1""",
    "kind": """
        SELECT concat('journal ', id, ' is a ', kind, ', which nobody asked for')
        FROM fresh_journals WHERE kind NOT IN ('lottery_draw', 'order_payment')""",
    "lots of journal": """
        SELECT concat('journal ', coalesce(e.journal_id, a.journal_id), ': ', e.delta,
                      ' points, taken from lots ', a.points)
        FROM (SELECT * FROM fresh_entries WHERE account = 'available') AS e
        FULL JOIN (SELECT journal_id, sum(points) AS points FROM fresh_allocations
                   GROUP BY journal_id) AS a ON a.journal_id = e.journal_id
        WHERE e.delta IS DISTINCT FROM -a.points""",
    "owner": """
        SELECT concat('journal ', a.journal_id, ' took from lot ', a.lot_id)
        FROM fresh_allocations AS a
        LEFT JOIN fresh_entries AS e ON e.journal_id = a.journal_id AND e.account = 'available'
        LEFT JOIN core.lots AS l ON l.id = a.lot_id
        WHERE l.id IS NULL OR l.member_id IS DISTINCT FROM e.member_id""",
    "wallet": """
        SELECT concat('wallet ', w.member_id, ': available ', w.available, ', lots ', l.points,
                      ', entries ', e.points, '; version ', w.version, ', last line ', e.line,
                      '; expires from ', w.next_expiry, ', lots from ', l.expiry)
        FROM touched_wallets AS w
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(o.remaining), 0) AS points,
                   coalesce(min(o.expires_at) FILTER (WHERE o.remaining > 0), 'infinity') AS expiry,
                   coalesce(min(o.remaining), 0) AS least
            FROM core.lots AS o WHERE o.member_id = w.member_id) AS l
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(o.delta), 0) AS points, coalesce(max(o.line), 0) AS line
            FROM core.entries AS o
            WHERE o.member_id = w.member_id AND o.account = 'available') AS e
        WHERE w.available <> l.points OR w.available <> e.points OR w.version <> e.line
           OR w.next_expiry > l.expiry OR least(w.available, w.held, w.pending, w.debt, l.least) < 0""",
    "chain": """
        SELECT concat('wallet ', e.member_id, ', line ', e.line, ': balance ', e.balance_after,
                      ', entries ', e.balance)
        FROM (SELECT o.member_id, o.line, o.balance_after,
                     sum(o.delta) OVER (PARTITION BY o.member_id ORDER BY o.line) AS balance
              FROM touched_wallets AS w
              JOIN core.entries AS o ON o.member_id = w.member_id AND o.account = 'available') AS e
        WHERE e.balance_after IS DISTINCT FROM e.balance""",
}

DRAWS = {
    "tickets": """
        SELECT concat(count(*), ' draws after ticket ', %(tickets)s::bigint, ' have tickets ',
                      min(ticket), ' to ', max(ticket))
        FROM fresh_draws
        HAVING count(*) > 0 AND (min(ticket) <> %(tickets)s + 1
            OR max(ticket) <> %(tickets)s + count(*) OR count(DISTINCT ticket) <> count(*))""",
    # No prize runs out: their stock is more than any run can draw.
    "prize": """
        SELECT concat('ticket ', d.ticket, ', number ', d.number, ': prize ', d.prize_id, ', not ',
                      p.id, '; cost ', d.cost_points, ', not ', l.cost_points)
        FROM fresh_draws AS d
        JOIN core.lotteries AS l ON l.id = d.lottery_id
        LEFT JOIN core.prizes AS p ON p.lottery_id = d.lottery_id
            AND d.number >= p.first_number AND d.number < p.first_number + p.weight
        WHERE d.prize_id IS DISTINCT FROM p.id OR d.number NOT BETWEEN 0 AND l.total_weight - 1
           OR d.cost_points <> l.cost_points""",
    "number": """
        SELECT concat('ticket ', d.ticket, ': number ', d.number, ' is not what the seed says')
        FROM fresh_draws AS d
        JOIN core.lotteries AS l ON l.id = d.lottery_id
        WHERE mod(d.ticket, (SELECT greatest(count(*) / %(numbers)s, 1) FROM fresh_draws)) = 0
          AND d.number <> core.draw_number(%(seed)s, l.id::text, d.client_nonce, d.ticket,
                                           l.total_weight)""",
    "draws of member": """
        SELECT concat('member ', coalesce(c.member_id, d.member_id), ': counted ', c.draws, ', drew ',
                      d.draws)
        FROM (SELECT * FROM core.draw_counts WHERE lottery_id = %(lottery_id)s) AS c
        FULL JOIN (SELECT member_id, count(*) AS draws FROM core.draws
                   WHERE lottery_id = %(lottery_id)s GROUP BY member_id) AS d
            ON d.member_id = c.member_id
        WHERE c.draws IS DISTINCT FROM d.draws""",
    "payment of draw": """
        SELECT concat('draw ', d.id, ' of ', d.cost_points, ', journal ', j.id, ': member ', mine.delta,
                      ', house ', house.delta)
        FROM fresh_draws AS d
        FULL JOIN (SELECT * FROM fresh_journals WHERE kind = 'lottery_draw') AS j
            ON j.reference_id = d.id
        LEFT JOIN fresh_entries AS mine ON mine.journal_id = j.id AND mine.account = 'available'
        LEFT JOIN fresh_entries AS house ON house.journal_id = j.id AND house.account = 'lottery'
        WHERE d.id IS NULL OR (mine.member_id, mine.delta, house.delta)
              IS DISTINCT FROM (d.member_id, -d.cost_points, d.cost_points)""",
}

ORDERS = {
    "lines": """
        SELECT concat('order ', o.id, ': total ', o.total_fen, ', lines ', i.fen, ', to pay ',
                      o.payable_fen, ' and ', o.subsidy_fen)
        FROM fresh_orders AS o
        LEFT JOIN (SELECT item.order_id, sum(item.price_fen * item.quantity) AS fen,
                          bool_and((item.product_id, item.price_fen, item.points_price) IS NOT
                                   DISTINCT FROM (s.product_id, s.price_fen, s.points_price)) AS as_sold
                   FROM fresh_orders AS made
                   JOIN core.order_items AS item ON item.order_id = made.id
                   JOIN core.skus AS s ON s.id = item.sku_id
                   GROUP BY item.order_id) AS i ON i.order_id = o.id
        WHERE i.fen IS DISTINCT FROM o.total_fen OR o.total_fen <> o.payable_fen + o.subsidy_fen
           OR NOT i.as_sold""",
    "payment of order": """
        SELECT concat('order ', o.id, ' (', o.status, ') of ', o.points_spent, ', journal ', j.id,
                      ': member ', mine.delta, ', ', other.account, ' ', other.delta)
        FROM (SELECT * FROM fresh_orders WHERE points_spent > 0) AS o
        FULL JOIN (SELECT * FROM fresh_journals WHERE kind = 'order_payment') AS j
            ON j.reference_id = o.id
        LEFT JOIN fresh_entries AS mine ON mine.journal_id = j.id AND mine.account = 'available'
        LEFT JOIN fresh_entries AS other ON other.journal_id = j.id AND other.account <> 'available'
        WHERE o.id IS NULL OR (mine.member_id, mine.delta, other.delta, other.account)
              IS DISTINCT FROM (o.member_id, -o.points_spent, o.points_spent,
                                CASE o.status WHEN 'paid' THEN 'order' ELSE 'held' END)""",
    "hold": """
        SELECT concat('order ', o.id, ' (', o.status, ') of ', o.points_spent, ', hold of ', h.points)
        FROM fresh_orders AS o
        LEFT JOIN core.holds AS h ON h.id = o.id AND h.state = 'open'
        WHERE coalesce(h.points, 0)
              <> CASE o.status WHEN 'pending_payment' THEN o.points_spent ELSE 0 END""",
    "state": """
        SELECT concat('order ', o.id, ' is ', o.status, ' after ',
                      string_agg(e.from_status || '>' || e.to_status, ' '))
        FROM fresh_orders AS o LEFT JOIN core.order_events AS e ON e.order_id = o.id
        GROUP BY o.id, o.status
        HAVING string_agg(e.from_status || '>' || e.to_status, ' ')
               IS DISTINCT FROM 'new>' || o.status""",
    # Of all orders: what names none has no time.
    "order": """
        SELECT concat(part.what, ' names order ', part.order_id, ', which does not exist')
        FROM (SELECT 'a line' AS what, order_id FROM core.order_items
              UNION ALL SELECT 'a move', order_id FROM core.order_events) AS part
        WHERE NOT EXISTS (SELECT FROM core.orders AS o WHERE o.id = part.order_id)""",
}

# The stored answer is in the same transaction as the effect that it tells of.
ANSWERS = {
    "answer": """
        SELECT concat(coalesce(k.operation, done.operation), ' ', done.id, ' of ',
                      coalesce(k.caller_id, done.member_id), ', stored answer: ', k.body ->> 'id')
        FROM (SELECT 'lottery_draw' AS operation, member_id, idempotency_key, id FROM fresh_draws
              UNION ALL
              SELECT 'order_create', member_id, idempotency_key, id FROM fresh_orders) AS done
        FULL JOIN (SELECT * FROM core.idempotency_keys
                   WHERE created_at > %(at)s AND outcome = 'ok') AS k
            ON k.caller_id = done.member_id AND k.operation = done.operation
            AND k.key = done.idempotency_key
        WHERE (k.body ->> 'id') IS DISTINCT FROM done.id::text""",
}

RULES = {**LEDGER, **DRAWS, **ORDERS, **ANSWERS}

# The schema's own checks that are no sum of others: core.ledger_violations only calls its parts.
CHECKS = """
    SELECT p.proname FROM pg_proc AS p
    WHERE p.pronamespace = 'core'::regnamespace AND p.pronargs = 0
      AND p.proname LIKE '%_violations' AND strpos(p.prosrc, '_violations(') = 0
      AND p.proname NOT IN ('audit_violations', 'event_violations') -- which want a process that runs
    ORDER BY p.proname
"""
