"""Every case of the corpus against the API itself and through the edge.

One message gets one answer or one close, a refusal is a problem of the contract, and no handler
sees a request that nobody sent: hidden requests carry a trace id that must not come up in the log.
For another build than the sanitized one: LGH_BINARY=… /usr/bin/python3 -m pytest tests/fault/…
"""
import collections
import concurrent.futures
import itertools
import secrets
import socket
import ssl
import time

import corpus
import corpus_body
import corpus_framing
import corpus_head
import corpus_stream
import pytest
from harness import contract as contracts
from harness import wire
from harness.edge import Edge
from harness.stage import Play
from harness.verdict import strict_json

CASES = {made.name: made for made in itertools.chain(
    corpus_framing.CASES, corpus_head.CASES, corpus_body.CASES, corpus_stream.CASES)}
THREADS = 24
SILENCE = 1.2  # seconds after the last byte until we say that nothing more comes
PROBLEM = contracts.Validator(contracts.load()._resolve({"$ref": "#/components/schemas/Problem"}))
GOOD = wire.head_of(target="/v1/lotteries?limit=1", headers=["Connection: close"])

Outcome = collections.namedtuple("Outcome", "stream closed outer hidden good pid")


def test_corpus_is_large():
    made = sum(map(len, (corpus_framing.CASES, corpus_head.CASES, corpus_body.CASES,
                         corpus_stream.CASES)))
    assert made == len(CASES) >= 120, "a name stands for one case"
    assert len({one.data for one in CASES.values()}) == len(CASES), "two cases are the same bytes"


def read_all(connection, silence):
    """Everything until a close or silence: (stream, closed)."""
    stream = b""
    connection.settimeout(silence)
    try:
        while True:
            part = connection.recv(65536)
            if not part:
                return stream, True
            stream += part
    except TimeoutError:
        return stream, False
    except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
        return stream, True


def exchange(connect, data, silence=SILENCE):
    connection = connect()
    try:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass  # it closed while we were still talking; what it said can be read
        return read_all(connection, silence)
    finally:
        connection.close()


def run(one, connect, server):
    """Sends a case with trace ids of its own, then a good request on another connection."""
    outer, hidden = secrets.token_hex(16), secrets.token_hex(16)
    data = one.data.replace(corpus.OUTER_TRACE, outer.encode()).replace(
        corpus.HIDDEN_TRACE, hidden.encode())
    stream, closed = exchange(connect, data)
    good, _ = exchange(connect, GOOD)
    return Outcome(stream, closed, outer, hidden, good[:12], server.pid)


def run_all(connect, server):
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        begun = {name: pool.submit(run, one, connect, server) for name, one in CASES.items()}
        return {name: future.result() for name, future in begun.items()}


class Campaign:
    """The outcomes of all cases on one way, and how often each trace id was served."""

    def __init__(self, connect, server):
        self.server = server
        self.pid = server.pid
        self.outcomes = run_all(connect, server)
        time.sleep(0.3)  # the last log lines
        self.served = collections.Counter(line.get("trace_id") for line in server.log_lines()
                                          if line.get("event") == "request")


@pytest.fixture(scope="module")
def target(stage):
    """A server of its own, whose log is only about the corpus."""
    scene = Play(stage)
    yield scene.server
    scene.close()


@pytest.fixture(scope="module")
def direct(target):
    return Campaign(lambda: socket.create_connection((target.host, target.port), 10), target)


@pytest.fixture(scope="module")
def edge(target):
    """Over TLS, as everybody from outside comes; after direct, for a log is read by both."""
    before = Edge(target)
    try:
        before.wait_until_ready()
        context = before.context()
        yield Campaign(lambda: context.wrap_socket(
            socket.create_connection((before.host, before.port), 10),
            server_hostname="localhost"), target)
        assert before.is_alive(), before.log_text()[-2000:]
    finally:
        before.kill()


def is_http_2(stream):
    """Begins with a frame of settings, as HAProxy's answer to a preface does: its length differs."""
    return stream[:2] == b"\0\0" and stream[3:5] == b"\4\0"


def answers(one, outcome):
    if is_http_2(outcome.stream):
        return []
    methods = ("HEAD",) if one.data.startswith(b"HEAD ") else ()
    return wire.split(outcome.stream, methods)


