"""Requests to an edge, one at a time, and what it says in its own words."""
import http.client
import json
import socket
import ssl
import warnings

from .contract import UUID, Validator, formats
from .wire import Wire, head_of, split


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
