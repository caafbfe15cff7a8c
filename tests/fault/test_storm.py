"""What an operator sees when PostgreSQL stops, freezes or complains: counts that are right, a log that
does not flood, and a readiness that answers at once."""
import contextlib
import http.client
import os
import re
import signal
import threading
import time

from harness import server as servers
from harness.city import wait_until
from harness.crowd import Load, together
from harness.prometheus import grown, scrape, total

STORM = 2400
LINES_MAX = 10


def requests_of(server):
    """(first lines, sums) of the 5xx that the log tells of, those of /readyz left out."""
    lines = server.log_lines()
    return ([line for line in lines if line.get("event") == "request" and line["status"] >= 500
             and line["route"] != "/readyz"],
            [line for line in lines if line.get("event") == "repeated" and line["of"] == "request"
             and line["operation"] != "health_ready"])


def sentences_of(server):
    return [line["message"] for line in server.log_lines() if line.get("event") == "database"]


def children_of(pid):
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", encoding="utf-8") as stat:
            if int(stat.read().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(entry))
    return found


@contextlib.contextmanager
def frozen(cluster):
    """PostgreSQL holds its connections and says nothing."""
    with open(os.path.join(cluster.data, "postmaster.pid"), encoding="utf-8") as file:
        postmaster = int(file.readline())
    stopped = [postmaster, *children_of(postmaster)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def test_storm_of_503_writes_a_handful_of_lines(stage, play):
    """Each kind's first in full, then how many they were; nothing is lost, and nobody is named."""
    scene = play()
    member = scene.city.member(10)
    pages = [("me_points", "/v1/me/points"), ("me_get", "/v1/me")]
    before = scrape(scene.client)
    stage.cluster.stop("immediate")

    def ask():
        for _ in range(STORM // 8 // len(pages)):
            for _, path in pages:
                scene.client.send("GET", path, token=member.token).must(503)
    together([ask] * 8)
    scene.client.close()
    after = scrape(scene.client)
    assert grown(before, after, "http_requests_total", code="503") == STORM
    assert total(after, "db_pool_connections", state="connected") == 0
    assert total(after, "db_pool_connections", state="lost") == 5
    stage.cluster.start()
    wait_until(lambda: scene.client.call("health_ready").status == 200)
    wait_until(lambda: total(scrape(scene.client), "db_pool_connections", state="lost") == 0)
    assert grown(before, scrape(scene.client), "db_reconnects_total") == 5
    assert scene.server.stop() == 0  # the sums that are due come with the end

    first, sums = requests_of(scene.server)
    assert len(first) + len(sums) <= LINES_MAX, (first, sums)
    assert len(first) + sum(line["repeated"] for line in sums) == STORM
    for line in first:
        assert line["code"] == "database_unavailable" and line["request_id"], line
        assert line["route"] in dict(pages).values() and line["duration_us"] >= 0
    assert {line["operation"] for line in sums} <= set(dict(pages))
    assert all(0 <= line["span_ms"] < 6000 for line in sums)
    text = scene.server.log_text()
    assert member.id not in text and member.token not in text


def test_lost_and_mended_lanes_are_told_once(stage, play):
    scene = play()
    stage.cluster.stop()
    wait_until(lambda: total(scrape(scene.client), "db_pool_connections", state="connected") == 0)
    stage.cluster.start()
    wait_until(lambda: total(scrape(scene.client), "db_pool_connections", state="lost") == 0)
    assert scene.server.stop() == 0
    said = sentences_of(scene.server)
    for kind in ("read", "write", "slow"):
        assert len([s for s in said if s.startswith(f"a {kind} lane lost its connection: ")]) == 1
        assert said.count(f"a {kind} lane is connected again") == 1
    # The second lane of a kind is in the sum.
    sums = {line["message"]: line["repeated"] for line in scene.server.log_lines()
            if line.get("event") == "repeated" and line["of"] == "database"}
    assert sums["a read lane is connected again"] == sums["a write lane is connected again"] == 1
    assert len(said) <= LINES_MAX, said


def test_ready_answers_at_once_while_postgresql_is_frozen(stage, play):
    """/readyz turns to 503 within 3 s and back within 2 s; it and the others never wait, even when
    every thread of the API does."""
    scene = play(LGH_THREADS="8")
    member = scene.city.member(10)
    scene.client.close()  # what it holds takes a thread of the API
    seen = []
    asking = [threading.Thread(target=scene.client.call, args=("me_points",),
                               kwargs={"token": member.token}) for _ in range(8)]
    with frozen(stage.cluster):
        started = time.monotonic()
        for thread in asking:
            thread.start()
        while time.monotonic() - started < 4:
            answer = scene.client.call("health_ready")
            seen.append((time.monotonic() - started, answer.status))
            assert answer.elapsed < servers.patience(1), answer.elapsed
            assert scene.client.call("health_live").must(200).elapsed < servers.patience(1)
            assert scene.client.call("metrics").must(200).elapsed < servers.patience(1)
            time.sleep(0.1)
    thawed = time.monotonic()
    assert all(status == 503 for at, status in seen if at > 3), seen
    assert [status for _, status in seen] == sorted(status for _, status in seen), seen
    while scene.client.call("health_ready").status != 200:
        assert time.monotonic() - thawed < servers.patience(2)
        time.sleep(0.05)
    for thread in asking:
        thread.join(20)
        assert not thread.is_alive()
    scene.client.close()


def test_ready_is_not_turned_off_by_load(play):
    """A busy server is a ready one."""
    scene = play()
    member = scene.city.member(10)
    with Load(lambda: scene.client.call("me_points", token=member.token).must(200), 16) as load:
        for _ in range(20):
            time.sleep(0.15)
            scene.client.call("health_ready").must(200)
    scene.client.close()
    assert not load.failures and len(load.results) > 100, load.failures[:3]


def test_sheds_and_sqlstates_are_counted_with_their_cause(play):
    """A lock on a hot table: what runs fails by 55P03, who waits too long or too many is shed."""
    scene = play(LGH_WRITE_LANES="1", LGH_QUEUE_LIMIT="2", LGH_DEADLINE_MS="200")
    members = scene.city.members(8, 10)
    lotteries = [scene.city.lottery(cost_points=1) for _ in members]
    before = scrape(scene.client)
    with scene.database.transaction() as other:
        other.execute("LOCK TABLE core.wallets IN ACCESS EXCLUSIVE MODE")
        draws = [lambda m=member, l=lottery: scene.client.call(
            "lottery_draw", {}, path={"lottery_id": l.id}, token=m.token)
            for member, lottery in zip(members, lotteries)]
        answers = []
        first = threading.Thread(target=lambda: answers.append(draws[0]()))
        first.start()
        wait_until(lambda: scene.database.value("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))
        rest = together(draws[1:])
        first.join(10)
    after = scrape(scene.client)
    codes = [answer.must(503).code for answer in answers + rest]
    shed = {reason: grown(before, after, "http_requests_shed_total", reason=reason)
            for reason in ("queue_full", "deadline")}
    assert sum(shed.values()) == codes.count("overloaded") and min(shed.values()) >= 1, (shed, codes)
    assert codes.count("timeout") >= 1
    assert grown(before, after, "db_errors_total", sqlstate="55P03") == codes.count("timeout")
    wait_until(lambda: requests_of(scene.server)[0])
    assert scene.server.stop() == 0
    first = requests_of(scene.server)[0]
    causes = {line.get("reason") or line.get("sqlstate") for line in first}
    assert causes == {"queue_full", "deadline", "55P03"}, first
    late = next(line for line in first if line.get("reason") == "deadline")
    # The deadline counts from the request's beginning; most of it was spent waiting.
    assert late["duration_us"] >= 190000 and late["queue_us"] >= 100000, late
    assert late["duration_us"] >= late["db_us"] >= late["queue_us"], late


def test_retries_are_counted_with_their_reason(play):
    """The first attempt of each transaction is rolled back; callers notice nothing."""
    scene = play()
    member = scene.city.member(10)
    lottery = scene.city.lottery(cost_points=1)
    for sqlstate, reason in (("40001", "serialization_failure"), ("40P01", "deadlock_detected")):
        scene.database.execute(
            "CREATE SEQUENCE public.attempt;"
            " GRANT USAGE ON SEQUENCE public.attempt TO PUBLIC;"
            " CREATE FUNCTION public.stumble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF nextval('public.attempt') = 1 THEN RAISE EXCEPTION 'stumbled' USING ERRCODE ="
            f" '{sqlstate}'; END IF; RETURN NEW; END $$;"
            " CREATE TRIGGER stumble BEFORE INSERT ON core.draws"
            " FOR EACH ROW EXECUTE FUNCTION public.stumble()")
        before = scrape(scene.client)
        scene.client.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token
                          ).must(201)
        after = scrape(scene.client)
        scene.database.execute("DROP TRIGGER stumble ON core.draws; DROP FUNCTION public.stumble();"
                               " DROP SEQUENCE public.attempt")
        assert grown(before, after, "db_tx_retries_total", reason=reason) == 1
        assert grown(before, after, "db_tx_retries_total") == 1
        assert grown(before, after, "db_errors_total", sqlstate=sqlstate) == 1


def test_a_bug_in_sql_is_told_by_its_cause(play):
    """A 500 has a line of level error with its request, and one of the database with the SQLSTATE;
    repeated, both are only counted."""
    scene = play()
    member = scene.city.member(10)
    scene.database.execute("ALTER TABLE core.wallets RENAME TO wallets_elsewhere")
    before = scrape(scene.client)
    connection = http.client.HTTPConnection(scene.server.host, scene.server.port, timeout=10)
    ids = []
    for _ in range(4):  # the client would say that no operation may answer 500
        connection.request("GET", "/v1/me/points",
                           headers={"Authorization": f"Bearer {member.token}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 500
        ids.append(answer.getheader("X-Request-Id"))
    connection.close()
    after = scrape(scene.client)
    scene.database.execute("ALTER TABLE core.wallets_elsewhere RENAME TO wallets")
    assert grown(before, after, "db_errors_total", sqlstate="42P01") == 4
    assert scene.server.stop() == 0
    first, sums = requests_of(scene.server)
    assert [(line["request_id"], line["level"], line["sqlstate"]) for line in first] == [
        (ids[0], "error", "42P01")]
    assert [(line["repeated"], line["cause"]) for line in sums] == [(3, "42P01")]
    said = [sentence for sentence in sentences_of(scene.server) if "42P01" in sentence]
    assert len(said) == 1 and re.match("statement me_points: 42P01 ", said[0])
