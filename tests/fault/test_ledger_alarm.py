"""A wallet that differs from the ledger is an alarm: log, metric and a row; the commands say and mend it."""
from harness import prometheus
from harness import server as servers
from harness.city import wait_until

BROKEN = 3  # exit status


def metric(scene, name):
    return prometheus.total(prometheus.scrape(scene.client), name)


def alarms(scene):
    return [line for line in scene.server.log_lines() if line.get("event") == "ledger_difference"]


def invariant_is(scene, violations):
    """As the watch over the invariants sees it, which is hurried."""
    def there():
        scene.database.execute("UPDATE invariant_checks SET next_at = '2000-01-01'"
                               " WHERE part = 'ledger_balance_violations'")
        return prometheus.total(prometheus.scrape(scene.client), "liangonghui_invariant_violations",
                                invariant="I1") == violations
    wait_until(there)


def command(scene, words):
    done = servers.command(words, scene.settings)
    return done.returncode, done.stdout.strip().splitlines(), done.stderr.strip()


def test_a_difference_is_an_alarm_until_it_is_mended(play):
    scene = play()
    member = scene.city.member(100)
    assert command(scene, "ledger check")[::2] == (0, "")
    scene.database.execute("UPDATE wallets SET available = available + 1 WHERE member_id = %s", member.id)
    scene.database.execute("UPDATE ledger_rounds SET wallet_id = (SELECT max(member_id::text)::uuid"
                           " FROM wallets WHERE member_id < %s)", member.id)
    wait_until(lambda: metric(scene, "liangonghui_ledger_differences") == 2)
    assert alarms(scene)[0]["level"] == "error"
    invariant_is(scene, 1)
    assert {"level": "error", "event": "invariant_broken", "rules": "balance"}.items() <= next(
        line for line in scene.server.log_lines() if line.get("event") == "invariant_broken").items()
    assert alarms(scene)[0]["rules"] == "balance, lots of wallet"
    assert member.id not in scene.server.log_text(), "the log says what, not whose"
    assert scene.database.value("SELECT available FROM wallets WHERE member_id = %s", member.id) == 101
    status, lines, _ = command(scene, "ledger check")
    assert (status, lines[-1]) == (BROKEN, "BROKEN") and any(member.id in line for line in lines)

    assert command(scene, f"ledger rebuild --member {member.member_no} --reason 核对") == (
        0, ["available: 101 -> 100"], "")
    assert command(scene, f"ledger rebuild --member {member.member_no} --reason 核对") == (
        0, ["nothing to change"], "")
    assert command(scene, "ledger check")[0] == 0
    wait_until(lambda: metric(scene, "liangonghui_ledger_differences") == 0)
    invariant_is(scene, 0)


def test_rounds_come_round(play):
    """Every wallet of the demo city, some at a time; the age of the last round begins again."""
    scene = play()
    wallets = scene.database.value("SELECT count(*) FROM wallets")
    scene.database.execute("UPDATE ledger_rounds SET completed_at = now() - interval '1 day',"
                           " wallet_id = '00000000-0000-0000-0000-000000000000'")
    wait_until(lambda: metric(scene, "liangonghui_ledger_round_age_seconds") > 80000)
    wait_until(lambda: metric(scene, "liangonghui_ledger_round_age_seconds") < 60, timeout=60)
    assert metric(scene, "liangonghui_ledger_wallets_checked_total") >= wallets
    assert not alarms(scene)


def test_ledger_commands_refuse(play):
    """What cannot be rebuilt, whom nobody knows, and what is no command."""
    scene = play()
    member = scene.city.member(100)
    scene.database.execute("ALTER TABLE entries DISABLE TRIGGER ALL;"
                           " UPDATE entries SET delta = delta + 1 WHERE member_id = %s;"
                           " ALTER TABLE entries ENABLE TRIGGER ALL", member.id)
    status, lines, said = command(scene, f"ledger rebuild --member {member.member_no} --reason 核对")
    assert (status, lines) == (BROKEN, []) and "not sound" in said
    assert scene.database.value("SELECT available FROM wallets WHERE member_id = %s", member.id) == 100
    assert command(scene, "ledger rebuild --member 99999999 --reason 核对")[0] == 1
    for words in ("ledger", "ledger mend", "ledger rebuild --member 10000001", "ledger check now"):
        status, _, said = command(scene, words)
        assert status == 1 and said.startswith("usage:"), words
