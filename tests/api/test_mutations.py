"""Each property of each request broken one way at a time: the place is named, nothing changes."""
import json
import uuid

import pytest

from harness import contract as contracts
from harness import mutations, requests, schemas

OPERATIONS = contracts.load().operations
WITH_BODY = sorted(name for name, operation in OPERATIONS.items() if operation.body)
WITH_QUERY = sorted(name for name, operation in OPERATIONS.items()
                    if operation.parameters["query"])
WITH_PATH = sorted(name for name, operation in OPERATIONS.items() if operation.parameters["path"])
WITH_KEY = sorted(name for name, operation in OPERATIONS.items() if operation.needs_key)
ERRORS_MAX = 60  # an answer names 64


pytestmark = [pytest.mark.usefixtures("quiet"), pytest.mark.stateless]


def complaint(answer, place, codes):
    """What is wrong with the answer to a broken request, or None."""
    if answer.status != 422 or answer.code != "validation_failed":
        return f"{answer.status} {answer.code}"
    said = [code for where, code in answer.errors if where == place]
    if len(said) != 1 or said[0] not in codes:
        return f"said {answer.errors}, expected {place} {sorted(codes)}"
    if len(answer.errors) != 1:
        return f"more than one error: {answer.errors}"
    return None


@pytest.mark.parametrize("name", WITH_BODY)
def test_broken_body(city, name):
    request = requests.standing(city, name)
    with city.database.unchanged():
        wrong = []
        for mutation in mutations.of_value(OPERATIONS[name].body, request.body):
            answer = requests.send(city, name, request, body=json.dumps(mutation.value))
            if mutation.place == "#":  # the body as a whole is of another type
                said = None if answer.status in (400, 422) else str(answer.status)
            else:
                said = complaint(answer, mutation.place, mutation.codes)
            wrong += [f"{mutation.label}: {said}"] if said else []
        assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", WITH_QUERY)
def test_broken_query(city, name):
    request = requests.standing(city, name)
    with city.database.unchanged():
        wrong = []
        for label, place, codes, pairs in mutations.of_query(
                OPERATIONS[name].parameters["query"], request.query):
            said = complaint(requests.send(city, name, request, query=pairs), place, codes)
            wrong += [f"{label}: {said}"] if said else []
        assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(set(WITH_KEY) & set(WITH_PATH) - set(WITH_BODY)))
def test_idempotency_key_is_for_one_path(city, name):
    """Where there is no body, the path alone tells two requests from each other."""
    request, key = requests.valid(city, name), str(uuid.uuid4())
    requests.send(city, name, request, key=key).must(request.status)
    city.imports_end()  # what one of them has begun
    elsewhere = {part: requests.unknown_id() for part in request.path}
    with city.database.unchanged():
        requests.send(city, name, request, key=key, path=elsewhere).must(422, "idempotency_key_reused")


@pytest.mark.parametrize("name", WITH_QUERY)
def test_repeated_query_parameter_is_400(city, name):
    request = requests.standing(city, name)
    for parameter in OPERATIONS[name].parameters["query"]:
        pairs = [*request.query.items(), (parameter, "1"), (parameter, "1")]
        requests.send(city, name, request, query=pairs).must(400, "malformed_query")


def test_encoded_parameter_names_are_the_same_names(city):
    """Escapes in a name neither hide a repetition nor a parameter."""
    whole = city.client.send("GET", "/v1/lotteries?%6cimit=1").must(200).json()
    assert len(whole["items"]) == 1
    city.client.send("GET", "/v1/lotteries?limit=1&%6cimit=1").must(400, "malformed_query")
    city.client.send("GET", "/v1/lotteries?%6Cimi%74=0").must(422, "validation_failed")


@pytest.mark.parametrize("name", WITH_QUERY)
def test_unknown_query_parameter_is_named(city, name):
    request = requests.standing(city, name)
    answer = requests.send(city, name, request, query={**request.query, "bogus": "1"})
    answer.must(422, "validation_failed")
    assert answer.errors == [("bogus", "unknown_property")]


def uuid_is_good(text):
    return contracts.UUID.fullmatch(text) is not None


