"""Who may call what: every operation with every kind of bad token, straight from the contract."""
import uuid

import pytest

from harness import contract as contracts
from harness import keys, matrix, requests

OPERATIONS = contracts.load().operations
SECURED = sorted(name for name, operation in OPERATIONS.items() if operation.roles)
KEYED = sorted(name for name, operation in OPERATIONS.items() if operation.scopes is not None)
PUBLIC = sorted(set(OPERATIONS) - set(SECURED) - set(KEYED))

pytestmark = pytest.mark.usefixtures("quiet")


def test_every_operation_has_a_valid_request():
    assert sorted(requests.VALID) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_valid_request_succeeds(city, name):
    request = requests.valid(city, name)
    answer = requests.send(city, name, request).must(request.status)
    assert request.status in OPERATIONS[name].responses
    if answer.media == "application/json":
        assert "null" != answer.body.decode()


def said(answer):
    """An answer but for what differs from one request to the next."""
    return answer.status, {key: value for key, value in answer.json().items() if key != "instance"}


def complaint(city, name, request, cell):
    """What is wrong with the answer to a caller who must get nothing, or None."""
    answer = requests.send(city, name, request, **cell.credentials())
    if cell.verdict == "hidden":
        good = answer.status == 200 and str(request.shows) not in answer.body.decode()
    elif cell.verdict == "unknown":
        parts = matrix.unknown(OPERATIONS[name], request)
        nothing = requests.send(city, name, request, **cell.credentials(), **parts)
        good = answer.status == 404 and said(answer) == said(nothing)
        answer = answer if answer.status != 404 else (answer, nothing)
    else:
        good = (answer.status, answer.code) == cell.verdict
    matrix.judged["refused"] += 1
    return None if good else f"{cell.label}: must be {cell.verdict}, but {answer}"


@pytest.mark.parametrize("name", sorted(SECURED + KEYED))
def test_refused_callers(city, name):
    """Each gets the refusal that the contract says, and changes nothing."""
    operation = OPERATIONS[name]
    request = requests.valid(city, name)
    unsaid = matrix.complaint_about(operation, request)
    assert unsaid is None, unsaid
    cells = matrix.refused(city, operation, request) if operation.roles else []
    cells += keys.refused(city, operation, request) if operation.scopes is not None else []
    assert request.shows is None or str(request.shows) in requests.send(
        city, name, request).must(request.status).body.decode(), "what shows says is not shown"
    # These keep the answer, whatever it is, and count who tried.
    with city.database.unchanged(("idempotency_keys", "sign_in_failures")):
        wrong = [said for said in (complaint(city, name, request, cell) for cell in cells) if said]
        assert not wrong, "\n".join(wrong)


@pytest.mark.stateless  # but for the request's own, and that is what a valid one leaves, above
@pytest.mark.parametrize("name", SECURED)
def test_allowed_callers(city, name):
    """Everybody who has a role that the contract names and covers the thing may do it."""
    operation = OPERATIONS[name]
    for label, token in matrix.allowed(city, operation, requests.valid(city, name)):
        request = requests.valid(city, name)
        if label == "merchant_staff" and "merchant_id" in request.path:
            token = city.keeper(label, request.path["merchant_id"])
        if label == "station_keeper" and "station_id" in request.path:
            token = city.keeper(label, request.path["station_id"])
        answer = requests.send(city, name, request, token=token)
        assert answer.status == request.status, (label, answer)
        matrix.judged["allowed"] += 1


@pytest.mark.stateless
@pytest.mark.parametrize("name", SECURED)
def test_challenge(city, name):
    """RFC 6750, 3: no error is told to whoever has not tried, invalid_token to whoever has."""
    request = requests.standing(city, name)
    challenge = requests.send(city, name, request, token=None).header("WWW-Authenticate")
    assert challenge.startswith("Bearer") and "error=" not in challenge, challenge
    answer = requests.send(city, name, request, token="garbage").must(401)
    assert 'error="invalid_token"' in answer.header("WWW-Authenticate")


@pytest.mark.stateless
def test_every_counterfeit_is_401(city, forge):
    """All of them; the matrix asks every operation with some."""
    for label, (token, code) in forge.counterfeits(uuid.uuid4(), "member").items():
        answer = city.client.call("me_get", token=token)
        assert (answer.status, answer.code) == (401, code), (label, answer)


@pytest.mark.stateless
@pytest.mark.parametrize("name", SECURED)
def test_other_schemes_are_401(city, forge, name):
    request = requests.standing(city, name)
    good = forge.token(uuid.uuid4(), OPERATIONS[name].roles[0])
    for value in ("", "Bearer", "Bearer ", f"Basic {good}", f"Token {good}", good,
                  f"Bearer {good} x", f"Bearer {good},{good}", f"Bearer{good}"):
        answer = requests.send(city, name, request, token=None, headers={"Authorization": value})
        assert answer.status == 401, (value, answer)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_operations_do_not_mind_a_token(city, name):
    request = requests.valid(city, name)
    requests.send(city, name, request, token="garbage").must(request.status)


def test_second_key_verifies(city, forge):
    """Rotation: the second key of LGH_JWT_KEYS still opens what it signed."""
    member = city.member()
    token = forge.sign(forge.claims(member.id, "member"), header={"kid": "k2"})
    city.client.call("me_points", token=token).must(200)


def test_scheme_is_case_insensitive(city):
    headers = {"Authorization": f"bearer {city.member().token}"}
    city.client.call("me_points", headers=headers).must(200)


@pytest.mark.stateless
def test_token_in_the_query_is_not_a_token(city):
    token = city.member().token
    city.client.send("GET", f"/v1/me/points?access_token={token}").must(401, "token_missing")


def test_nbf_may_be_a_minute_ahead(city, forge):
    """Clocks differ: 60 s of skew are allowed, no more."""
    import time
    member = city.member()
    soon = forge.token(member.id, "member", nbf=int(time.time()) + 30)
    city.client.call("me_points", token=soon).must(200)
    late = forge.token(member.id, "member", nbf=int(time.time()) + 300)
    city.client.call("me_points", token=late).must(401, "token_invalid")


def test_token_of_nobody_has_nothing(city, forge):
    """A validly signed token for a member that does not exist finds nothing and breaks nothing."""
    token = forge.token(uuid.uuid4(), "member")
    city.client.call("me_get", token=token).must(404, "member_unknown")
    product = city.product()
    answer = city.client.call("order_create", {"items": [{"sku_id": product.sku, "quantity": 1}]},
                              token=token)
    assert 400 <= answer.status < 500, answer
    answer = city.client.call("lottery_draw", {}, path={"lottery_id": city.lottery().id},
                              token=token)
    assert 400 <= answer.status < 500, answer
