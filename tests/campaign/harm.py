"""What is done to the system while it works: each fault begins, does its harm and is over when its function
returns. Numbers are those of faults.tsv, which says where all the others are tested."""
import contextlib
import signal
import time

import psycopg2

HARM_S = 2.5
REFUSED = 16384  # of a webhook's data: more is refused, so this row is poison


def backends(run, name="liangonghui-write"):
    return [pid for pid, in run.database.rows(
        "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()", name)]


def backend_killed(run):
    """SIGKILL to one that writes; the postmaster ends all others and recovers."""
    found = backends(run)
    run.database.close()
    if found:
        run.cluster.kill_process(run.rng.choice(found))
    time.sleep(HARM_S)


def sessions_terminated(run):
    until = time.monotonic() + HARM_S
    while time.monotonic() < until:
        with contextlib.suppress(psycopg2.Error):
            run.database.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"
                " 'liangonghui%%' AND datname = current_database() ORDER BY random() LIMIT 1")
        time.sleep(0.1)


def postgresql_stopped(run):
    """Fast or at once; away for a while."""
    run.cluster.stop(run.rng.choice(("fast", "immediate")))
    time.sleep(run.rng.choice((0.3, HARM_S)))
    run.cluster.start()


def power_failed(run):
    """SIGKILL to every process of PostgreSQL."""
    run.cluster.kill()
    time.sleep(0.3)
    run.cluster.start()


def postgresql_frozen(run):
    run.cluster.pause()
    try:
        time.sleep(HARM_S)
    finally:
        run.cluster.resume()


@contextlib.contextmanager
def locked(run, statement, *params):
    with run.database.transaction() as cursor:
        with contextlib.suppress(psycopg2.Error):
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute(statement, params or None)
        yield cursor


def hot_row_locked(run):
    sku = run.world["shops"][0]["sku"]
    with locked(run, "SELECT FROM skus WHERE id = %s FOR UPDATE", sku):
        time.sleep(HARM_S)


def hot_table_locked(run):
    with locked(run, "LOCK TABLE wallets IN ACCESS EXCLUSIVE MODE"):
        time.sleep(1.5)


def deadlocked(run):
    """Somebody else locks wallets against the order."""
    wallets = sorted((member["id"] for member in run.world["members"]), reverse=True)
    until = time.monotonic() + HARM_S
    while time.monotonic() < until:
        with contextlib.suppress(psycopg2.Error), run.database.transaction() as cursor:
            for member in run.rng.sample(wallets, 6):
                cursor.execute("SELECT FROM wallets WHERE member_id = %s FOR UPDATE", (member,))


def long_reader(run):
    """An old snapshot, and a transaction that sits idle."""
    with run.database.transaction() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM wallets")
        time.sleep(HARM_S * 2)


def read_only(run):
    """What a failed-over primary is like."""
    for value in ("on", "off"):
        run.database.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
        run.database.execute("SELECT pg_reload_conf()")
        time.sleep(HARM_S if value == "on" else 0.1)
        run.database.close()


def serializable_reader(run):
    """Reports that look at everything, while others write."""
    until = time.monotonic() + HARM_S
    while time.monotonic() < until:
        with contextlib.suppress(psycopg2.Error), run.database.transaction() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            cursor.execute("SELECT sum(available), sum(held) FROM wallets")


def link_cut(run):
    """The second process loses its connections to PostgreSQL again and again, in the midst of answers."""
    until = time.monotonic() + HARM_S
    while time.monotonic() < until:
        time.sleep(run.rng.uniform(0.05, 0.3))
        if run.rng.random() < 0.5:
            run.link.do("down.truncate", run.rng.randint(0, 4000))
        else:
            run.link.do("reset")
    run.link.do("heal")


def link_half_open(run):
    run.link.do("freeze")
    time.sleep(HARM_S)
    run.link.do("reset")
    run.link.do("heal")


def link_stalled(run):
    run.link.do("up.stall")
    run.link.do("down.stall")
    time.sleep(HARM_S)
    run.link.do("heal")


def link_slow(run):
    run.link.set("up.delay", 0.05)
    run.link.set("up.jitter", 0.1)
    time.sleep(HARM_S)
    run.link.do("heal")


def link_narrow(run):
    run.link.set("down.bandwidth", 32000)
    time.sleep(HARM_S)
    run.link.do("heal")


def partitioned(run):
    """One of two processes cannot reach PostgreSQL at all."""
    run.link.set("refusing", True)
    run.link.do("reset")
    time.sleep(HARM_S)
    run.link.do("heal")


def server_of(run):
    """One of the two, by its number."""
    return run.rng.randrange(len(run.servers))


def program_killed(run):
    number = server_of(run)
    run.servers[number].process.send_signal(run.rng.choice((signal.SIGKILL, signal.SIGABRT)))
    run.servers[number].process.wait()
    time.sleep(0.3)
    run.restart(number)


def program_stopped(run):
    """SIGTERM, as an update does."""
    number = server_of(run)
    assert run.servers[number].stop() == 0, run.servers[number].log_text()[-2000:]
    run.restart(number)


def program_frozen(run):
    process = run.servers[server_of(run)].process
    process.send_signal(signal.SIGSTOP)
    time.sleep(HARM_S)
    process.send_signal(signal.SIGCONT)


def gateway_ill(run):
    """WeChat Pay is slow, fails, or breaks off after it has done what was asked."""
    gateway = run.scene.stage.gateway.gateway
    for call in ("prepay", "query", "close", "refund", "refund_query"):
        gateway.fail(call, "status-500", 2)
        gateway.fail(call, "reset", 2, accepted=True)
        gateway.fail(call, "slow-1", 2, accepted=True)
        gateway.fail(call, "unsigned", 1)
    time.sleep(HARM_S)
    gateway.heal()


def outbox_poisoned(run):
    run.database.execute(
        "INSERT INTO outbox (merchant_id, mode, kind, object_id, data) VALUES"
        " (%s, 'live', 'order.paid', core.uuid7(), jsonb_build_object('much', repeat('x', %s)))",
        run.world["shops"][0]["id"], REFUSED)
    time.sleep(0.5)


FAULTS = {
    "F1": backend_killed, "F2": sessions_terminated, "F3": postgresql_stopped, "F5": postgresql_frozen,
    "F6": hot_row_locked, "F7": program_killed, "F8": link_cut, "F10": link_half_open, "F11": link_slow,
    "F12": link_narrow, "F13": read_only, "F15": link_stalled, "F16": hot_table_locked, "F17": deadlocked,
    "F18": serializable_reader, "F22": power_failed, "F25": program_stopped, "F35": gateway_ill,
    "F39": outbox_poisoned, "F40": long_reader, "F43": program_frozen, "F44": partitioned}
# In every run; the others take turns by seed.
ALWAYS = ("F1", "F3", "F8", "F7", "F25", "F35")


def chosen(rng, count):
    """So many faults for one run, in an order of its own."""
    rest = rng.sample([name for name in FAULTS if name not in ALWAYS], max(0, count - len(ALWAYS)))
    made = [*ALWAYS[:count], *rest]
    rng.shuffle(made)
    return made


