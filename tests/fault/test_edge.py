"""HAProxy with deploy/haproxy.cfg: what it lets through, what it refuses, and in whose words."""
import http.client
import json
import re
import socket
import ssl
import subprocess
import threading
import time
import warnings

import pytest

from harness.backend import Backend, answer
from harness.city import wait_until
from harness.contract import UUID, Validator, formats
from harness.crowd import together
from harness.edge import Edge
from harness.wire import Wire, head_of, split

TOKEN = "secret-token-of-a-member"


@pytest.fixture
def front():
    """Starts an edge before a backend; both end with the test."""
    opened = []

    def start(*backends, **changes):
        backends = backends or (Backend(),)
        edge = Edge(*backends, **changes)
        opened.extend((*backends, edge))
        return (edge.wait_until_ready(), *backends)
    yield start
    for one in reversed(opened):
        if isinstance(one, Edge):
            one.kill()
        else:
            one.close()


class Plain:
    """The listener without TLS, as harness.wire takes it."""

    def __init__(self, edge):
        self.host, self.port = edge.host, edge.plain_port


class Said:
    """A whole answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(edge, method="GET", target="/v1/lotteries", body=None, headers=()):
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(edge.host, edge.plain_port, timeout=20)
    try:
        connection.request(method, target, body, dict(headers))
        return Said(connection.getresponse())
    finally:
        connection.close()


def raw(edge, method="GET", target="/", headers=(), body=b"", timeout=5):
    """The answers to bytes as they stand, on a connection that should end after the first."""
    wire = Wire(Plain(edge), timeout)
    stream, closed = wire.send(head_of(method, target, ["Connection: close", *headers]) + body).read()
    assert closed, "the connection did not end"
    return split(stream)


def first(edge, head):
    """The answer to a request whose body does not come; 3.0 goes on waiting for it, 2.6 closes."""
    with socket.create_connection((edge.host, edge.plain_port), 15) as unfinished:
        unfinished.sendall(head)
        response = http.client.HTTPResponse(unfinished)
        response.begin()
        with response:
            return Said(response)


def must_be_problem(contract, said, status, code):
    """Of the form and with the words of openapi.yaml, and named by its header."""
    assert said.status == status, (said.status, said.body)
    headers = {name.lower(): value for name, value in said.headers.items()}
    problem = json.loads(said.body)
    schema = contract.document["components"]["schemas"]["Problem"]
    contract_schema = {**schema, "components": contract.document["components"]}
    Validator(contract_schema, format_checker=formats).validate(problem)
    known = contract.problems[code]
    assert {name: problem[name] for name in ("type", "title", "status", "code", "detail")} == {
        "type": "/docs/problems#" + code, "title": known["title"], "status": known["status"],
        "code": code, "detail": known["detail"]}
    assert known["status"] == status
    assert headers["content-type"] == "application/problem+json"
    assert headers["content-language"] == "zh-CN"
    assert headers["cache-control"] == "private, no-store"
    assert UUID.fullmatch(headers["x-request-id"])
    assert problem["instance"] == "urn:uuid:" + headers["x-request-id"]
    if status in (429, 503):
        assert 1 <= int(headers["retry-after"]) <= 10
    return headers["x-request-id"]


def curl(edge, *words, data=b""):
    """(status, HTTP version, body) of a request that curl makes."""
    done = subprocess.run(
        ["curl", "-s", "--max-time", "20", "--cacert", edge.certificate, "-w",
         "\n%{http_code} %{http_version}", *words, f"https://{edge.host}:{edge.port}/v1/orders"],
        input=data, capture_output=True, check=True)
    body, _, last = done.stdout.rpartition(b"\n")
    status, version = last.split()
    return int(status), version.decode(), body


def versions(edge, version):
    """A context that offers one version of TLS only, and whatever ciphers there are."""
    context = ssl.create_default_context(cafile=edge.certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.set_alpn_protocols(["h2", "http/1.1"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    return context


def shake_hands(edge, context):
    with socket.create_connection((edge.host, edge.port), 5) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secured:
            return secured.version(), secured.cipher()[0], secured.selected_alpn_protocol()


def test_tls_versions(front):
    edge, _ = front()
    for version, name in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
        assert shake_hands(edge, versions(edge, version))[::2] == (name, "h2")
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises(ssl.SSLError, match="(?i)alert protocol version"):
            shake_hands(edge, versions(edge, version))


def test_tls_takes_no_weak_cipher(front):
    """TLS 1.2 with forward secrecy and authenticated encryption, or not at all."""
    edge, _ = front()
    for weak in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES128-SHA"):
        context = versions(edge, ssl.TLSVersion.TLSv1_2)
        context.set_ciphers(weak + ":@SECLEVEL=0")
        with pytest.raises(ssl.SSLError, match="(?i)handshake failure"):
            shake_hands(edge, context)
    context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    assert shake_hands(edge, context)[1] == "ECDHE-ECDSA-AES128-GCM-SHA256"


def test_https_tells_to_stay_with_it(front):
    edge, _ = front()
    connection = http.client.HTTPSConnection("localhost", edge.port, context=edge.context())
    connection.request("GET", "/v1/lotteries")
    said = Said(connection.getresponse())
    connection.close()
    assert said.status == 200
    assert said.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in ask(edge).headers


def test_http2_body_arrives_with_its_length(front):
    edge, backend = front()
    words = ("--http2", "-H", "Content-Type: application/json", "--data-binary", "@-")
    assert curl(edge, *words, data=b'{"items":[]}')[:2] == (200, "2")
    arrival, = backend.arrivals
    assert arrival.version == "HTTP/1.1" and arrival.body == b'{"items":[]}'
    assert arrival.header("content-length") == ["12"] and not arrival.header("transfer-encoding")


def test_body_without_length_is_refused(front, contract):
    """HTTP/2 allows it and HTTP/1.1 has chunks; the API takes neither, so they end here."""
    edge, backend = front()
    for version in ("--http2", "--http1.1"):
        status, _, body = curl(edge, version, "-X", "POST", "-T", "-", "-H", "Expect:", data=b"{}")
        assert (status, json.loads(body)["code"]) == (400, "malformed_request")
    for te in ("chunked", "gzip, chunked", "identity", "xchunked"):
        replies = raw(edge, "POST", "/", [f"Transfer-Encoding: {te}"], b"0\r\n\r\n")
        assert [reply.status in (400, 422) for reply in replies] == [True], te
        if te == "chunked":
            must_be_problem(contract, replies[0], 400, "malformed_request")
    assert not backend.arrivals


def test_body_of_every_length_arrives_whole(front, contract):
    edge, backend = front()
    for size in (0, 1, 16384, 65535, 65536):
        assert ask(edge, "POST", body=b"x" * size).status == 200
        assert backend.arrivals[-1].body == b"x" * size
    before = len(backend.arrivals)
    said = first(edge, head_of("POST", "/", ["Content-Length: 65537"]))
    must_be_problem(contract, said, 413, "body_too_large")
    assert len(backend.arrivals) == before


def test_slow_body_never_reaches_the_api(front, contract):
    """It is answered after five seconds; meanwhile no connection is used for it."""
    edge, backend = front()
    began = time.monotonic()
    said = first(edge, head_of("POST", "/v1/orders", ["Content-Length: 10"]) + b"abc")
    must_be_problem(contract, said, 400, "body_incomplete")
    assert 4 < time.monotonic() - began < 8
    assert not backend.arrivals and backend.connections == 0


def test_slow_head_is_cut_off(front):
    edge, backend = front()
    began = time.monotonic()
    _, closed = Wire(Plain(edge), 15).send(b"GET / HTTP/1.1\r\nHost: a\r\nX-A").read()
    assert closed and 4 < time.monotonic() - began < 8 and backend.connections == 0


def test_forged_origin_is_not_passed_on(front):
    edge, backend = front()
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil", "X-Forwarded-Proto": "gopher",
              "Forwarded": "for=6.6.6.6", "X-Real-IP": "6.6.6.6", "X-Request-Id": "6666",
              "Upgrade": "websocket", "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01"}
    assert ask(edge, headers=forged).status == 200
    arrival, = backend.arrivals
    assert arrival.header("x-forwarded-for") == ["127.0.0.1"]
    assert arrival.header("traceparent") == [forged["traceparent"]]
    assert b"6.6.6.6" not in arrival.head and b"evil" not in arrival.head
    for name in ("x-request-id", "x-real-ip", "forwarded", "x-forwarded-proto", "upgrade"):
        assert not arrival.header(name)
    raw(edge, headers=["X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 7.7.7.7"])
    assert backend.arrivals[-1].header("x-forwarded-for") == ["127.0.0.1"]


def test_heads_stay_below_what_civetweb_reads(front, contract):
    """It forgets the headers after the 64th and refuses 16 KiB."""
    edge, backend = front()
    for count in (10, 45, 48):  # and Host and Connection
        assert raw(edge, headers=[f"X-{n}: 1" for n in range(count)])[0].status == 200
    assert max(len(arrival.headers) for arrival in backend.arrivals) < 60
    before = len(backend.arrivals)
    many = [f"X-{n}: 1" for n in range(51)]
    for headers, target in ((many, "/"), (["X-Long: " + "a" * 8200], "/"), ([], "/" + "a" * 4100)):
        must_be_problem(contract, raw(edge, "GET", target, headers)[0], 431, "headers_too_large")
    # Beyond what HAProxy itself keeps, it answers in its own words.
    for headers in ([f"X-{n}: 1" for n in range(150)], ["X-Long: " + "a" * 200000]):
        assert [reply.status for reply in raw(edge, "GET", "/", headers)] == [400]
    assert len(backend.arrivals) == before
    assert raw(edge, "GET", "/" + "a" * 4000, ["X-Long: " + "b" * 8000])[0].status == 200
    assert len(backend.arrivals[-1].head) < 16384


def test_names_and_targets_that_parsers_disagree_on(front, contract):
    edge, backend = front()
    for headers, target in ((["X_Forwarded_For: 6.6.6.6"], "/"), ([], "*"), (["Content.Length: 3"], "/")):
        replies = raw(edge, "OPTIONS", target, headers)
        must_be_problem(contract, replies[0], 400, "malformed_request")
    assert not backend.arrivals
    raw(edge, "GET", "http://127.0.0.1/v1/stations?x=1")
    assert backend.arrivals[-1].target == "/v1/stations?x=1"


def test_smuggling_ends_here(front):
    edge, backend = front()
    hidden = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    for headers in (["Content-Length: 0", f"Content-Length: {len(hidden)}"],
                    [f"Content-Length: {len(hidden)}", "Transfer-Encoding: chunked"],
                    [f"Content-Length : {len(hidden)}"], [f"Content-Length: +{len(hidden)}"],
                    ["X-A: b", " folded", f"Content-Length: {len(hidden)}"]):
        assert len(raw(edge, "POST", "/v1/orders", headers, hidden)) == 1
    for arrival in backend.arrivals:  # a folded line is one line at the API
        assert arrival.target == "/v1/orders" and arrival.body in (b"", hidden)
        assert len(arrival.header("content-length")) == 1 and b"\r\n " not in arrival.head


def test_address_may_ask_so_often(front, contract):
    edge, backend = front(LGH_EDGE_ADDRESS_REQUESTS=20)
    said = [ask(edge) for _ in range(30)]
    assert [one.status for one in said].count(200) == 20 == len(backend.arrivals)
    must_be_problem(contract, said[-1], 429, "rate_limited")


def test_address_may_hold_so_many_connections(front, contract):
    edge, _ = front(LGH_EDGE_ADDRESS_CONNECTIONS=10)
    held = [socket.create_connection((edge.host, edge.plain_port)) for _ in range(10)]
    while "conn_cur=10" not in edge.show("show table addresses"):
        time.sleep(0.02)
    key = re.search(r"key=(\S+)", edge.show("show table addresses")).group(1)
    forget = f"set table addresses key {key} data.conn_rate 0"  # only what is open counts here
    edge.show(forget)
    must_be_problem(contract, ask(edge), 429, "rate_limited")
    for _ in range(15):
        edge.show(forget)
        held.append(socket.create_connection((edge.host, edge.plain_port)))
    held[-1].settimeout(3)
    try:
        assert held[-1].recv(1) == b"", "twice as many are not even talked to"
    except ConnectionResetError:
        pass
    for one in held:
        one.close()


def test_address_may_come_so_often(front, contract):
    """Connections that ended count too, for ten seconds."""
    edge, backend = front(LGH_EDGE_ADDRESS_CONNECTIONS=10)
    said = [ask(edge) for _ in range(12)]
    assert [one.status for one in said].count(200) == 10 == len(backend.arrivals)
    must_be_problem(contract, said[-1], 429, "rate_limited")


def test_long_queue_is_refused_at_once(front, contract):
    gate = threading.Event()
    edge, backend = front(Backend(lambda arrival: (arrival.method != "GET" or gate.wait(20))
                                  and answer()), LGH_EDGE_READS=2, LGH_EDGE_QUEUE=3)
    said = []

    def wait():
        said.append(ask(edge))
    waiting = [threading.Thread(target=wait) for _ in range(5)]
    for thread in waiting[:2]:
        thread.start()
    backend.wait_for(2)
    for thread in waiting[2:]:
        thread.start()
    time.sleep(0.2)  # three wait for their place
    began = time.monotonic()
    must_be_problem(contract, ask(edge), 503, "overloaded")
    assert time.monotonic() - began < 0.15
    for target in ("/v1/orders", "/v1/wechatpay/notify/payment"):  # have connections of their own
        assert ask(edge, "POST", target, b"{}").status == 200
    time.sleep(0.7)
    assert len(said) == 3, "a place in the queue is given up after half a second"
    must_be_problem(contract, said[0], 503, "overloaded")
    gate.set()
    for thread in waiting:
        thread.join(10)
    assert [one.status for one in said[3:]] == [200, 200]
    assert backend.most_open == 2 + 1 + 1


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
    must_be_problem(contract, ask(edge), 503, "overloaded")
    time.sleep(1.2)
    began = time.monotonic()
    must_be_problem(contract, ask(edge), 503, "overloaded")
    assert time.monotonic() - began < 0.2


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
        assert ask(edge, target="/").status == 200 and time.monotonic() - began < 0.5
    assert 1 <= sum(one.target != "/" for one in backend.arrivals) <= 2
    for one in slow:
        one.socket.close()
