"""The network between API and PostgreSQL fails: nobody waits for ever, nothing is done twice, and what
became of a write can be learnt with its key."""
import contextlib
import statistics
import time

import pytest
from harness import server as servers
from harness.city import wait_until
from harness.crowd import Load, together
from harness.history import EFFECTS, Asking, History
from harness.proxy import Proxy
from harness.stage import Play

LADDER_S = 8     # for so long a proxy in front of us waits
RECOVERY_S = servers.patience(2)
READY_FOR_QUERY = 6  # bytes of the message that follows a commit
ANSWER = b'"id"'      # stands in what PostgreSQL answers to a write, not to a probe or a job
LANES = 5


def metric(scene, name, *labels):
    """The sum of a metric's lines that have all these labels."""
    text = scene.client.call("metrics").must(200).body.decode()
    return sum(float(line.split()[-1]) for line in text.splitlines()
               if line.startswith(name) and all(label in line for label in labels))


def sessions(scene):
    """The server's own sessions, as PostgreSQL counts them."""
    return scene.database.value("SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                " current_database() AND application_name LIKE 'liangonghui%%'")


def connected(scene):
    """Waits for every lane's connection."""
    wait_until(lambda: metric(scene, "db_pool_connections", 'state="connected"') == LANES)


def all_is_back(scene):
    """Neither a session nor a thread was lost; the one that asks has one."""
    wait_until(lambda: sessions(scene) == LANES)
    assert metric(scene, "http_requests_in_flight") == 1


def recovered(scene, history):
    """Writes and reads succeed again, within the time that is promised."""
    healed = time.monotonic()
    for operation in EFFECTS:
        while history.make(operation).ask(scene.client).said != 201:
            assert time.monotonic() - healed < RECOVERY_S + 0.5, "no recovery"
            time.sleep(0.02)
    while scene.client.call("me_points", token=history.members[0].token).status != 200:
        assert time.monotonic() - healed < RECOVERY_S + 0.5, "no recovery"


@pytest.fixture(scope="module", name="world")
def fixture_world(stage):
    """A server that reaches PostgreSQL through a proxy, for all tests of this file."""
    link = Proxy(stage.cluster.socket, seed=5)
    with contextlib.closing(link), contextlib.closing(Play(stage, link)) as scene:
        yield scene, link


@pytest.fixture(name="scene")
def fixture_scene(world):
    scene, link = world
    link.heal()
    connected(scene)
    yield scene
    assert scene.server.is_alive()


@pytest.fixture(name="link")
def fixture_link(world):
    return world[1]


@pytest.mark.parametrize("operation", sorted(EFFECTS))
def test_cut_before_the_commit_arrives(scene, link, operation):
    """The statement never reached PostgreSQL, but who sent it cannot know."""
    history = History(scene)
    write = history.make(operation)
    asking = held_back(scene, link, write, link.up, lambda: link.up.held(write.key.encode()))  # no probe, and no job
    link.reset()
    assert asking.outcome() == "outcome_unknown"
    assert write.effects(scene.database) == 0
    link.heal()
    recovered(scene, history)
    write.settle(scene.client)
    assert not write.tries[-1].replayed, "the first that was done"
    history.check()


def held_back(scene, link, write, side, has_come):
    """The write under way, stopped on this side of the link. On a busy machine its deadline may come first,
    perhaps behind a job that is held back: asked for again."""
    for _ in range(5):
        connected(scene)
        side.stall()
        asking = Asking(write, scene.client)
        wait_until(lambda a=asking: has_come() or not a.is_alive())
        if asking.is_alive():
            break
        link.heal()
    return asking


def commit_without_reply(scene, link, write, keep, last_words=b""):
    """The write is done; of PostgreSQL's answer all but the last bytes pass, then the last words."""
    asking = held_back(scene, link, write, link.down, lambda: write.effects(
        scene.database) == 1 and link.down.held(ANSWER)[-READY_FOR_QUERY:] == b"Z\0\0\0\5I")
    link.down.truncate(max(0, len(link.down.held(ANSWER)) - keep), last_words, ANSWER)
    link.down.resume()
    said = asking.outcome()
    link.heal()
    return said


@pytest.mark.parametrize("operation", sorted(EFFECTS))
def test_cut_after_the_commit(scene, link, operation):
    """Nothing of the answer arrives; all but what follows the commit; all but one byte of that."""
    history = History(scene)
    for keep in (1 << 20, READY_FOR_QUERY, 1):
        write = history.make(operation)
        assert commit_without_reply(scene, link, write, keep) == "outcome_unknown", keep
        recovered(scene, history)
        write.settle(scene.client)
        assert write.tries[-1].replayed
    whole = history.make(operation)
    assert commit_without_reply(scene, link, whole, 0) == 201
    recovered(scene, history)
    history.check()


def error(severity, sqlstate):
    """PostgreSQL's ErrorResponse."""
    fields = b"".join(kind + text.encode() + b"\0" for kind, text in (
        (b"S", severity), (b"V", severity), (b"C", sqlstate), (b"M", "could not fsync"))) + b"\0"
    return b"E" + (len(fields) + 4).to_bytes(4, "big") + fields


@pytest.mark.parametrize("last_words", [
    error("PANIC", "58030"), error("PANIC", "53100"), b"\0" * 64, b"HTTP/1.1 400 Bad Request\r\n"
], ids=["PANIC at fsync", "PANIC at full disk", "zeros", "HTTP"])
def test_last_words_leave_in_doubt(scene, link, last_words):
    """A PANIC may strike when the commit's record is written; and noise says nothing at all."""
    history = History(scene)
    write = history.order(history.members[0])
    assert commit_without_reply(scene, link, write, 1 << 20, last_words) == "outcome_unknown"
    recovered(scene, history)
    history.check()


def test_half_open_link(scene, link):
    """PostgreSQL falls silent without an end: whoever waits is answered in time, those behind are
    refused, and new connections are found without anybody's help."""
    history = History(scene, members=24)
    with Load(history.go_on, 24) as load:
        time.sleep(0.5)
        frozen = time.monotonic()
        link.freeze()
        wait_until(lambda: any(one.said == 201 and one.began > frozen + 0.5
                               for one in history.tries()))
        time.sleep(0.3)
    assert not load.failures, load.failures[:3]
    assert max(one.ended - one.began for one in history.tries()) < LADDER_S
    assert history.said()["outcome_unknown"] > 0
    first = min(one.ended for one in history.tries()
                if one.said == 201 and one.began > frozen + 0.5)
    assert first - frozen < LADDER_S
    history.check()
    link.reset()  # the half-open ones, too
    all_is_back(scene)


def test_stalled_link(scene, link):
    """Nothing passes for some seconds, new connections neither; then all is as before."""
    history = History(scene, members=24)
    with Load(history.go_on, 24) as load:
        time.sleep(0.5)
        link.up.stall()
        link.down.stall()
        time.sleep(4.5)
        link.heal()
        healed = time.monotonic()
        wait_until(lambda: any(one.said == 201 and one.began > healed
                               for one in history.tries()))
        time.sleep(0.3)
    assert not load.failures, load.failures[:3]
    assert max(one.ended - one.began for one in history.tries()) < LADDER_S
    said = history.said()
    assert set(said) <= {201, "outcome_unknown", "overloaded", "database_unavailable"}, said
    assert min(one.ended for one in history.tries()
               if one.said == 201 and one.began > healed) - healed < RECOVERY_S + 1
    history.check()
    all_is_back(scene)


def test_slow_link_costs_throughput_only(scene, link):
    """50 ms and more each way: fewer answers, and all of them good."""
    history = History(scene, members=16)

    def answers():
        before = len(history.tries())
        with Load(history.go_on, 16) as load:
            time.sleep(1.5)
        assert not load.failures, load.failures[:3]
        return history.tries()[before:]
    quick = answers()
    link.up.delay, link.up.jitter = 0.05, 0.1
    slow = answers()
    assert history.said().keys() == {201}
    assert len(slow) < len(quick)
    assert statistics.median(one.ended - one.began for one in slow) > 0.05
    link.heal()
    history.check()


def test_narrow_link(scene, link):
    """16 kB a second and connection: long lists share it with writes, and all are answered."""
    history = History(scene)
    link.down.bandwidth = 16000
    answers = together([lambda: scene.client.call("product_list", query={"limit": "50"})] * 6 + [
        lambda: history.order(history.members[0]).ask(scene.client)] * 2)
    assert {answer.status for answer in answers[:6]} <= {200, 503}
    assert {one.said for one in answers[6:]} == {201}
    link.heal()
    history.check()


def test_postgresql_stands_still(stage, scene):
    """SIGSTOP for some seconds: deadlines end the waiting, and no session or thread is lost."""
    history = History(scene, members=24)
    with Load(history.go_on, 24) as load:
        time.sleep(0.5)
        stage.cluster.pause()
        stopped = time.monotonic()
        try:
            time.sleep(1)
            scene.client.call("health_live").must(200)
            wait_until(lambda: scene.client.call("health_ready").status == 503, 6)
            time.sleep(max(0, 4.5 - (time.monotonic() - stopped)))
        finally:
            stage.cluster.resume()
        resumed = time.monotonic()
        wait_until(lambda: any(one.said == 201 and one.began > resumed
                               for one in history.tries()))
        time.sleep(0.3)
    assert not load.failures, load.failures[:3]
    assert max(one.ended - one.began for one in history.tries()) < LADDER_S
    said = history.said()
    assert set(said) <= {201, "outcome_unknown", "overloaded", "database_unavailable", "timeout",
                         "idempotency_in_progress"}, said
    assert said["overloaded"] + said["database_unavailable"] > 0
    first = min(one.ended for one in history.tries() if one.said == 201 and one.began > resumed)
    assert first - resumed < RECOVERY_S
    history.check()
    all_is_back(scene)
