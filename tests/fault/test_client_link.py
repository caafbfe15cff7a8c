"""The network between client and API fails: what was done is done once, and no thread is lost."""
import json
import socket

import pytest
from harness.city import wait_until
from harness.crowd import together
from harness.history import EFFECTS, Asking, History, newcomer
from harness.proxy import RESET, Proxy
from harness.stage import Play
from harness.wire import Wire, head_of, split

THREADS = 8


@pytest.fixture(scope="module", name="scene")
def fixture_scene(stage):
    """A server with few threads: losing one would be felt."""
    scene = Play(stage, LGH_THREADS=str(THREADS))
    yield scene
    scene.close()


@pytest.fixture(name="front")
def fixture_front(scene):
    """What stands between the client and the server; afterwards every thread must be free."""
    made = Proxy((scene.server.host, scene.server.port), seed=9)
    pid = scene.server.pid
    yield made
    made.close()
    assert scene.server.is_alive() and scene.server.pid == pid
    every_thread_is_free(scene)


def every_thread_is_free(scene):
    """As many requests at once as there are threads, less the one of the client that is there."""
    scene.client.close()

    def ask():
        with newcomer(scene) as one:
            token = scene.city.forge.token(scene.database.value("SELECT id FROM members LIMIT 1"), "member")
            # Whom a busy machine refuses has had a thread to itself, too.
            assert one.call("me_points", token=token).code in (None, "overloaded", "timeout")
    together([ask] * THREADS)
    wait_until(lambda: in_flight(scene) <= 1)  # the one that asks


def in_flight(scene):
    text = scene.client.call("metrics").must(200).body.decode()
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("http_requests_in_flight"))


def raw(scene, write):
    """A write as bytes: its head and its body."""
    body = json.dumps(write.body).encode()
    return head_of("POST", scene.client.target(write.operation, write.path), (
        f"Authorization: Bearer {write.token}", "Content-Type: application/json",
        f"Idempotency-Key: {write.key}", f"Content-Length: {len(body)}")), body


@pytest.mark.parametrize("operation", sorted(EFFECTS))
def test_reply_lost_after_the_commit(scene, front, operation):
    """A retry gets the very bytes that were lost, and nothing is done again."""
    history = History(scene)
    write = history.make(operation)
    front.down.stall()
    with newcomer(scene, front) as far:
        asking = Asking(write, far)
        wait_until(lambda: b"\r\n\r\n" in front.down.held())
        lost, = split(front.down.held())
        front.reset()
        assert asking.outcome() == "cut off"
    assert lost.status == 201 and write.effects(scene.database) == 1
    again = write.ask(scene.client)
    assert again.said == 201 and again.replayed
    assert again.body == lost.body
    history.check()


def leave(peer, reset):
    """The client's end: as if it had said everything, or at once and for good."""
    if reset:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    peer.close()


@pytest.mark.parametrize("reset", [False, True], ids=["end", "reset"])
def test_client_gone_in_the_middle_of_a_request(scene, front, reset):
    """In the line, in a header, before the last line, in the body: what is not whole is not done."""
    history = History(scene)
    for cut in (lambda head, body: 9, lambda head, body: len(head) // 2,
                lambda head, body: len(head) - 1, lambda head, body: len(head) + len(body) // 2,
                lambda head, body: len(head + body) - 1):
        write = history.order(history.members[0])
        head, body = raw(scene, write)
        peer = Wire(front).send((head + body)[:cut(head, body)]).socket
        wait_until(lambda size=cut(head, body): front.up.passed >= size)
        leave(peer, reset)
        wait_until(lambda: not front.pairs)
        assert write.effects(scene.database) == 0
        front.up.passed = 0
    every_thread_is_free(scene)
    assert all(write.effects(scene.database) == 0 for write in history.writes)
    for write in history.writes:
        assert not write.ask(scene.client).replayed
    history.check()


@pytest.mark.parametrize("reset", [False, True], ids=["end", "reset"])
def test_client_gone_while_it_is_done(scene, front, reset):
    """The request is whole, its order waits for a lock: it is done once, whoever still listens."""
    history = History(scene)
    writes = [history.order(member) for member in history.members[:THREADS - 1]]
    with scene.database.transaction() as other:
        other.execute("SELECT 1 FROM skus WHERE id = %s FOR UPDATE", (history.product.sku,))
        peers = [Wire(front).send(b"".join(raw(scene, write))).socket for write in writes]
        wait_until(lambda: scene.database.value(
            "SELECT count(*) FROM pg_locks WHERE NOT granted") > 0)
        for peer in peers:
            leave(peer, reset)
        wait_until(lambda: reset or all(pair.links[0].finished for pair in front.pairs))
    every_thread_is_free(scene)
    for write in writes:
        found = write.effects(scene.database)
        again = write.ask(scene.client)
        assert found in (0, 1) and again.said == 201 and again.replayed == bool(found)
    history.check()


def test_client_gone_in_the_middle_of_an_answer(scene, front):
    """After some bytes of a small answer, and of one that fills every buffer on its way."""
    history = History(scene)
    writes = [history.draw(member) for member in history.members[:4]]
    for write in writes:
        front.down.truncate(40)
        peer = Wire(front).send(b"".join(raw(scene, write))).socket
        assert peer.recv(4096)
        peer.close()
        front.heal()
        assert write.effects(scene.database) == 1
    front.down.bandwidth = 20000
    for _ in range(THREADS * 2):
        peer = Wire(front).send(head_of("GET", "/openapi.json")).socket
        assert peer.recv(100).startswith(b"HTTP/1.1 200")
        leave(peer, True)
    front.heal()
    every_thread_is_free(scene)
    for write in writes:
        assert write.ask(scene.client).replayed
    history.check()