def said(one, outcome):
    """The outcome in the words of the expectations."""
    statuses = [str(reply.status) for reply in answers(one, outcome)]
    if is_http_2(outcome.stream):
        statuses = ["HTTP/2"]
    return " ".join([*statuses, "closed" if outcome.closed else "open"])


def is_parser_page(reply):
    """HAProxy's own page for what is no HTTP/1 at all: it cannot be replaced, only relied upon."""
    return (reply.headers["content-type"] == "text/html" and len(reply.body) < 150
            and reply.status in (400, 408, 422))


def assert_problem(reply):
    """A refusal in the contract's form, with the contract's status for its code."""
    assert reply.headers["content-type"] == "application/problem+json", reply
    assert "x-request-id" in reply.headers, reply
    problem = strict_json(reply.body)
    assert [error.message for error in PROBLEM.iter_errors(problem)] == [], problem
    assert problem["status"] == reply.status, reply
    assert contracts.load().problems[problem["code"]]["status"] == reply.status, reply


def judge(campaign, one, expected, is_edge=False):
    outcome = campaign.outcomes[one.name]
    assert said(one, outcome) in expected.split(" | "), outcome.stream[:2000]
    for reply in answers(one, outcome):
        if reply.body and reply.status >= 400 and not (
                is_edge and outcome.closed and is_parser_page(reply)):
            assert_problem(reply)
    served = campaign.served[outcome.hidden] + campaign.served[outcome.outer]
    # A body that ended with our close is a refusal in the log that nobody could hear.
    assert served <= max(1, len(answers(one, outcome))), "something was served without an answer"
    assert campaign.served[outcome.hidden] == 0 or "404" in said(one, outcome), "it was not hidden"
    assert outcome.good == b"HTTP/1.1 200", f"afterwards: {outcome.good}"
    assert outcome.pid == campaign.pid and campaign.server.is_alive()


@pytest.mark.parametrize("name", sorted(CASES))
def test_corpus_direct(direct, name):
    one = CASES[name]
    judge(direct, one, one.direct)
    # Whoever is told keep-alive sends on; who closes says so first.
    outcome = direct.outcomes[name]
    said_to_close = [reply.headers.get("connection") == "close" for reply in answers(one, outcome)]
    assert not any(said_to_close[:-1]), outcome.stream[:2000]
    assert not said_to_close or said_to_close[-1] == outcome.closed, outcome.stream[:2000]


@pytest.mark.parametrize("name", sorted(CASES))
def test_corpus_through_the_edge(edge, name):
    one = CASES[name]
    judge(edge, one, one.edge, is_edge=True)


def test_corpus_does_not_see_earlier_clients(stage):
    """Two empty lines make Civetweb parse what an earlier client of the thread had left behind."""
    scene = Play(stage, LGH_THREADS="4")
    first = corpus.get("X: " + "y" * 600)
    aimed = b" " * (len(first) - 4) + b"\r\n\r\n"
    victims = []

    def connect():
        return socket.create_connection((scene.server.host, scene.server.port), 10)
    try:
        for _ in range(20):
            victim = secrets.token_hex(16)
            victims.append(victim)
            exchange(connect, first + corpus.HIDDEN.replace(corpus.HIDDEN_TRACE, victim.encode()),
                     0.1)
            stream, closed = exchange(connect, aimed)
            assert closed and [reply.status for reply in wire.split(stream)] == [400], stream
        served = collections.Counter(line.get("trace_id") for line in scene.server.log_lines()
                                     if line.get("status") == 404)
        assert [served[victim] for victim in victims] == [1] * len(victims)
    finally:
        scene.close()


def test_corpus_plain_bytes_on_the_tls_port(target):
    """No TLS: an alert or a close, never an answer from behind it."""
    before = Edge(target)
    try:
        before.wait_until_ready()
        for data in (corpus.get(), b"\0" * 100, b"\x16\x03\x01" + b"\xff" * 2000):
            stream, closed = exchange(
                lambda: socket.create_connection((before.host, before.port), 10), data)
            assert not stream.startswith(b"HTTP/") and (closed or len(data) > 1000), stream
        assert before.is_alive()
    finally:
        before.kill()
