"""HAProxy with deploy/haproxy.cfg: what it lets through and what it refuses, and in whose words."""
import http.client
import json
import ssl
import subprocess
import time

import pytest

from harness.front import (Plain, Said, ask, first, must_be_problem, raw, shake_hands,
                           versions)
from harness.wire import Wire, head_of


def curl(edge, *words, data=b""):
    """(status, HTTP version, body) of a request that curl makes."""
    done = subprocess.run(
        ["curl", "-s", "--max-time", "20", "--cacert", edge.certificate, "-w",
         "\n%{http_code} %{http_version}", *words, f"https://{edge.host}:{edge.port}/v1/orders"],
        input=data, capture_output=True, check=True)
    body, _, last = done.stdout.rpartition(b"\n")
    status, version = last.split()
    return int(status), version.decode(), body


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
