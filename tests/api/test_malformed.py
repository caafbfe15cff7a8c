"""Bodies that are no request at all: one clear refusal, nothing changed, the process unharmed."""
import gzip
import json

import pytest

from harness import contract as contracts
from harness import requests

OPERATIONS = contracts.load().operations
WITH_BODY = sorted(name for name, operation in OPERATIONS.items() if operation.body)
DEEP = {depth: b'{"a":' * depth + b"1" + b"}" * depth for depth in (33, 1024)}
LISTS = {depth: b"[" * depth + b"]" * depth for depth in (33, 1024, 20000)}
MALFORMED = {
    "blank": (b"  \r\n", 400), "word": (b"hello", 400),
    "form": (b"a=1&b=2", 400), "xml": (b"<a/>", 400), "NaN": (b'{"a":NaN}', 400),
    "single quotes": (b"{'a':1}", 400), "trailing comma": (b'{"a":1,}', 400),
    "comment": (b'{"a":1/*x*/}', 400), "open": (b'{"a":1', 400), "open string": (b'{"a', 400),
    "trailing garbage": (b'{"a":1} x', 400), "two values": (b"{}{}", 400),
    "second brace": (b"{}}", 400), "leading zero": (b'{"a":01}', 400),
    "lone minus": (b'{"a":-}', 400), "huge exponent": (b'{"a":1e400}', 400),
    "BOM": (b'\xef\xbb\xbf{"a":1}', 400), "UTF-16": ('{"a":1}'.encode("utf-16"), 400),
    "UTF-16LE": ('{"a":1}'.encode("utf-16-le"), 400), "UTF-32": ('{"a":1}'.encode("utf-32"), 400),
    "raw NUL": (b'{"a":"\0"}', 400), "NUL after": (b'{"a":1}\0', 400),
    "raw newline in string": (b'{"a":"\n"}', 400), "bad escape": (b'{"a":"\\x41"}', 400),
    "lone surrogate": (b'{"a":"\\ud800"}', 400), "reversed pair": (b'{"a":"\\udc00\\ud800"}', 400),
    "bare continuation": (b'{"a":"\x80"}', 400), "truncated UTF-8": (b'{"a":"\xe6\x96"}', 400),
    "overlong": (b'{"a":"\xc0\xaf"}', 400), "five bytes": (b'{"a":"\xf8\x88\x80\x80\x80"}', 400),
    "surrogate bytes": (b'{"a":"\xed\xa0\x80"}', 400), "Latin-1": (b'{"a":"\xe9"}', 400),
    "GBK": ('{"a":"连云港"}'.encode("gbk"), 400),
    "past Unicode": (b'{"a":"\xf4\x90\x80\x80"}', 400),
    "top level number": (b"1", 400), "top level string": (b'"a"', 400), "null": (b"null", 400),
}


pytestmark = [pytest.mark.usefixtures("quiet"), pytest.mark.stateless]


def post(city, name, request, body, content_type="application/json", headers=None):
    sent = {"Idempotency-Key": requests.unknown_id()} if OPERATIONS[name].needs_key else {}
    if content_type is not None:
        sent["Content-Type"] = content_type
    return city.client.send(OPERATIONS[name].method, city.client.target(name, request.path), body=body,
                            headers={**request.headers, **sent, **(headers or {})},
                            token=request.token)


@pytest.mark.parametrize("name", WITH_BODY)
def test_malformed_bodies(city, name):
    request = requests.standing(city, name)
    with city.database.unchanged():
        wrong = []
        for label, (body, status) in MALFORMED.items():
            answer = post(city, name, request, body)
            if answer.status != status:
                wrong.append(f"{label}: {answer}")
        assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", WITH_BODY)
def test_too_deep_is_400(city, name):
    request = requests.standing(city, name)
    for body in (*DEEP.values(), *LISTS.values()):
        post(city, name, request, body).must(400, "json_too_deep")
    post(city, name, request, b"[" * 60000).must(400)


@pytest.mark.parametrize("name", WITH_BODY)
def test_depth_32_is_no_fault(city, name):
    """The limit is a limit, not one below it: 32 levels are read and judged by their fields."""
    request = requests.standing(city, name)
    body = b'{"a":' + b"[" * 31 + b"]" * 31 + b"}"
    answer = post(city, name, request, body).must(422, "validation_failed")
    assert ("#/a", "unknown_property") in answer.errors
    quoted = json.dumps({"a": "[" * 100}).encode()
    post(city, name, request, quoted).must(422, "validation_failed")


@pytest.mark.parametrize("name", WITH_BODY)
def test_body_limit_is_64_kib(city, name):
    request = requests.standing(city, name)
    filler = b'{"a":"' + b"x" * (64 * 1024 - 8) + b'"}'
    assert len(filler) == 64 * 1024
    post(city, name, request, filler).must(422, "validation_failed")
    over = post(city, name, request, filler[:-2] + b'x"}').must(413, "body_too_large")
    assert (over.header("Connection") or "").lower() == "close"


