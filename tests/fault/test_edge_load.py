"""The edge with too many clients, with too few servers, and what it writes down and keeps."""
import re
import socket
import ssl
import threading
import time

import pytest

from harness.backend import Backend, answer
from harness.city import wait_until
from harness.crowd import together
from harness.front import Plain, ask, first, must_be_problem, shake_hands, versions
from harness.wire import Wire, head_of

TOKEN = "secret-token-of-a-member"


def test_address_may_ask_so_often(front, contract):
    edge, backend = front(LGH_EDGE_ADDRESS_REQUESTS=20)
    said = [ask(edge) for _ in range(30)]
    assert [one.status for one in said].count(200) == 20 == len(backend.arrivals)
    must_be_problem(contract, said[-1], 429, "rate_limited")


def is_dropped(edge):
    """Closed without a word, perhaps before connect has returned."""
    try:
        with socket.create_connection((edge.host, edge.plain_port), 3) as tried:
            return tried.recv(1) == b""
    except ConnectionResetError:
        return True


def test_address_may_hold_so_many_connections(front, contract):
    edge, _ = front(LGH_EDGE_ADDRESS_CONNECTIONS=10)
    held = [socket.create_connection((edge.host, edge.plain_port)) for _ in range(10)]
    wait_until(lambda: "conn_cur=10" in edge.show("show table addresses"))
    key = re.search(r"key=(\S+)", edge.show("show table addresses")).group(1)
    forget = f"set table addresses key {key} data.conn_rate 0"  # only what is open counts here
    edge.show(forget)
    must_be_problem(contract, ask(edge), 429, "rate_limited")
    for _ in range(11):
        edge.show(forget)
        held.append(socket.create_connection((edge.host, edge.plain_port)))
    wait_until(lambda: "conn_cur=21" in edge.show("show table addresses"))
    edge.show(forget)
    assert is_dropped(edge), "twice as many are not even talked to"
    for one in held:
        one.close()


def test_address_may_come_so_often(front, contract):
    """Connections that ended count too, for ten seconds."""
    edge, backend = front(LGH_EDGE_ADDRESS_CONNECTIONS=10)
    said = [ask(edge) for _ in range(12)]
    assert [one.status for one in said].count(200) == 10 == len(backend.arrivals)
    must_be_problem(contract, said[-1], 429, "rate_limited")


DRAW = ("POST", "/v1/lotteries/01939f4e-0000-7000-8000-000000000001/draws", b"{}")
READ, ORDER = ("GET", "/v1/lotteries"), ("POST", "/v1/orders", b"{}")
NOTICE = ("POST", "/v1/wechatpay/notify/payment", b"{}")


@pytest.mark.parametrize("asked, others, limits", [
    (READ, (ORDER, DRAW, NOTICE), {"LGH_EDGE_READS": 2, "LGH_EDGE_QUEUE": 3, "LGH_EDGE_DRAW_QUEUE": 1}),
    (DRAW, (ORDER, READ, NOTICE), {"LGH_EDGE_DRAWS": 2, "LGH_EDGE_DRAW_QUEUE": 3, "LGH_EDGE_QUEUE": 1})],
    ids=["reads", "draws"])
def test_long_queue_is_refused_at_once(front, contract, asked, others, limits):
    gate = threading.Event()
    edge, backend = front(Backend(lambda arrival: (arrival.method != asked[0] or arrival.target != asked[1]
                                                   or gate.wait(20)) and answer()), **limits)
    said, waited = [], []

    def wait():
        since = time.monotonic()
        said.append(ask(edge, *asked))
        waited.append(time.monotonic() - since)
    waiting = [threading.Thread(target=wait) for _ in range(5)]
    for thread in waiting[:2]:
        thread.start()
    backend.wait_for(2)
    for thread in waiting[2:]:
        thread.start()
    time.sleep(0.2)  # three wait for their place
    began = time.monotonic()
    must_be_problem(contract, ask(edge, *asked), 503, "overloaded")
    assert time.monotonic() - began < 0.4, "it waited for a place, which takes 0.5 s"
    for other in others:  # have connections of their own
        assert ask(edge, *other).status == 200
    time.sleep(0.7)
    assert len(said) == 3 and min(waited) > 0.4, "a place in the queue is given up after half a second"
    must_be_problem(contract, said[0], 503, "overloaded")
    gate.set()
    for thread in waiting:
        thread.join(10)
    assert [one.status for one in said[3:]] == [200, 200]
    assert backend.most_open <= 2 + len(others)


