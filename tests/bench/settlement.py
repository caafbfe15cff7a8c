"""A merchant's month of 100,000 redemptions, some of them taken back, settled in one statement: the time, and
whether it agrees with what the budget has spent."""

import contextlib
import time

import psycopg2

REDEMPTIONS, REVERSALS, BATCH = 100_000, 3_000, 100
TASK = f"a month of {REDEMPTIONS:,} redemptions"
LIMIT_S = 30

SCENE = """
    WITH house AS (SELECT o.id FROM core.organisations AS o ORDER BY length(o.path) LIMIT 1), budget AS (
        SELECT core.budget_open(h.id, 2026, '结算测量 ' || gen_random_uuid(), 'services', 'union_dues', 'fen',
                                1000000000, NULL, '测量') AS id FROM house AS h)
    SELECT m.id, h.id, b.id FROM house AS h, budget AS b, core.merchants AS m ORDER BY m.id LIMIT 1"""
TEMPLATE = """
    SELECT (core.voucher_template_write(%(house)s, jsonb_build_object(
        'kind', 'exchange', 'funding', 'budget', 'title', '测量', 'budget_id', %(budget)s, 'per_member', 100,
        'opens_at', now() - interval '90 days', 'closes_at', now() + interval '1 day', 'valid_days', 365,
        'tiers', '[{"threshold_fen": 0, "amount_fen": 337, "stock": 100000}]'::jsonb), NULL)).id"""
VOUCHERS = """
    SELECT core.budget_commit(t.budget_id, t.id, core.voucher_stock_value(t), NULL, NULL)
    FROM core.voucher_templates AS t WHERE t.id = %(template)s;
    UPDATE core.voucher_templates SET state = 'published', published_at = now() WHERE id = %(template)s;
    INSERT INTO core.vouchers (template_id, tier, member_id, source, threshold_fen, amount_fen, worth_fen, uses,
                               uses_left, expires_at)
    SELECT %(template)s, 1, m.id, 'claim', 0, 337, 337, 1, 1, now() + interval '100 days'
    FROM generate_series(1, 100) AS n, (SELECT id FROM core.members ORDER BY id LIMIT 1000) AS m;
    UPDATE core.voucher_tiers SET issued = 100000 WHERE template_id = %(template)s;
    UPDATE core.voucher_counters SET issued = 100000 WHERE template_id = %(template)s"""
REDEEM = """
    SELECT count(*) FILTER (WHERE r.refusal IS NULL) FROM (
        SELECT v FROM core.vouchers AS v WHERE v.template_id = %(template)s AND v.state = 'issued'
        ORDER BY v.id LIMIT %(batch)s) AS next (v),
    core.redemption_make(next.v, ROW(%(merchant)s, NULL, NULL, (next.v).member_id, %(house)s, 'live')::core.till, NULL,
                         NULL, NULL) AS r"""
REVERSE = """
    SELECT count(*) FROM (SELECT r FROM core.redemptions AS r WHERE r.template_id = %(template)s
                          AND r.reversed_at IS NULL ORDER BY r.id LIMIT %(batch)s) AS next (r),
    core.redemption_undo(next.r, gen_random_uuid(), '测量')"""
LAST_MONTH = """
    SET session_replication_role = replica;
    UPDATE core.redemptions SET created_at = created_at - interval '1 month', reversed_at = reversed_at - interval '1 month'
    WHERE template_id = %(template)s;
    SET session_replication_role = origin"""
CLOSE = """
    SELECT s.lines, s.redemptions_fen, s.reversals_fen, s.total_fen FROM core.settlement_close(
        %(merchant)s, (date_trunc('month', now()) - interval '1 month')::date, NULL) AS s"""
LEDGER = """
    SELECT b.spent, (SELECT sum(m.spent_delta)::bigint FROM core.budget_movements AS m
                    WHERE m.budget_id = b.id)
    FROM core.budgets AS b WHERE b.id = %(budget)s"""


def fill(cursor, given, say):
    """Redeems and takes back, a transaction for each batch, as tills do."""
    cursor.execute(VOUCHERS, given)
    for sql, count in ((REDEEM, REDEMPTIONS), (REVERSE, REVERSALS)):
        for done in range(0, count, BATCH):
            cursor.execute(sql, {**given, "batch": BATCH})
            if cursor.fetchone()[0] != BATCH:
                raise RuntimeError("a redemption was refused")
            if done and done % 20_000 == 0:
                say(f"{done:,} of {count:,} redemptions")
    cursor.execute(LAST_MONTH, given)
    cursor.execute("ANALYZE core.redemptions")


def run(bench, say):
    """All of it on a copy of the data set, and what was wrong."""
    stage = bench.stage(bench.options.members, True)
    with contextlib.closing(psycopg2.connect(stage.url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SET synchronous_commit = off; SET search_path = core, public; SET TimeZone = 'Asia/Shanghai'")
        cursor.execute(SCENE)
        given = dict(zip(("merchant", "house", "budget"), cursor.fetchone()))
        cursor.execute(TEMPLATE, given)
        given["template"] = cursor.fetchone()[0]
        fill(cursor, given, say)
        began = time.monotonic()
        cursor.execute(CLOSE, given)
        lines, redeemed, reversed_fen, total = cursor.fetchone()
        found = {"seconds": time.monotonic() - began, "lines": lines, "redeemed": redeemed,
                 "reversed": reversed_fen, "total": total}
        cursor.execute(LEDGER, given)
        found["spent"], found["moved"] = cursor.fetchone()
    found["wrong"] = []
    if not total == redeemed + reversed_fen == found["spent"] == found["moved"]:
        found["wrong"].append(f"the statement and the budget differ: {found}")
    if lines != REDEMPTIONS + REVERSALS:
        found["wrong"].append(f"{lines} lines")
    if found["seconds"] > LIMIT_S:
        found["wrong"].append(f"it took {found['seconds']:.1f} s")
    return found


def table(found):
    return (f"{found['lines']:,} lines of one merchant's month settled in {found['seconds']:.1f} s:"
            f" {found['redeemed']:,} fen redeemed, {found['reversed']:,} taken back, {found['total']:,} owed, and"
            f" {found['spent']:,} spent by the budget.")