@pytest.mark.parametrize("name", WITH_PATH)
def test_broken_path_parameter_is_404(city, name):
    request = requests.standing(city, name)
    for parameter in request.path:
        for text in ("x", "0", "not-a-uuid", requests.unknown_id(), requests.unknown_id() + "0",
                     requests.unknown_id().replace("-", ""), "%", "*", "'", "文", "a" * 300,
                     "{" + requests.unknown_id() + "}"):
            if request.things == () and uuid_is_good(text):
                continue  # a new thing's
            answer = requests.send(city, name, request, path={**request.path, parameter: text})
            assert answer.status == 404, (text, answer)


@pytest.mark.parametrize("name", WITH_KEY)
def test_idempotency_key_is_checked(city, name):
    request = requests.standing(city, name)
    with city.database.unchanged():
        requests.send(city, name, request, key=None).must(400, "idempotency_key_missing")
        for key in ("", "short", "x" * 15, "x" * 256, "has space 0123456789", "semi;colon;0123456789",
                    '"unclosed-0123456789', 'unopened-0123456789"', '"quo"te-0123456789"',
                    "comma,comma,0123456789"):
            answer = requests.send(city, name, request, key=key)
            assert answer.status == 400 and answer.code in (
                "idempotency_key_invalid", "idempotency_key_missing"), (key, answer)


@pytest.mark.parametrize("name", WITH_KEY)
def test_shortest_and_longest_key_are_taken(city, name):
    """And both times the same request with it is the same answer, another one a refusal."""
    for length in (16, 255):
        key = (requests.unknown_id() + "A.b_c:" + "x" * 255)[:length]
        request = requests.valid(city, name)
        first = requests.send(city, name, request, key=key).must(request.status)
    again = requests.send(city, name, request, key=key).must(request.status)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    other = request.body and mutations.another(OPERATIONS[name].body, request.body)
    if other is not None:
        requests.send(city, name, request, key=key, body=other).must(422, "idempotency_key_reused")


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_broken_percent_escape_in_the_query_is_400(city, name):
    """Also where an operation has no query parameter at all."""
    request = requests.standing(city, name)
    for query in ("%zz", "a=%", "a=%4", "%GG=1", "a=%ff%fe", "a=%00"):
        target = city.client.target(name, request.path) + "?" + query
        headers = dict(request.headers)
        if OPERATIONS[name].needs_key:
            headers["Idempotency-Key"] = requests.unknown_id()
        body = None
        if request.body is not None:
            body, headers["Content-Type"] = json.dumps(request.body), "application/json"
        answer = city.client.send(OPERATIONS[name].method, target, headers=headers, body=body,
                                  token=request.token,
                                  is_operator=OPERATIONS[name].is_operator)
        answer.must(400)


@pytest.mark.parametrize("name", WITH_BODY)
def test_every_error_at_once(city, name):
    """All that is wrong is said in one answer, not one thing at a time."""
    request = requests.standing(city, name)
    body = {name: [] if isinstance(value, bool) else True for name, value in request.body.items()}
    answer = requests.send(city, name, request, body={**body, "bogus": 1}).must(422)
    places = {place for place, _ in answer.errors}
    assert places >= {"#/bogus", *(f"#/{name}" for name in request.body)}, answer.errors


@pytest.mark.parametrize("name", WITH_BODY)
def test_server_owned_fields_are_refused(city, name):
    """Mass assignment: what the server decides cannot be sent, and so nothing that it tells."""
    request = requests.standing(city, name)
    owned = ("status", "role", "caller_id", "price_fen", "payable_fen", "paid_at", "balance",
             "order_id", "session_id", "request_id", "fingerprint", "idempotency_key")
    answered = OPERATIONS[name].responses[OPERATIONS[name].success].content.get("application/json")
    names = {*owned, *(schemas.property_names(answered.schema) if answered else ())}
    names = sorted(names - set(OPERATIONS[name].body["properties"]))
    for start in range(0, len(names), ERRORS_MAX):
        fields = names[start:start + ERRORS_MAX]
        answer = requests.send(city, name, request, body={**request.body, **dict.fromkeys(fields, "1")})
        answer.must(422)
        assert {(f"#/{field}", "unknown_property") for field in fields} <= set(answer.errors)
