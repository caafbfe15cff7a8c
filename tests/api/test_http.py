"""HTTP as such: methods, caching, languages, tracing, origins."""
import re
import uuid

import pytest

from harness import contract as contracts
from harness import requests

OPERATIONS = contracts.load().operations
CACHED = sorted(name for name, operation in OPERATIONS.items()
                if operation.method == "GET" and operation.cache_seconds)
TAGGED = {name for name, operation in OPERATIONS.items()
          if "etag" in operation.responses[operation.success].headers}
READS = sorted(name for name, operation in OPERATIONS.items() if operation.method == "GET")
PATHS = sorted({operation.path for operation in OPERATIONS.values()})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def concrete(path):
    return re.sub(r"\{[^}]+\}", str(uuid.uuid4()), path)


def allowed(path):
    """The methods that the contract gives a path, with those that follow from them."""
    methods = {operation.method for operation in OPERATIONS.values() if operation.path == path}
    return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


@pytest.mark.stateless
@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_405(client, path):
    is_operator = any(operation.is_operator for operation in OPERATIONS.values()
                      if operation.path == path)
    for method in set(METHODS) - allowed(path):
        answer = client.send(method, concrete(path), is_operator=is_operator)
        answer.must(405, "method_not_allowed")
        assert set(re.split(r",\s*", answer.header("Allow"))) == allowed(path)


@pytest.mark.parametrize("target", [
    "/", "/v1", "/v1/", "/v2/me", "/V1/lotteries", "/v1/Lotteries", "/v1/lotteries/", "/v1/me/",
    "/v1/lotteriesx", "/v1/me/point", "/v1/me/points/entries/x", "/favicon.ico", "/.htpasswd",
    "/index.html", "/openapi", "/openapi.yml", "/robots.txt", "/v1/lotteries/x/draws/y",
    "/v1/orders/x/cancel/", "/v1/auth/demo/x", "/server-status", "/v1/lotteries;a=b"])
def test_unknown_paths_are_404(client, target):
    client.send("GET", target).must(404, "not_found")
    client.send("POST", target, body=b"{}", headers={"Content-Type": "application/json"}).must(404)


@pytest.mark.parametrize("name", CACHED)
def test_etag_and_not_modified(city, name):
    request = requests.valid(city, name)
    first = requests.send(city, name, request).must(200)
    tag = first.header("ETag")
    assert re.fullmatch(r'(W/)?"[^"]+"', tag)
    for value in (tag, f'"other", {tag}', "*", "W/" + tag.removeprefix("W/")):
        for method in ("GET", "HEAD"):
            answer = requests.send(city, name, request, method=method,
                                   headers={"If-None-Match": value})
            if name.startswith("spec_") or answer.status == 304:
                answer.must(304)
            assert answer.header("ETag")
    for value in ('"other"', "", '"', "garbage", tag.strip('"')[:4]):
        requests.send(city, name, request, headers={"If-None-Match": value}).must(200)


@pytest.mark.parametrize("name", sorted(set(READS) - set(CACHED) - TAGGED))
def test_answers_that_nobody_keeps_have_no_etag(city, name):
    request = requests.valid(city, name)
    answer = requests.send(city, name, request, headers={"If-None-Match": "*"}).must(200)
    assert answer.header("ETag") is None


def test_not_modified_ends_when_content_changes(city):
    product = city.product([{"stock": 5}])
    path = {"product_id": product.id}
    tag = city.client.call("product_get", path=path).must(200).header("ETag")
    city.database.execute("UPDATE skus SET price_fen = 12345 WHERE id = %s", product.sku)
    from harness.city import wait_until
    wait_until(lambda: city.client.call("product_get", path=path,
                                        headers={"If-None-Match": tag}).status == 200, 5)
    fresh = city.client.call("product_get", path=path)
    assert fresh.json()["skus"][0]["price_fen"] == 12345 and fresh.header("ETag") != tag


@pytest.mark.parametrize("name", sorted(
    name for name, operation in OPERATIONS.items() if "If-Match" in operation.parameters["header"]))
def test_odd_tags_match_nothing(city, name):
    """Nor are they a fault of ours."""
    request = requests.standing(city, name)
    for tag in ("", " ", ",", '"', '""', '"a', 'W/"a"', "**", "\xff", '"\xe6\x96"', "a" * 4000, '"a",' * 400):
        requests.send(city, name, request, headers={"If-Match": tag}).must(412, "precondition_failed")


def test_request_ids_are_unique_and_ours(client):
    """A caller cannot choose the id that our log will show."""
    ids = {client.call("lottery_list", headers={"X-Request-Id": "mine"}).header("X-Request-Id")
           for _ in range(20)}
    assert len(ids) == 20 and "mine" not in ids


def test_traceparent_is_continued(client, server):
    answer = client.call("lottery_list", headers={"traceparent": TRACE}).must(200)
    given = answer.header("traceparent")
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", given)
    assert given.split("-")[1] == TRACE.split("-")[1] and given.split("-")[2] != TRACE.split("-")[2]
    line = server.lines_of(answer.header("X-Request-Id"))[0]
    assert line["trace_id"] == TRACE.split("-")[1]


