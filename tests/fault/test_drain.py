"""SIGTERM: what was begun is finished, nothing new is begun, and the process ends well."""
import http.client
import signal
import threading
import time
import uuid
from collections import Counter

import pytest
from harness import server as servers
from harness.city import wait_until
from harness.client import Client
from harness.crowd import Load
from harness.history import History


def order_body(product):
    return {"items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10}


def test_drain_finishes_what_is_under_way(play):
    """An order that waits for a lock when SIGTERM comes is answered whole, and counts."""
    scene = play()
    member = scene.city.member(100)
    product = scene.city.product([{"points_price": 10, "stock": 5}])
    answers = []

    def ask():
        answers.append(scene.client.call("order_create", order_body(product), token=member.token))
        scene.client.close()
    with scene.database.transaction() as other:
        other.execute("SELECT 1 FROM skus WHERE id = %s FOR UPDATE", (product.sku,))
        waiting = threading.Thread(target=ask)
        waiting.start()
        time.sleep(0.2)
        scene.server.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        assert scene.server.is_alive(), "it left before its work was done"
    waiting.join(15)
    answers[0].must(201)
    assert scene.server.process.wait(15) == 0
    assert scene.city.database.value("SELECT sold FROM skus WHERE id = %s", product.sku) == 1
    assert not scene.server.reports()


def test_drain_is_seen_by_the_balancer(play):
    """While it drains, /readyz is 503 and answers close their connections."""
    scene = play()
    member = scene.city.member(100)
    product = scene.city.product([{"points_price": 10, "stock": 5}])
    scene.client.call("lottery_list").must(200)
    held = http.client.HTTPConnection(scene.server.host, scene.server.port, timeout=5)
    held.connect()
    answers = []

    def ask():
        answers.append(scene.client.call("order_create", order_body(product), token=member.token))
        scene.client.close()
    with scene.database.transaction() as other:
        other.execute("SELECT 1 FROM skus WHERE id = %s FOR UPDATE", (product.sku,))
        waiting = threading.Thread(target=ask)
        waiting.start()
        time.sleep(0.15)
        scene.server.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        scene.client.call("health_ready").must(503)
        scene.client.call("health_live").must(200)
        last = scene.client.call("lottery_list")
        assert last.status in (200, 503) and last.header("Connection") == "close"
    waiting.join(15)
    answers[0].must(201)
    held.close()
    assert scene.server.process.wait(15) == 0


def test_grace_serves_on(play):
    """A proxy in front must notice first: not ready at once, but requests are answered, and each
    answer sends its connection away."""
    scene = play(LGH_GRACE_MS="2500")
    history = History(scene)
    history.draw(history.members[0]).ask(scene.client)
    scene.server.process.send_signal(signal.SIGTERM)
    signalled = time.monotonic()
    wait_until(lambda: scene.client.call("health_ready").status == 503)
    assert time.monotonic() - signalled < servers.patience(1.5)
    scene.client.call("health_live").must(200)
    served = 0
    while time.monotonic() - signalled < 1.7:
        read = scene.client.call("me_points", token=history.members[0].token).must(200)
        assert read.header("Connection") == "close"
        assert history.draw(history.members[0]).ask(scene.client).said == 201
        served += 1
    assert served > 2
    assert scene.server.process.wait(10) == 0
    assert time.monotonic() - signalled >= 2.5
    assert Counter(history.effects().values()) == {1: served + 1}
    assert not scene.server.reports()


@pytest.mark.parametrize("grace", ["0", "1000"])
def test_drain_under_load_truncates_nothing(play, grace):
    """Every answer that began is whole; what was done was answered, and the other way round."""
    scene = play(LGH_GRACE_MS=grace)
    history = History(scene, members=16)

    def ask():
        if history.any().ask(scene.client).said == "cut off":
            time.sleep(0.05)
    with Load(ask, 16) as load:
        time.sleep(1)
        signalled = time.monotonic()
        scene.server.process.send_signal(signal.SIGTERM)
        assert scene.server.process.wait(10) == 0
        assert time.monotonic() - signalled < 10
    assert not load.failures, load.failures[:3]
    assert set(history.said()) <= {201, "overloaded", "cut off"}, history.said()
    assert not any(one.truncated for one in history.tries())
    found = history.effects()
    for write in history.writes:
        assert found[write.operation, write.key] == bool(write.done()), write
    during = [one for one in history.tries() if one.said == 201 and one.began > signalled]
    assert grace == "0" or len(during) > 10
    assert scene.database.violations() == []


def test_drain_idle_is_quick(play):
    scene = play()
    scene.client.call("lottery_list").must(200)
    started = time.monotonic()
    assert scene.server.stop() == 0
    assert time.monotonic() - started < 8


def test_drain_does_not_wait_for_a_frozen_database(play, stage):
    """Neither a job nor a probe that PostgreSQL holds keeps the process from ending in time."""
    scene = play()
    stage.cluster.pause()
    try:
        time.sleep(1.5)  # the jobs of a second have begun
        started = time.monotonic()
        assert scene.server.stop() == 0
        assert time.monotonic() - started < 10
    finally:
        stage.cluster.resume()
    assert any(line.get("event") == "job_abandoned" for line in scene.server.log_lines())


@pytest.mark.parametrize("signals, status, longest", [(2, 0, 4.5), (3, -signal.SIGTERM, 0.9)])
def test_more_signals_hurry(play, signals, status, longest):
    """Who is in a hurry says it twice, and gets a second instead of the grace's five; at the third time the
    process just ends."""
    scene = play(LGH_GRACE_MS="5000")
    member = scene.city.member(100)
    product = scene.city.product([{"points_price": 10}])

    def ask():
        try:
            scene.client.call("order_create", order_body(product), token=member.token)
        except (ConnectionError, http.client.HTTPException):
            pass
        scene.client.close()
    with scene.database.transaction() as other:
        other.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        stage_hand = threading.Thread(target=ask)
        stage_hand.start()
        time.sleep(0.15)
        for _ in range(signals):
            scene.server.process.send_signal(signal.SIGTERM)
            time.sleep(0.1)
        began = time.monotonic()
        assert scene.server.process.wait(8) == status
        assert time.monotonic() - began < longest
    stage_hand.join(15)


def test_killed_server_leaves_no_lock(play, stage):
    """After SIGKILL in the middle of an order, another process can do it."""
    scene = play()
    member = scene.city.member(100)
    product = scene.city.product([{"points_price": 10, "stock": 1}])
    key = str(uuid.uuid4())

    def ask():
        try:
            scene.client.call("order_create", order_body(product), token=member.token, key=key)
        except (ConnectionError, http.client.HTTPException):
            pass
    with scene.database.transaction() as other:
        other.execute("SELECT 1 FROM skus WHERE id = %s FOR UPDATE", (product.sku,))
        waiting = threading.Thread(target=ask)
        waiting.start()
        time.sleep(0.2)
        scene.server.process.kill()
        scene.server.process.wait(5)
    waiting.join(15)
    again = servers.Server(stage.settings(scene.url))
    try:
        again.wait_until_ready()
        client = Client(stage.contract, again.host, again.port, again.operator_port)
        client.call("order_create", order_body(product), token=member.token, key=key).must(201)
        client.close()
        assert again.stop() == 0
    finally:
        again.kill()
    assert scene.database.row("SELECT on_hand, sold FROM skus WHERE id = %s",
                              product.sku) == (0, 1)
    assert scene.database.violations() == []
