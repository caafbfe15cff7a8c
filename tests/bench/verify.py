"""Whether what a run of draws and orders wrote is right: what was answered, what was given out, what
it cost, and the wallets that it touched.

Looks only at what came after a snapshot, so that it takes seconds however many members there are;
violations_full() reads everything. Nobody may write meanwhile, nor while the snapshot is taken."""
import concurrent.futures
import dataclasses
import datetime

import psycopg2

import dataset
from rules import CHECKS, FRESH, MOVED, RULES

SHOWN = 10  # breaches of one rule that are told
NUMBERS = 500  # tickets of a run whose number is computed again
WORK_MEMORY = "256MB"  # else a member's lines are sorted on disk
WRITES = ("lottery_draw", "order_create")


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """What stood before a run. Whatever is newer belongs to the run."""
    at: datetime.datetime
    journal_id: str  # the newest; ids of journals ascend with time
    tickets: int  # of the hot lottery
    prizes: dict  # what remains of it, by the prize's id
    stock: dict  # of the hot SKU: received, on_hand, reserved, sold, written_off
    wallets: dict  # of all wallets together: available, held, pending, debt
    lots: int  # points that remain in all lots together


def snapshot(url):
    """What violations() compares with; takes about a second for each million members."""
    connection = _connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp(), (SELECT id FROM core.journals"
                           " ORDER BY id DESC LIMIT 1)")
            at, journal_id = cursor.fetchone()
            return Snapshot(at, journal_id, **_state(cursor))
    finally:
        connection.close()


def violations(url, work_name, before, acknowledged, slack):
    """What is wrong with a run, as sentences; none if it is right.

    acknowledged is the number of requests that were answered with success, of each operation that
    writes: {"lottery_draw": 1000}, or the number alone when the work has that name. Up to slack more
    may have been done: what was under way when the load ended."""
    if not isinstance(acknowledged, dict):
        acknowledged = {work_name: acknowledged}
    connection = _connect(url)
    try:
        with connection.cursor() as cursor:
            given = {"at": before.at, "journal_id": before.journal_id, "tickets": before.tickets,
                     "lottery_id": dataset.LOTTERY_ID, "sku_id": dataset.SKU_ID,
                     "seed": bytes.fromhex(dataset.LOTTERY_SEED),
                     "numbers": NUMBERS}
            for statement in FRESH:
                cursor.execute(statement, given)
            found = list(_count_violations(cursor, acknowledged, slack))
            for rule, query in RULES.items():
                cursor.execute(query, given)
                found += [f"{rule}: {told}" for (told,) in cursor.fetchmany(SHOWN)]
            cursor.execute(MOVED, given)
            return found + list(_state_violations(cursor, before, cursor.fetchall()))
    finally:
        connection.close()


def violations_full(url):
    """What the schema's own checks find in the whole database; about a minute at 1,000,000
    members. The checks run two at a time."""
    connection = _connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(CHECKS)
            checks = [name for (name,) in cursor.fetchall()]
    finally:
        connection.close()
    with concurrent.futures.ThreadPoolExecutor(2) as sessions:
        return sum(sessions.map(lambda name: _check(url, name), checks), [])


def _check(url, name):
    """What one of the schema's checks finds. No nested loops, as in core.ledger_violations."""
    connection = _connect(url, "-c enable_nestloop=off")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rule, detail FROM core.{name}()")
            return [f"{rule}: {detail}" for rule, detail in cursor.fetchmany(SHOWN)]
    finally:
        connection.close()


def _connect(url, options=""):
    """A connection that sees one moment only."""
    connection = psycopg2.connect(url, application_name="bench verify",
                                  options=f"-c work_mem={WORK_MEMORY} {options}")
    connection.set_session(isolation_level="REPEATABLE READ")
    return connection


def _state(cursor):
    """The rows and sums that a run changes, as they are now."""
    def row(query, *params):
        cursor.execute(query, params or None)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone()))

    cursor.execute("SELECT id, remaining FROM core.prizes WHERE lottery_id = %s",
                   (dataset.LOTTERY_ID,))
    return {
        "prizes": dict(cursor.fetchall()),
        **row("SELECT tickets FROM core.lottery_counters WHERE lottery_id = %s",
              dataset.LOTTERY_ID),
        "stock": row("SELECT received, on_hand, reserved, sold, written_off FROM core.skus"
                     " WHERE id = %s", dataset.SKU_ID),
        "wallets": row("SELECT sum(available)::bigint AS available, sum(held)::bigint AS held,"
                       " sum(pending)::bigint AS pending, sum(debt)::bigint AS debt"
                       " FROM core.wallets"),
        **row("SELECT sum(remaining)::bigint AS lots FROM core.lots"),
    }


def _count_violations(cursor, acknowledged, slack):
    """Everything that was acknowledged is there, and little else."""
    cursor.execute("SELECT (SELECT count(*) FROM fresh_draws), (SELECT count(*) FROM fresh_orders)")
    for operation, done in zip(WRITES, cursor.fetchone()):
        least = acknowledged.get(operation, 0)
        most = least + (slack if operation in acknowledged else 0)
        if not least <= done <= most:
            yield f"{operation}: {least} acknowledged, at most {most} asked for, {done} done"


def _state_violations(cursor, before, moved):
    """Sums and hot rows that have not moved as the run's own rows say."""
    now = _state(cursor)
    expected = {"tickets": {"": before.tickets}, "prizes": dict(before.prizes),
                "stock": dict(before.stock), "wallets": dict(before.wallets),
                "lots": {"": before.lots}}
    for what, key, by in moved:
        expected[what][key] = expected[what].get(key, 0) + int(by)
    now["tickets"], now["lots"] = {"": now["tickets"]}, {"": now["lots"]}
    for what, values in expected.items():
        for key, value in values.items():
            if now[what].get(key) != value:
                yield f"{what} {key}: {now[what].get(key)}, the run's rows say {value}"
    stock = now["stock"]
    if stock["received"] != sum(stock.values()) - stock["received"] or min(stock.values()) < 0:
        yield f"stock: {stock} does not add up"
    if min(now["prizes"].values()) < 0:
        yield f"prizes: {now['prizes']}"
