"""SIGTERM: what was begun is finished, nothing new is begun, and the process ends well."""
import http.client
import signal
import threading
import time
import uuid

from harness import server as servers
from harness.client import Client
from harness.crowd import Load


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


def test_drain_under_load_truncates_nothing(play):
    """Every answer that began is whole; afterwards there are refused connections only."""
    scene = play()
    lottery = scene.city.lottery(cost_points=1)
    members = scene.city.members(12, 100000)
    keys = {}

    def ask():
        member = members[threading.get_ident() % len(members)]
        key = str(uuid.uuid4())
        try:
            answer = scene.client.call("lottery_draw", {}, path={"lottery_id": lottery.id},
                                       token=member.token, key=key)
        except (ConnectionRefusedError, ConnectionResetError, BrokenPipeError,
                http.client.RemoteDisconnected):
            time.sleep(0.05)
            return None
        keys[key] = answer.status
        return answer.status
    with Load(ask, 12) as load:
        time.sleep(1)
        scene.server.process.send_signal(signal.SIGTERM)
        assert scene.server.process.wait(15) == 0
    assert not load.failures, load.failures[:3]
    done = sum(status == 201 for status in keys.values())
    drawn = scene.database.value("SELECT count(*) FROM draws WHERE lottery_id = %s", lottery.id)
    assert done == drawn > 10, "what was done was answered, and what was answered was done"
    assert set(keys.values()) <= {201, 503}


def test_drain_idle_is_quick(play):
    scene = play()
    scene.client.call("lottery_list").must(200)
    started = time.monotonic()
    assert scene.server.stop() == 0
    assert time.monotonic() - started < 8


def test_second_signal_ends_at_once(play):
    """Who is in a hurry says it twice."""
    scene = play()
    member = scene.city.member(100)
    product = scene.city.product([{"points_price": 10}])

    def ask():
        try:
            scene.client.call("order_create", order_body(product), token=member.token)
        except (ConnectionError, http.client.HTTPException):
            pass
        scene.client.close()
    with scene.database.transaction() as other:
        other.execute("SELECT 1 FROM skus WHERE id = %s FOR UPDATE", (product.sku,))
        waiting = threading.Thread(target=ask)
        waiting.start()
        time.sleep(0.15)
        scene.server.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        scene.server.process.send_signal(signal.SIGTERM)
        assert scene.server.process.wait(5) is not None
    waiting.join(15)


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