@pytest.mark.parametrize("name", WITH_BODY)
def test_duplicate_keys_are_400(city, name):
    request = requests.standing(city, name)
    whole = json.dumps(request.body)
    first = next(iter(request.body))
    twice = whole[:-1] + f', "{first}": {json.dumps(request.body[first])}' + "}"
    with city.database.unchanged():
        post(city, name, request, twice.encode()).must(400, "duplicate_key")
        # The same key written with an escape is still the same key.
        escaped = twice.replace(f', "{first}"', f', "\\u{ord(first[0]):04x}{first[1:]}"')
        post(city, name, request, escaped.encode()).must(400, "duplicate_key")
        post(city, name, request, b'{"a":{"b":1,"b":2}}').must(400, "duplicate_key")


@pytest.mark.parametrize("name", WITH_BODY)
def test_nul_in_a_string_is_refused(city, name):
    """PostgreSQL cannot keep it, and C would cut the text there."""
    request = requests.standing(city, name)
    for field, value in request.body.items():
        if not isinstance(value, str):
            continue
        body = json.dumps({**request.body, field: value[:1] + "\0" + value[1:]})
        assert post(city, name, request, body.encode()).status in (400, 422)
    answer = post(city, name, request, b'{"a\\u0000b":1}')
    assert answer.status in (400, 422), answer


@pytest.mark.parametrize("name", WITH_BODY)
def test_wrong_content_type_is_415(city, name):
    request = requests.standing(city, name)
    body = json.dumps(request.body).encode()
    with city.database.unchanged():
        for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded",
                      "multipart/form-data; boundary=x", "application/jsonx", "json", "",
                      "application/json-patch+json", "application/json, text/plain"):
            post(city, name, request, body, media).must(415, "unsupported_media_type")
        post(city, name, request, body, None).must(415, "unsupported_media_type")


@pytest.mark.parametrize("media", [
    "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON",
    'application/json; charset="utf-8"'])
def test_right_content_types_are_taken(city, media):
    request = requests.valid(city, "auth_demo")
    post(city, "auth_demo", request, json.dumps(request.body).encode(), media).must(200)


@pytest.mark.parametrize("name", WITH_BODY)
def test_compressed_bodies_are_refused(city, name):
    request = requests.standing(city, name)
    answer = post(city, name, request, gzip.compress(json.dumps(request.body).encode()),
                  headers={"Content-Encoding": "gzip"})
    assert answer.status in (400, 415), answer


def test_floats_are_no_integers(city):
    """1.0 and 1e0 are refused where points or pieces are counted."""
    request = requests.valid(city, "points_grant")
    with city.database.unchanged():
        for text in ("10.0", "1e1", "1E1", "10.5", "1e-1"):
            body = json.dumps({**request.body, "points": 0}).replace('"points": 0', f'"points": {text}')
            answer = post(city, "points_grant", request, body.encode())
            answer.must(422, "validation_failed")
            assert answer.errors == [("#/points", "invalid_type")]


@pytest.mark.parametrize("name", WITH_BODY)
def test_missing_body_names_what_is_required(city, name):
    request = requests.valid(city, name)
    required = OPERATIONS[name].body.get("required", [])
    answer = post(city, name, request, b"", None)
    if required:
        answer.must(422, "validation_failed")
        assert sorted(answer.errors) == sorted((f"#/{field}", "required") for field in required)
    else:
        assert answer.status in (OPERATIONS[name].success, 422), answer


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "9" * 19,
                                    "1" + "0" * 100, "-1" + "0" * 5000, "18446744073709551617"])
def test_integers_beyond_64_bits_name_their_field(city, number):
    """Neither a wrapped value nor a refusal of the whole body: the field is named."""
    request = requests.valid(city, "points_grant")
    with city.database.unchanged():
        body = json.dumps({**request.body, "points": 0}).replace('"points": 0', f'"points": {number}')
        answer = post(city, "points_grant", request, body.encode()).must(422, "validation_failed")
        assert [place for place, _ in answer.errors] == ["#/points"]


def test_digits_in_strings_are_left_alone(city):
    """A long number inside a text is text."""
    request = requests.valid(city, "points_grant")
    reason = "单号 " + "9" * 60
    request.body["reason"] = reason
    answer = post(city, "points_grant", request, json.dumps(request.body).encode()).must(201)
    assert answer.json()["reason"] == reason


def test_bodies_where_none_belongs(city):
    """A body on GET could be the next request to another parser."""
    answer = city.client.send("GET", "/v1/lotteries", body=b"{}",
                              headers={"Content-Type": "application/json"})
    answer.must(400)