@pytest.mark.parametrize("value", [
    "", "garbage", TRACE.upper(), "ff" + TRACE[2:], TRACE[:-1], TRACE + "0",
    TRACE.replace("-", "_"),
    "00-" + "0" * 32 + "-00f067aa0ba902b7-01", TRACE[:36] + "0" * 16 + "-01", TRACE + "-extra",
    TRACE[:-2] + "zz", "x" * 300])
def test_bad_traceparent_starts_anew(client, value):
    given = client.call("lottery_list", headers={"traceparent": value}).header("traceparent")
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", given)
    assert given.split("-")[1] not in (TRACE.split("-")[1], "0" * 32)


def test_newer_traceparent_is_read_as_far_as_known(client):
    given = client.call("lottery_list", headers={"traceparent": "cc" + TRACE[2:] + "-what"})
    assert given.header("traceparent").split("-")[1] == TRACE.split("-")[1]


@pytest.mark.parametrize("accept, language", [
    (None, "zh"), ("zh-CN", "zh"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("EN-us", "en"),
    ("fr", "zh"), ("zh-CN,en;q=0.5", "zh"), ("en;q=0.2,zh;q=0.9", "zh"), ("*", "zh"), ("", "zh"),
    ("de, en;q=0.7, zh;q=0.3", "en"), ("entropy", "zh"), ("x" * 500, "zh"), (";;,,q=", "zh")])
def test_problem_language(client, accept, language):
    """The verdict checks that the title is the one of the language that the header names."""
    headers = {} if accept is None else {"Accept-Language": accept}
    answer = client.call("lottery_get", path={"lottery_id": str(uuid.uuid4())}, headers=headers)
    assert answer.must(404).header("Content-Language").startswith(language)
    assert "Accept-Language" in answer.header("Vary")


def test_field_errors_follow_the_language(client, contract):
    fields = contract.document["x-field-errors"]
    for accept, key in (("zh", "message"), ("en", "message_en")):
        answer = client.call("auth_refresh", {}, headers={"Accept-Language": accept}).must(422)
        assert answer.json()["errors"][0]["message"] == fields["required"][key]


def test_cors_preflight(client):
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST",
               "Access-Control-Request-Headers": "authorization,idempotency-key,content-type"}
    answer = client.send("OPTIONS", "/v1/orders", headers=headers).must(204)
    assert answer.header("Access-Control-Allow-Origin") == "https://a.example"
    methods = set(re.split(r",\s*", answer.header("Access-Control-Allow-Methods")))
    assert methods >= {"GET", "POST"}
    names = {name.lower() for name in re.split(
        r",\s*", answer.header("Access-Control-Allow-Headers"))}
    assert names >= {"authorization", "content-type", "idempotency-key"}
    assert answer.header("Access-Control-Allow-Credentials") is None
    assert "origin" in answer.header("Vary").lower()


def test_cors_answer(client):
    for origin in ("https://a.example", "https://b.example"):
        answer = client.call("lottery_list", headers={"Origin": origin}).must(200)
        assert answer.header("Access-Control-Allow-Origin") == origin
        exposed = answer.header("Access-Control-Expose-Headers").lower()
        assert "x-request-id" in exposed and "idempotency-replayed" in exposed
        refused = client.call("me_get", headers={"Origin": origin}).must(401)
        assert refused.header("Access-Control-Allow-Origin") == origin


@pytest.mark.parametrize("origin", [
    "https://evil.example", "http://a.example", "https://a.example.evil.example", "null",
    "https://a.example:8443", "https://A.EXAMPLE", "*", "https://xa.example", ""])
def test_cors_refuses_other_origins(client, origin):
    for method, target in (("GET", "/v1/lotteries"), ("OPTIONS", "/v1/orders")):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = client.send(method, target, headers=headers)
        assert answer.header("Access-Control-Allow-Origin") is None, answer.headers


def test_no_version_of_the_server_is_told(client):
    answer = client.call("lottery_list").must(200)
    assert "civetweb" not in str(answer.headers).lower()
    assert answer.header("X-Content-Type-Options") == "nosniff"


def test_headers_cannot_be_injected(client):
    """What a caller sends comes back in no header."""
    mark = "injected%0d%0aX-Evil:%201"
    for target in (f"/v1/lotteries?cursor={mark}", f"/v1/lotteries/{mark}", f"/{mark}",
                   f"/v1/products?q={mark}"):
        answer = client.send("GET", target)
        assert answer.header("X-Evil") is None and "njected" not in str(answer.headers)


def test_bodies_where_the_contract_has_none_are_not_read_into_effect(city):
    """auth_logout takes no body; one that is there changes nothing and breaks no framing."""
    body = city.client.call("auth_demo", {"member_no": "10000006"}).must(200).json()
    answer = city.client.send("POST", "/v1/auth/logout", body=b'{"session_id":"x"}',
                              headers={"Content-Type": "application/json"},
                              token=body["access_token"])
    assert answer.status in (204, 400), answer
    city.client.call("lottery_list").must(200)
