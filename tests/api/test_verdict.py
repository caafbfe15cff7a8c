"""The judge itself: each planted fault in an answer must be found."""
import http.client
import io
import json

import pytest

from harness import contract as contracts
from harness import mutations
from harness.client import Answer
from harness.verdict import ContractError, judge

pytestmark = pytest.mark.stateless

ID = "01a1fbb9-7dc0-7aa0-9c11-7e6d5c4b3a29"


class Stream:
    """What http.client reads an answer from."""

    def __init__(self, data):
        self.data = data

    def makefile(self, *_):
        return io.BytesIO(self.data)


def answer(status, headers, body, method="GET", target="/v1/me/points"):
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers)]
    data = "\r\n".join([*lines, "", ""]).encode() + body
    response = http.client.HTTPResponse(Stream(data), method=method)
    response.begin()
    return Answer(method, target, response, body, 0.0)


def points(**changes):
    body = {"available": 1, "held": 0, "pending": 0, "debt": 0, "expiring": [], **changes}
    return json.dumps({name: value for name, value in body.items() if value is not None}).encode()


def problem(code="token_missing", **changes):
    text = contracts.load().problems[code]
    body = {"type": "urn:x", "title": text["title"], "status": text["status"], "code": code,
            "detail": text["detail"], "instance": f"urn:uuid:{ID}", **changes}
    return json.dumps(body).encode()


def headers(body, *more, media="application/json", drop=()):
    found = [("X-Request-Id", ID), ("Content-Type", media), ("Cache-Control", "private, no-store"),
             ("Content-Length", str(len(body))), *more]
    return [pair for pair in found if pair[0] not in drop]


def refusal_headers(body, *more, drop=()):
    more = (("Content-Language", "zh-CN"), ("WWW-Authenticate", "Bearer realm=x"), *more)
    return headers(body, *more, media="application/problem+json", drop=drop)


def verdict(given):
    contract = contracts.load()
    judge(contract, contract.find(given.method, given.target), given)


def test_right_answers_pass():
    verdict(answer(200, headers(points()), points()))
    verdict(answer(401, refusal_headers(problem()), problem()))


@pytest.mark.parametrize("body", [
    points(available=-1), points(available=1.0), points(available="1"), points(held=None),
    points(extra=1), points(expiring=[{"points": 1}]), points(expiring=[
        {"points": 1, "expires_at": "tomorrow"}]), b"{}", b"", b"[]", b"{", b'{"available":NaN}',
    points()[:-1] + b',"debt":0}', points(available=True)])
def test_wrong_bodies_are_found(body):
    with pytest.raises(ContractError):
        verdict(answer(200, headers(body), body))


@pytest.mark.parametrize("name", ["X-Request-Id", "Content-Type", "Cache-Control"])
def test_missing_headers_are_found(name):
    with pytest.raises(ContractError):
        verdict(answer(200, headers(points(), drop=(name,)), points()))


@pytest.mark.parametrize("more", [
    ("X-Request-Id", ID), ("Cache-Control", "public"), ("ETag", '"a"')])
def test_repeated_headers_are_found(more):
    with pytest.raises(ContractError):
        verdict(answer(200, headers(points(), more), points()))


@pytest.mark.parametrize("status", [201, 204, 302, 404, 409, 500])
def test_undeclared_statuses_are_found(status):
    body = b"" if status == 204 else points()
    with pytest.raises(ContractError):
        verdict(answer(status, headers(body), body))


def test_public_cache_for_personal_answers_is_found():
    found = headers(points(), ("Cache-Control", "public, max-age=1"), drop=("Cache-Control",))
    with pytest.raises(ContractError):
        verdict(answer(200, [*found], points()))


@pytest.mark.parametrize("body", [
    problem(status=400), problem(title="Anders"),
    problem(detail="ERROR: relation \"core.members\""), problem(instance="urn:uuid:other"),
    problem(extra=1), problem(code="role_forbidden")])
def test_wrong_problems_are_found(body):
    with pytest.raises(ContractError):
        verdict(answer(401, refusal_headers(body), body))


@pytest.mark.parametrize("name", ["Content-Language", "WWW-Authenticate", "X-Request-Id"])
def test_missing_headers_of_problems_are_found(name):
    with pytest.raises(ContractError):
        verdict(answer(401, refusal_headers(problem(), drop=(name,)), problem()))


def test_shapes_allow_what_the_schemas_allow():
    """All examples, and of all that one can break in them only what jsonschema takes, too."""
    contract = contracts.load()
    examples = {}  # one of each body
    for item in contract._resolve(contract.document["paths"]).values():
        for method in item.keys() & set(contracts.METHODS):
            for answer in item[method]["responses"].values():
                for body in answer.get("content", {}).values():
                    for example in body["examples"].values():
                        examples[id(body["schema"])] = body["schema"], example["value"]
    broken = 0
    for schema, example in examples.values():
        shape, full = contracts.Shape(schema), contracts.validator(schema)
        assert shape.complaint(example) is None
        for mutation in mutations.of_value(schema, example):
            if shape.allows(mutation.value):
                assert full.is_valid(mutation.value), mutation.label
            else:
                broken += 1
    assert broken > 10000


def test_unavailable_needs_retry_after():
    body = problem("database_unavailable")
    verdict(answer(503, refusal_headers(body, ("Retry-After", "1")), body))
    with pytest.raises(ContractError):
        verdict(answer(503, refusal_headers(body), body))


def test_coverage_judges_both_ways(tmp_path):
    """A pair that nothing meets fails, and so does a listed pair that something met; refusals like statuses."""
    contract = contracts.Contract()
    contract.reached, contract.refusals = contract.declared(), contract.declared_refusals()
    for kind, listing in (("reached", tmp_path / "unreached.txt"), ("refusals", tmp_path / "unanswered.txt")):
        pairs = sorted(getattr(contract, kind))

        def judge(met, listed, kind=kind, listing=listing):
            for path in (tmp_path / "unreached.txt", tmp_path / "unanswered.txt"):
                path.write_text("# nothing\n", encoding="utf-8")
            listing.write_text(f"# why\n{listed[0]} {listed[1]} # so\n", encoding="utf-8")
            setattr(contract, kind, set(met))
            return contract.judge(tmp_path / "unreached.txt", tmp_path / "unanswered.txt")
        assert judge(pairs[1:], pairs[0]) == []
        assert judge(pairs[2:], pairs[0]) == [f"no test meets {pairs[1][0]} {pairs[1][1]}"]
        assert judge(pairs, pairs[0]) == [f"{pairs[0][0]} {pairs[0][1]} is met: take it off {listing.name}"]
        unknown, = judge(pairs, ("no_such_operation", 200))
        assert unknown == f"{listing.name} lists no_such_operation 200, which the contract does not declare"
