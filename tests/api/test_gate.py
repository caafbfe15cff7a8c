"""Requests that two parsers could read differently: one refusal, then the connection ends."""
import time

import pytest

from harness import contract as contracts
from harness import wire
from harness.verdict import strict_json

pytestmark = pytest.mark.stateless
PROBLEM = contracts.Validator(contracts.load()._resolve({"$ref": "#/components/schemas/Problem"}))
# What would be served if a body were taken for a second request.
SMUGGLED = b"GET /openapi.yaml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
OK = "GET /v1/lotteries?limit=1 HTTP/1.1"


def raw(*lines, body=b""):
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def post(*lines, body=b"{}"):
    return raw("POST /v1/auth/demo HTTP/1.1", "Host: x", "Content-Type: application/json", *lines,
               body=body)


REFUSED = {
    "no Host": raw(OK),
    "two Hosts": raw(OK, "Host: a", "Host: b"),
    "two equal Hosts": raw(OK, "Host: a", "host: a"),
    "CL and TE": post("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "TE and CL": post("Transfer-Encoding: chunked", "Content-Length: 4", body=b"0\r\n\r\n"),
    "TE chunked": post("Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\n\r\n"),
    "TE identity": post("Transfer-Encoding: identity", "Content-Length: 2"),
    "TE unknown": post("Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
    "TE twice": post("Transfer-Encoding: chunked", "Transfer-Encoding: identity",
                     body=b"0\r\n\r\n"),
    "two lengths": post("Content-Length: 2", "Content-Length: 40"),
    "two equal lengths": post("Content-Length: 2", "Content-Length: 2"),
    "length list": post("Content-Length: 2, 2"),
    "length plus": post("Content-Length: +2"), "length minus": post("Content-Length: -2"),
    "length hex": post("Content-Length: 0x2"), "length letters": post("Content-Length: 2Z"),
    "length zero first": post("Content-Length: 02"), "length float": post("Content-Length: 2.0"),
    "length empty": post("Content-Length:"), "length huge": post("Content-Length: " + "9" * 30),
    "blank before colon": post("Content-Length : 2"),
    "blank before colon of Host": raw(OK, "Host : x"),
    "no header name": raw(OK, ": y", "Host: x"),
    "folded line": raw(OK, " folded", "Host: x"),
    "bad header name": raw(OK, "Host: x", "a(b): y"),
    "header without colon": raw(OK, "Host: x", "nonsense"),
    "two Authorizations": raw(OK, "Host: x", "Authorization: a", "Authorization: b"),
    "two Content-Types": post("Content-Type: text/plain", "Content-Length: 2"),
    "two keys": post("Idempotency-Key: " + "a" * 20, "Idempotency-Key: " + "b" * 20,
                     "Content-Length: 2"),
    "body on GET": raw(OK, "Host: x", "Content-Length: 4", body=b"abcd"),
    "smuggling by length": raw("POST /v1/auth/demo HTTP/1.1", "Host: x", "Content-Length: 0",
                               f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED),
    "smuggling in GET": raw(OK, "Host: x", f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED),
    "TRACE": raw("TRACE /v1/lotteries HTTP/1.1", "Host: x"),
    "CONNECT": raw("CONNECT x:443 HTTP/1.1", "Host: x"),
    "unknown method": raw("BREW /v1/lotteries HTTP/1.1", "Host: x"),
    "lower-case method": raw("get /v1/lotteries HTTP/1.1", "Host: x"),
    "no version": raw("GET /v1/lotteries", "Host: x"),
    "raw UTF-8 path": raw("GET /v1/\xe6\x96\x87 HTTP/1.1", "Host: x"),
    "NUL in header": raw(OK, "Host: x", "X: a\0b"),
    "bare CR in header": raw(OK, "Host: x", "X: a\rb"),
    "control in path": raw("GET /v1/\x01 HTTP/1.1", "Host: x"),
}
TARGETS = ["/v1/lotteries/%2f", "/v1/lotteries/a%2Fb", "/v1/lotteries/%00", "/v1/%00/../lotteries",
           "/v1/lotteries/%5c", "/v1/lotteries/..", "/v1/./lotteries", "/v1/x/../lotteries",
           "/v1/%2e%2e/v1/lotteries", "/v1/x/%2e%2e/lotteries", "//v1/lotteries", "/v1//lotteries",
           "/..", "/.", "/v1\\lotteries", "/v1/lotteries/%2E"]
BROKEN = ["/v1/lotteries/%zz", "/v1/lotteries/%4", "/v1/lotteries/%", "/v1/lotteries/%C0%AF",
          "/v1/lotteries/%ff", "/v1/products/%E6%96"]


NOISE = [b"\0" * 100, b"\r\n\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 8,
         b"HELO mail\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
         b"\xff" * 2000 + b"\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
         b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"]


def refusal(replies, closed, label):
    """Exactly one answer, a well-formed refusal, and then the end of the connection."""
    assert len(replies) == 1, (label, replies)
    reply = replies[0]
    assert reply.status in (400, 404, 405, 411, 413, 414, 431, 501, 505), (label, reply)
    assert closed, f"{label}: the connection stays open after {reply}"
    assert reply.headers.get("connection", "").lower() == "close", (label, reply)
    return reply


@pytest.mark.parametrize("label", sorted(REFUSED))
def test_gate_refuses_and_closes(server, label):
    reply = refusal(*wire.talk(server, REFUSED[label] + SMUGGLED), label)
    assert reply.status in (400, 413), (label, reply)


@pytest.mark.parametrize("label", sorted(REFUSED))
def test_gate_refusals_are_problems(server, label):
    """Also what the HTTP library refuses by itself is a problem of the contract."""
    replies, _ = wire.talk(server, REFUSED[label])
    assert replies[0].headers["content-type"] == "application/problem+json", replies
    problem = strict_json(replies[0].body)
    assert [error.message for error in PROBLEM.iter_errors(problem)] == []
    assert problem["status"] == replies[0].status
    assert contracts.load().problems[problem["code"]]["status"] == replies[0].status, problem
    assert "x-request-id" in replies[0].headers


@pytest.mark.parametrize("target", TARGETS)
def test_gate_refuses_ambiguous_targets(server, target):
    """Encoded slashes, dot segments and the like: another parser may see another path."""
    reply = refusal(*wire.talk(server, wire.head_of(target=target) + SMUGGLED), target)
    assert reply.status == 400 and reply.code == "malformed_request"


@pytest.mark.parametrize("target", BROKEN)
def test_gate_refuses_broken_escapes(server, target):
    data = wire.head_of(target=target) + wire.head_of(headers=["Connection: close"])
    replies, closed = wire.talk(server, data)
    assert closed and replies[0].status == 400 and len(replies) <= 2, replies


@pytest.mark.parametrize("count, statuses", [(40, {200}), (59, {200, 431}), (65, {400, 431}),
                                             (100, {400, 431}), (300, {400, 431})])
def test_gate_number_of_headers(server, count, statuses):
    headers = [f"X-Filler-{number}: {number}" for number in range(count - 1)]
    replies, closed = wire.talk(server, wire.head_of(headers=headers))
    assert len(replies) == 1 and replies[0].status in statuses, replies
    assert closed == (replies[0].status != 200)


def test_gate_length_beyond_the_last_kept_header(server):
    """A length that the HTTP library would forget turns the body into a second request."""
    headers = [f"X-Filler-{number}: {number}" for number in range(63)]
    data = raw("POST /v1/auth/demo HTTP/1.1", "Host: x", *headers,
               f"Content-Length: {len(SMUGGLED)}", body=SMUGGLED)
    refusal(*wire.talk(server, data), "65th header")


@pytest.mark.parametrize("size", [20_000, 200_000])
def test_gate_huge_headers(server, size):
    replies, closed = wire.talk(server, wire.head_of(headers=["X-Long: " + "x" * size]))
    assert closed and [reply.status for reply in replies] in ([400], [431], [413], []), replies


def test_gate_long_targets(server):
    replies, closed = wire.talk(server, wire.head_of(target="/v1/lotteries?q=" + "x" * 6000))
    assert closed and [reply.status for reply in replies][0] in (400, 414, 431), replies


def test_gate_pipelined_requests_are_answered_in_order(server):
    data = (wire.head_of(target="/v1/lotteries?limit=1") + wire.head_of(target="/v1/nothing")
            + wire.head_of(target="/openapi.yaml", headers=["Connection: close"]))
    replies, closed = wire.talk(server, data)
    assert [reply.status for reply in replies] == [200, 404, 200] and closed


def test_gate_body_is_read_whole_before_a_refusal(server):
    """A refused body does not become the next request."""
    body = SMUGGLED
    data = raw("POST /v1/nothing HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", body=body)
    replies, _ = wire.talk(server, data + wire.head_of(headers=["Connection: close"]))
    assert [reply.status for reply in replies] == [404, 200], replies


def test_gate_body_that_stops_early(server):
    """Half a body is no body: nothing is decided on what did not arrive."""
    data = post("Content-Length: 100", body=b'{"member_no":"10000001"}')
    stream, closed = wire.Wire(server, 15).send(data).finish().read()
    replies = wire.split(stream)
    assert closed and [reply.status for reply in replies] in ([400], []), replies


def test_gate_expect_continue(server):
    connection = wire.Wire(server, 5)
    body = b'{"member_no":"10000001"}'
    connection.send(post("Expect: 100-continue", f"Content-Length: {len(body)}",
                         "Connection: close", body=b""))
    first = connection.socket.recv(100)
    assert first.startswith(b"HTTP/1.1 100"), first
    stream, _ = connection.send(body).read()
    assert [reply.status for reply in wire.split(stream)] == [200]


def test_gate_http_1_0_closes(server):
    replies, closed = wire.talk(server, raw("GET /v1/lotteries HTTP/1.0", "Host: x"))
    assert closed and replies[0].status in (200, 400), replies


def test_gate_keep_alive_serves_on(server):
    connection = wire.Wire(server, 3)
    for _ in range(5):
        connection.send(wire.head_of(target="/v1/lotteries?limit=1"))
        time.sleep(0.05)
    connection.send(wire.head_of(headers=["Connection: close"]))
    stream, closed = connection.read()
    assert closed and [reply.status for reply in wire.split(stream)] == [200] * 6


def test_gate_noise(server):
    """Bytes that are no HTTP at all: an answer or a close, never a crash, never silence."""
    for noise in NOISE:
        stream, closed = wire.Wire(server, 8).send(noise).finish().read()
        assert closed, noise
        assert b"200 OK" not in stream, (noise, stream)
    replies, _ = wire.talk(server, wire.head_of(headers=["Connection: close"]))
    assert replies[0].status == 200