def test_draws_are_those_of_the_contract(front, contract):
    edge, _ = front()
    draws = [one for one in contract.operations.values() if one.kind == "draw"]
    others = [one for one in contract.operations.values() if one.kind != "draw" and one.method != "GET"]
    assert len(draws) > 3 and len(others) > 100
    for operation in draws + others:
        ask(edge, operation.method, re.sub("[{}]", "", operation.path), b"{}")
    told = {row["pxname"]: int(row["stot"]) for row in edge.statistics() if row["svname"] == "BACKEND"}
    assert told["draws"] == len(draws)


def test_log_tells_a_flood_of_refusals_by_few(front):
    gate = threading.Event()
    edge, backend = front(Backend(lambda arrival: gate.wait(20) and answer()),
                          LGH_EDGE_READS=1, LGH_EDGE_QUEUE=1)
    held = threading.Thread(target=lambda: ask(edge))
    held.start()
    backend.wait_for(1)
    crowd = together([lambda: ask(edge).status] * 100)  # one waits in vain, the others do not wait
    assert set(crowd) == {503}
    gate.set()
    held.join(10)
    wait_until(lambda: any(line.get("status") == 200 for line in edge.log_lines()))
    assert sum(line.get("status") == 503 for line in edge.log_lines()) < 30


def test_dead_backend(front, contract):
    """A polite answer, at first after attempts and at once when the checks have failed."""
    edge, backend = front()
    assert ask(edge).status == 200
    backend.close()
    time.sleep(0.3)  # until it has heard that its idle connection is gone

    def asked():
        began = time.monotonic()
        must_be_problem(contract, ask(edge), 503, "overloaded")
        return time.monotonic() - began
    asked()
    wait_until(lambda: asked() < 0.5)  # a second passes between two attempts


def test_nothing_is_sent_twice(front, contract):
    """A connection that breaks after the request was sent leaves its outcome unknown."""
    edge, backend = front(Backend(lambda arrival: None))
    must_be_problem(contract, ask(edge, "POST", body=b"{}"), 503, "outcome_unknown")
    time.sleep(0.3)
    assert len(backend.arrivals) == 1


def test_silent_backend(front, contract):
    """After eight seconds nobody knows what became of the request."""
    gate = threading.Event()
    edge, backend = front(Backend(lambda arrival: gate.wait(20) and None))
    began = time.monotonic()
    must_be_problem(contract, ask(edge, "POST", body=b"{}"), 503, "outcome_unknown")
    assert 7 < time.monotonic() - began < 10 and len(backend.arrivals) == 1
    gate.set()


def until(edge, status, timeout):
    """Seconds until the edge answers so."""
    began = time.monotonic()
    while ask(edge).status != status:
        assert time.monotonic() - began < timeout, f"no {status} within {timeout} s"
        time.sleep(0.02)
    return time.monotonic() - began


def test_unready_server_is_taken_out_and_back(front):
    edge, backend = front()
    until(edge, 200, 1)
    backend.ready = False
    until(edge, 503, 1.7)
    backend.ready = True
    until(edge, 200, 1.2)


def test_two_servers_one_leaves(front):
    """While one is unready, and after it has died, nobody notices."""
    edge, one, two = front(Backend(), Backend())
    for _ in range(20):
        assert ask(edge).status == 200
    assert one.arrivals and two.arrivals, "both work"
    one.ready = False
    ended = time.monotonic() + 1.7
    while time.monotonic() < ended:
        assert ask(edge).status == 200
    before = len(one.arrivals)
    one.close()
    for _ in range(20):
        assert ask(edge).status == 200
    assert len(one.arrivals) == before
    two.close()


def test_server_dies_while_the_other_serves(front):
    """What could not be sent goes to the other one, without waiting for the checks."""
    edge, one, two = front(Backend(), Backend())
    one.close()
    assert {ask(edge).status for _ in range(20)} == {200} and len(two.arrivals) == 20


