"""Bodies that are no JSON, or more of it than anybody needs."""
from corpus import HIDDEN, case, entity, post


def nested(depth):
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


REFUSED = {
    "empty object with a comma": b"{,}",
    "open": b'{"a":1',
    "two values": b"{}{}",
    "trailing request": b"{}" + HIDDEN,
    "a request alone": HIDDEN,
    "duplicate key": b'{"member_no":"10000001","member_no":"10000002"}',
    "duplicate key, escaped": b'{"member_no":"10000001","\\u006dember_no":"10000002"}',
    "duplicate key, deep": b'{"a":{"b":1,"b":2}}',
    "UTF-8 mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-16, big end first": "{}".encode("utf-16-be"),
    "UTF-32": "{}".encode("utf-32"),
    "NUL alone": b"\0",
    "NUL behind": b"{}\0",
    "NUL in a string": b'{"member_no":"1\x000000001"}',
    "control in a string": b'{"member_no":"1\x010000001"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "surrogate": b'{"a":"\\ud800"}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "single quotes": b"{'a':1}",
    "comment": b'{/**/"a":1}',
    "number of 60,000 digits with letters": b'{"a":' + b"9" * 60000 + b"x}",
    "depth 33": nested(33),
    "depth 1024": nested(1024),
    "depth 32,000, open": b"[" * 64000,
    "depth 32,000 of objects": b'{"a":' * 12000,
    "depth hidden behind a string": b'{"a":"\\"[",' + b'"b":' + b"[" * 40 + b"]" * 40 + b"}",
    "depth hidden behind a backslash": b'{"a":"\\\\","b":' + b"[" * 40 + b"]" * 40 + b"}",
}
TAKEN = {
    "depth 10": nested(10),
    "depth 32": nested(32),
    "brackets in a string": b'{"a":"' + b"[" * 2000 + b'"}',
    "list": b"[]",
    "64 KiB": b'{"a":"' + b"x" * (65536 - 8) + b'"}',
}

CASES = [
    *(case(f"body {name}", entity(body), "400 open") for name, body in REFUSED.items()),
    *(case(f"body {name}", entity(body), "422 open") for name, body in TAKEN.items()),
    case("body escaped NUL", entity(b'{"member_no":"1\\u00000000001"}'), "400 open | 422 open"),
    case("body of 64 KiB and 1", entity(b'{"a":"' + b"x" * (65537 - 8) + b'"}'), "413 closed",
         "413 closed | 413 open"),
    case("body of depth 100,000", entity(nested(100000)), "413 closed", "413 closed | 413 open"),
    case("body of 10 MB announced", post("Content-Length: 10000000", body=b"{"), "413 closed",
         "413 closed | 413 open"),
    case("body of 2 GB announced", post("Content-Length: 2147483648", body=b"{"),
         "400 closed", "413 closed | 413 open | 400 closed | 400 open"),
    case("body of another type", post("Content-Length: 2").replace(b"application/json", b"a/b"),
         "415 open"),
    case("body of a type twice as long",
         post("Content-Length: 2").replace(b"application/json", b"application/json, a/b"),
         "415 open"),
]
