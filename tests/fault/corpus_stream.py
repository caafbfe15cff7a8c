"""More than one message, less than one, and other protocols."""
from corpus import HIDDEN, ROUTE, case, entity, get, post

OTHER = "400 closed"
CLIENT_HELLO = (b"\x16\x03\x01\x00\x7a\x01\x00\x00\x76\x03\x03" + bytes(range(32)) + b"\x00"
                + b"\x00\x1c" + b"\xc0\x2b\xc0\x2f" * 7 + b"\x01\x00" + b"\x00" * 49)
PROXY_2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\x7f\0\0\x01\x7f\0\0\x01\x00\x50\x00\x51"

PIPELINES = [
    case("pipeline of two", get() + get(target="/v1/nothing"), "200 404 open"),
    case("pipeline of ten", get() * 10, " ".join(["200"] * 10) + " open"),
    case("pipeline with bodies", entity(b"{}") * 3, "422 422 422 open"),
    case("pipeline with a refused body", entity(b"{") + get(), "400 200 open"),
    case("pipeline that a close ends", get("Connection: close") + HIDDEN, "200 closed"),
    case("pipeline that a refusal ends", get() + get().replace(b"Host: x\r\n", b"") + HIDDEN,
         "200 " + OTHER, "200 400 closed | 200 400 404 open"),
    case("pipeline with an empty line between", get() + b"\r\n" + get(), "200 200 open"),
    case("pipeline with garbage behind", get() + b"\x01\x02\x03\r\n\r\n", "200 400 closed"),
    case("pipeline with a NUL behind a body", entity(b"{}") + b"\0" + HIDDEN, "422 400 closed"),
]

EXPECTATIONS = [
    case("expect and body at once", entity(b"{}", "Expect: 100-continue"), "422 open"),
    case("expect without body", get("Expect: 100-continue"), "200 open"),
    case("expect with length 0", post("Content-Length: 0", "Expect: 100-continue", body=b"")
         + get(), "422 200 open"),
    case("expect and no body yet", post("Content-Length: 40", "Expect: 100-continue", body=b""),
         "open"),
    case("expect something else", entity(b"{}", "Expect: 200-ok"), "422 open | 417 open",
         "422 open | 417 closed | 417 open | 400 closed"),
    case("expect with a refused length",
         post("Content-Length: 65537", "Expect: 100-continue", body=b""), "413 closed",
         "413 closed | 413 open"),
]

UPGRADES = [
    case("upgrade to h2c", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                               "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA") + HIDDEN,
         "200 closed", "200 404 open"),
    case("upgrade to h2c with a body", entity(HIDDEN, "Connection: Upgrade", "Upgrade: h2c"),
         "400 closed", "400 open"),
    case("upgrade to a WebSocket",
         get("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==") + HIDDEN, "200 closed",
         "200 404 open"),
    case("upgrade to a WebSocket in an unknown version",
         get("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 777") + HIDDEN,
         "200 closed", "200 404 open | 400 closed"),
    case("upgrade to nothing", get("Connection: Upgrade") + HIDDEN, "200 closed", "200 404 open"),
    case("upgrade to TLS", get("Connection: Upgrade", "Upgrade: TLS/1.0") + HIDDEN, "200 closed",
         "200 404 open"),
    case("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0" + HIDDEN,
         OTHER, "HTTP/2 open | HTTP/2 closed | 400 closed"),
]

PROTOCOLS = [
    case("protocol TLS", CLIENT_HELLO, OTHER + " | open", "400 closed | closed | open"),
    case("protocol PROXY 1", b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get(), OTHER),
    case("protocol PROXY 2", PROXY_2 + get(), OTHER, "400 closed | closed"),
    case("protocol SMTP", b"HELO x\r\n\r\n", OTHER, "400 closed | closed"),
    case("protocol SSH", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", OTHER, "400 closed | closed"),
    case("protocol PostgreSQL", b"\0\0\0\x08\x04\xd2\x16\x2f" + b"\r\n\r\n", OTHER,
         "400 closed | closed"),
    case("protocol FastCGI", b"\x01\x01\0\x01\0\x08\0\0\0\x01\0\0\0\0\0\0" + b"\r\n\r\n", OTHER,
         "400 closed | closed"),
    case("protocol none, NUL bytes", b"\0" * 5000, OTHER, "400 closed | closed"),
    case("protocol none, high bytes", b"\xff" * 5000 + b"\r\n\r\n", OTHER, "400 closed | closed"),
    case("protocol none, letters", b"A" * 70000, OTHER, "open"),
    case("protocol none, empty lines", b"\r\n" * 50, OTHER + " | closed", "open | 400 closed"),
    case("protocol none, colons", b":" * 100 + b"\r\n\r\n", OTHER, "400 closed | closed"),
]

FRAGMENTS = [
    case("fragment of a method", b"GE", "open"),
    case("fragment of a line", f"GET {ROUTE} HT".encode(), "open"),
    case("fragment of a head", f"GET {ROUTE} HTTP/1.1\r\nHost: x\r\n".encode(), "open"),
    case("fragment of the last line's end", get()[:-1], "open"),
    case("fragment of a body", post("Content-Length: 100", body=b'{"member_no":"10000001"}'),
         "open"),
    case("fragment of a body that is whole JSON", post("Content-Length: 3", body=b"{}"), "open"),
    case("fragment of a body, and a request in it",
         post(f"Content-Length: {len(HIDDEN) + 10}", body=HIDDEN), "open"),
    case("nothing", b"", "open"),
]

CASES = PIPELINES + EXPECTATIONS + UPGRADES + PROTOCOLS + FRAGMENTS
