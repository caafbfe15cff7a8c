"""Request lines, targets, versions, hosts and header lines."""
from corpus import HIDDEN, OUTER, ROUTE, case, get, lines

REFUSED = "400 closed"
# The next request is served where the message was whole for HAProxy and only what it said refused.
EDGE = "400 closed | 400 open | 400 404 open"
LARGE = "431 closed | 431 open | 431 404 open | 400 closed"
MENDED = EDGE + " | 200 404 open"


def first(line):
    """A request with this first line, and another one that may only follow a whole first."""
    return lines(line, "Host: x", OUTER) + HIDDEN


def host(*texts):
    return lines(f"GET {ROUTE} HTTP/1.1", *(f"Host: {text}" for text in texts), OUTER) + HIDDEN


def header(text):
    return get(text) + HIDDEN


def counted(count):
    return get(*(f"X-{number}: y" for number in range(count - 2)))


LINES = [
    *(case(f"line {line[:40]!r}", first(line), REFUSED, MENDED + " | closed") for line in (
        "", "GET", f"GET {ROUTE}", f"GET {ROUTE} ", f"GET  {ROUTE} HTTP/1.1",
        f"GET {ROUTE}  HTTP/1.1", f"GET {ROUTE} HTTP/1.1 ", f" GET {ROUTE} HTTP/1.1",
        f"\tGET {ROUTE} HTTP/1.1", f"GET\t{ROUTE} HTTP/1.1", f"GET {ROUTE}\tHTTP/1.1",
        f"GET {ROUTE} HTTP/1.1 HTTP/1.1", f"GET {ROUTE} x HTTP/1.1", f"GET\x0b{ROUTE} HTTP/1.1",
        f"GET {ROUTE} HTTP/1.1\rX: y", f"GET {ROUTE}\0 HTTP/1.1", f"G\0T {ROUTE} HTTP/1.1",
        f"get {ROUTE} HTTP/1.1", f"Get {ROUTE} HTTP/1.1", f"G@T {ROUTE} HTTP/1.1",
        f"GET{ROUTE} HTTP/1.1", f'"GET" {ROUTE} HTTP/1.1', f"\xefGET {ROUTE} HTTP/1.1",
        f"BREW {ROUTE} HTTP/1.1", f"TRACE {ROUTE} HTTP/1.1", f"{'G' * 300} {ROUTE} HTTP/1.1",
    ) if line),
    case("line with bare LF", f"GET {ROUTE} HTTP/1.1\nHost: x\n\n".encode(), REFUSED,
         "200 open | 400 closed"),
    case("line with LF, headers with CR LF",
         f"GET {ROUTE} HTTP/1.1\nHost: x\r\n\r\n".encode() + HIDDEN, REFUSED,
         "200 404 open | 400 closed"),
    case("one empty line before", b"\r\n" + get(), "200 open"),
    case("two empty lines before", b"\r\n\r\n" + get(), REFUSED, "200 open | 400 closed"),
    case("empty lines with LF before", b"\n\n" + get(), REFUSED, "200 open | 400 closed"),
    case("blanks and an empty line before", b" " * 27 + b"\r\n\r\n" + get(), REFUSED, EDGE),
    # A thread's first request may begin anywhere that malloc would let its buffer begin. Civetweb
    # then answers twice: the second answer is its refusal of what it had already overwritten.
    case("blanks of the buffer's alignment before", b" " * 12 + b"\r\n\r\n" + get(),
         "400 closed | 200 400 closed", EDGE),
    case("UTF-8 mark before", b"\xef\xbb\xbf" + get(), REFUSED, EDGE),
    case("NUL before", b"\0" + get(), REFUSED, EDGE),
    case("CONNECT", lines("CONNECT x:443 HTTP/1.1", "Host: x:443", OUTER), REFUSED,
         "400 closed | 400 open | 405 open"),
    case("CONNECT with a path", get(method="CONNECT"), "405 open", "400 closed | 405 open"),
    case("method of no route", get(method="PROPFIND"), "405 open"),
    case("OPTIONS *", get(method="OPTIONS", target="*"), "closed | 400 closed",
         "400 closed | 400 open | closed | 502 open"),
    case("HEAD", get(method="HEAD", target="/v1/nothing"), "404 open"),
    case("HEAD that is no target", get(method="HEAD", target="/v1//x"), REFUSED, "400 open"),
]

VERSIONS = [
    *(case(f"version {text!r}", first(f"GET {ROUTE} {text}"), REFUSED, MENDED)
      for text in ("HTTP/1.2", "HTTP/1.10", "HTTP/01.1", "HTTP/1.01", "HTTP/1", "HTTP/1.", "HTTP/",
                   "HTTP/2.0", "HTTP/3", "HTTP/9.9", "HTTP/1.1x", "HTTP/1,1", "HTTP /1.1",
                   "http/1.1", "HTTPS/1.1", "ICAP/1.0", "HTTP/-1.1", "HTTP/1.1\x0b", "HTTP/\xb9.1")),
    case("HTTP/0.9", f"GET {ROUTE}\r\n".encode(), "open | 400 closed", "open | 400 closed"),
    case("HTTP/0.9 and an empty line", f"GET {ROUTE}\r\n\r\n".encode(), REFUSED, EDGE),
    case("HTTP/1.0", get(version="HTTP/1.0"), "200 closed"),
    case("HTTP/1.0 keep-alive", get("Connection: keep-alive", version="HTTP/1.0"), "200 open"),
    case("HTTP/1.0 without Host", lines(f"GET {ROUTE} HTTP/1.0", OUTER), REFUSED, EDGE),
    case("HTTP/1.0 and a second request", get(version="HTTP/1.0") + HIDDEN, "200 closed"),
]

