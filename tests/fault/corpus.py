"""Raw bytes for an HTTP server, and what has to come back from the API itself and from its edge.

The classes are those of the HTTP Garden (request line, targets, lengths, chunking, folding, names,
bare delimiters) and of what Civetweb 1.15 is known to read too kindly; the bytes are our own.

An expectation is a sequence of statuses and the state of the connection afterwards:
"400 closed", "200 404 open"; "closed" alone is a close without an answer, "open" alone is silence,
for the message is not whole yet. " | " separates what is equally right. As many requests may be
served as there are answers, so an expectation says too whether what is hidden is a request.
"""
import collections

# Trace ids tell in the API's log which request was served; the runner makes them unique.
OUTER_TRACE = b"0u73r" + b"0" * 27
HIDDEN_TRACE = b"h1dd3n" + b"0" * 26
ROUTE = "/v1/lotteries?limit=1"
JSON = "Content-Type: application/json"

Case = collections.namedtuple("Case", "name data direct edge")


def case(name, data, direct, edge=None):
    return Case(name, data, direct, edge or direct)


def trace(identifier):
    return b"traceparent: 00-" + identifier + b"-00f067aa0ba902b7-01"


OUTER = trace(OUTER_TRACE).decode()


def lines(*texts, body=b""):
    """Lines with CR LF and the empty line behind them."""
    return "\r\n".join([*texts, "", ""]).encode("latin-1") + body


def get(*headers, target=ROUTE, method="GET", version="HTTP/1.1", body=b""):
    return lines(f"{method} {target} {version}", "Host: x", OUTER, *headers, body=body)


def post(*headers, body=b"{}", target="/v1/auth/demo"):
    """No Content-Length by itself: that is what most cases are about."""
    return lines(f"POST {target} HTTP/1.1", "Host: x", OUTER, JSON, *headers, body=body)


def entity(body, *headers):
    """A well-framed body."""
    return post(f"Content-Length: {len(body)}", *headers, body=body)


# What must never be served: it stands where only a wrong reader sees a request.
HIDDEN = lines("GET /v1/hidden HTTP/1.1", "Host: x", trace(HIDDEN_TRACE).decode())