def test_connections_are_used_again(front):
    """Many callers, each request on a connection of its own, and four places at the API."""
    edge, backend = front(Backend(lambda arrival: time.sleep(0.002) or answer()),
                          LGH_EDGE_READS=4)
    together([lambda: [ask(edge).status for _ in range(20)] for _ in range(12)])
    assert len(backend.arrivals) == 240
    # One that has just become idle may not be found at once by HAProxy's other thread.
    assert backend.connections <= 12 and backend.most_open <= 4 + 2


def test_log_names_nobody(front):
    edge, backend = front()
    identifier = "01a1ffff-f121-7cf4-a3fc-8b32e3c4c8fd"
    said = ask(edge, "POST", f"/v1/orders/{identifier}?lng=119.2271&token={TOKEN}", b'{"name":"zhang"}',
               {"Authorization": "Bearer " + TOKEN, "User-Agent": "phone-of-zhang"})
    line, = edge.lines_of(said.headers["X-Request-Id"])
    assert {name: line[name] for name in ("method", "status", "server", "http", "tls", "end")} == {
        "method": "POST", "status": 200, "server": "one", "http": "HTTP/1.1", "tls": "-",
        "end": "----"}
    assert len(line["address"]) == 16 and line["total_ms"] >= 0 and line["bytes_in"] > 0
    Wire(Plain(edge)).send(f"GET /{identifier} HTTP/1.1\r\nHost : zhang\r\n\r\n".encode()).read()
    with pytest.raises(ssl.SSLError):
        shake_hands(edge, versions(edge, ssl.TLSVersion.TLSv1_1))
    refused = ask(edge, headers={"X_Y": "zhang"})
    edge.lines_of(refused.headers["X-Request-Id"])
    time.sleep(0.3)
    text = edge.log_text()
    for secret in ("127.0.0.1", identifier, "119.2271", TOKEN, "phone", "zhang", "/v1/"):
        assert secret not in text, secret
    assert all("text" not in line for line in edge.log_lines()), text
    assert {line["address"] for line in edge.log_lines()} == {line["address"]}
    other, _ = front(backend)
    asked = ask(other)
    assert other.lines_of(asked.headers["X-Request-Id"])[0]["address"] != line["address"]


def test_documents_are_kept_at_the_edge(front):
    """Slow readers of the largest answer take no thread of the API from anybody."""
    document = b"/* viewer */" * 80000
    quota = 'RateLimit: "address";r=1;t=1'
    backend = Backend(lambda arrival: answer(document) if arrival.target != "/docs/viewer.js" else
                      answer(document, quota).replace(b"private, no-store", b"public, max-age=60"))
    edge, _ = front(backend)
    first = ask(edge, target="/docs/viewer.js")
    again = [ask(edge, target="/docs/viewer.js") for _ in range(5)]
    assert len(backend.arrivals) == 1 and {one.body for one in again} == {document}
    ids = {one.headers["X-Request-Id"] for one in (first, *again)}
    assert len(ids) == 6 and all(one.headers["Vary"] == "Accept-Language, Origin" for one in again)
    assert not any("RateLimit" in one.headers for one in again), "somebody else's quota"
    slow = [Wire(Plain(edge), 20).send(head_of("GET", "/docs/viewer.js", [f"Authorization: {n}"]))
            for n in range(200)]
    for _ in range(20):
        assert ask(edge, target="/docs/viewer.js").status == 200
    assert len(backend.arrivals) == 1
    ask(edge, target="/docs/viewer.js", headers={"Origin": "https://a.example"})
    assert len(backend.arrivals) == 2, "what names an origin is for that origin"
    for one in slow:
        one.socket.close()


def test_slow_readers_before_the_document_is_kept(front):
    """They hold two connections at most, and those who ask for something else do not notice."""
    document = b"/* viewer */" * 500000
    backend = Backend(lambda arrival: answer() if arrival.target == "/" else answer(document))
    edge, _ = front(backend)
    ways = [("/docs/viewer.js", []), ("/docs/viewer.js?1", []), ("/docs/%76iewer.js", []),
            ("/openapi.yaml", ["Origin: https://a.example"])]
    slow = [Wire(Plain(edge), 20).send(head_of("GET", *ways[n % 4])) for n in range(100)]
    for _ in range(20):
        began = time.monotonic()
        assert ask(edge, target="/").status == 200 and time.monotonic() - began < 2
    assert 1 <= sum(one.target != "/" for one in backend.arrivals) <= 2
    for one in slow:
        one.socket.close()