TARGETS = [
    *(case(f"target {target[:40]!r}", get(target=target) + HIDDEN, REFUSED, EDGE) for target in (
        "/v1/%2e%2e/v1/lotteries", "/v1/%2E/lotteries", "/v1/./lotteries", "/v1/x/../lotteries",
        "/..", "/.", "//v1/lotteries", "/v1//lotteries", "/v1/lotteries//", "/v1/lotteries%2f",
        "/v1%2Flotteries", "/v1/%5clotteries", "/v1\\lotteries", "/v1/%00", "/v1/lotteries%00.png",
        "/v1/lotteries#part", "/v1/lotteries?a=#b", "#", "?", "v1/lotteries", "./v1/lotteries",
        "/v1/\xe6\x96\x87", "/v1/\x7f", "/v1/lotteries?q=\xe6", "/v1/\x01", "/v1/x\x0bx",
        "x:443", "mailto:x", "ftp://x/", "http:/v1/lotteries",
        "@x/v1/lotteries", "/v1/%c0%ae%c0%ae/%2f")),
    case("target absolute", get(target="http://x/v1/lotteries") + HIDDEN, "closed | 400 closed",
         "200 404 open"),
    # HAProxy 3.0 makes "/" of it.
    case("target 'https://x'", get(target="https://x") + HIDDEN, REFUSED, EDGE + " | 404 404 open"),
    case("target absolute without a host", get(target="http:///v1/lotteries") + HIDDEN,
         "closed | 400 closed", MENDED),
    case("target absolute of another host", get(target="http://y/v1/lotteries") + HIDDEN,
         "closed | 400 closed", EDGE),
    case("target absolute with a user", get(target="http://x@y/v1/lotteries") + HIDDEN,
         "closed | 400 closed", EDGE),
    case("target long", get(target="/v1/lotteries?q=" + "x" * 5000) + HIDDEN, "431 closed", LARGE),
    case("target longer than a head", get(target="/v1/lotteries?q=" + "x" * 17000) + HIDDEN,
         "431 closed", LARGE),
    case("target with a broken escape", get(target="/v1/lotteries/%zz"), "400 open"),
    case("target with an overlong escape", get(target="/v1/lotteries/%C0%AF"), "400 open"),
    case("target escaped twice", get(target="/v1/lotteries/%252e%252e"), "404 open"),
]

HOSTS = [
    case("Host missing", lines(f"GET {ROUTE} HTTP/1.1", OUTER) + HIDDEN, REFUSED, EDGE),
    case("Host twice", host("a", "b"), REFUSED, EDGE),
    # RFC 9112, 3.2 has no exception for equal ones, HAProxy takes them for one.
    case("Host twice the same", host("x", "x"), REFUSED, "400 closed | 400 open | 200 404 open"),
    *(case(f"Host {text[:40]!r}", host(text), REFUSED, EDGE) for text in (
        "", "x y", "x/y", "x@y", "x,y", "x:", "x:y", "x:1:2", ":80", "[::1", "x#", "x?y", "x\\",
        "x%20", "x:123456", "\xe6", "x\0y", "http://x", "x" * 300)),
    *(case(f"Host {text!r}", get().replace(b"Host: x", b"Host: " + text), "200 open")
      for text in (b"[::1]", b"[::1]:8443", b"127.0.0.1:8080", b"API.example.cn", b"a_b")),
]

HEADERS = [
    *(case(f"header {text[:40]!r}", header(text), REFUSED, EDGE) for text in (
        ": y", "X : y", "X\t: y", "a(b): y", "a b: y", "a/b: y", "a@b: y", '"a": y', "a\xe9: y",
        "nonsense", "X: a\0b", "\0: y", "X\0: y", "\x01: y", "X: a\rb", "\rX: y", "X: \x01",
        "X: \x7f", "[a]: b", "a;b: c")),
    *(case(f"header {name} folded", header(text), REFUSED, MENDED)
      for name, text in (("X", "X: a\r\n b"), ("with a tab", "X: a\r\n\tb"),
                         ("with an empty line", "X: a\r\n \r\n b"), ("Y", "Y:\r\n a"))),
    *(case(f"header twice: {text[:20]!r}", get(text, text) + HIDDEN, REFUSED,
           MENDED)
      for text in ("Authorization: Bearer x", "Content-Type: application/json",
                   "Idempotency-Key: aaaaaaaaaaaaaaaa", "If-None-Match: \"x\"",
                   "If-Match: \"x\"")),
    case("header X with bytes beyond ASCII", get("X: \xe6\x96\x87"), "200 open"),
    case("header X empty", get("X:"), "200 open"),
    case("header Connection many", get("Connection: keep-alive, Host, Authorization"), "200 open"),
    case("headers 58", counted(58), "200 open", "431 open"),
    case("headers 59", counted(59), "200 open", "431 open"),
    *(case(f"headers {count}", counted(count) + HIDDEN, "431 closed", LARGE)
      for count in (60, 61, 62, 63, 64, 65, 100, 101, 102, 500)),
    case("header of 8 KB", get("X: " + "x" * 8000), "200 open"),
    case("header of 17 KB", header("X: " + "x" * 17000), "431 closed", LARGE),
    case("header of 60 KB", header("X: " + "x" * 60000), REFUSED, LARGE),
    case("header of 1 MB", header("X: " + "x" * 1000000), REFUSED + " | closed",
         LARGE + " | closed"),
    case("header name of 17 KB", header("x" * 17000 + ": y"), "431 closed", LARGE),
    case("headers of 17 KB together", get(*(f"X-{number}: " + "y" * 400 for number in range(42)))
         + HIDDEN, "431 closed", LARGE),
]

CASES = LINES + VERSIONS + TARGETS + HOSTS + HEADERS
