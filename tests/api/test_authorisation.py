"""Who may call what: every operation with every kind of bad token, straight from the contract."""
import uuid

import pytest

from harness import contract as contracts
from harness import requests

OPERATIONS = contracts.load().operations
SECURED = sorted(name for name, operation in OPERATIONS.items() if operation.roles)
PUBLIC = sorted(name for name, operation in OPERATIONS.items() if not operation.roles)
ROLES = ("member", "admin", "auditor")

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


@pytest.mark.parametrize("name", SECURED)
def test_no_token_is_401(city, name):
    request = requests.valid(city, name)
    answer = requests.send(city, name, request, token=None).must(401, "token_missing")
    challenge = answer.header("WWW-Authenticate")
    assert challenge.startswith("Bearer") and "error=" not in challenge, challenge


@pytest.mark.parametrize("name", SECURED)
def test_counterfeit_tokens_are_401(city, forge, name):
    request = requests.valid(city, name)
    role = OPERATIONS[name].roles[0]
    for label, (token, code) in forge.counterfeits(uuid.uuid4(), role).items():
        answer = requests.send(city, name, request, token=token)
        assert (answer.status, answer.code) == (401, code), (label, answer)
        assert 'error="invalid_token"' in answer.header("WWW-Authenticate"), label


@pytest.mark.parametrize("name", SECURED)
def test_other_schemes_are_401(city, forge, name):
    request = requests.valid(city, name)
    good = forge.token(uuid.uuid4(), OPERATIONS[name].roles[0])
    for value in ("", "Bearer", "Bearer ", f"Basic {good}", f"Token {good}", good,
                  f"Bearer {good} x", f"Bearer {good},{good}", f"Bearer{good}"):
        answer = requests.send(city, name, request, token=None, headers={"Authorization": value})
        assert answer.status == 401, (value, answer)


@pytest.mark.parametrize("name", SECURED)
def test_wrong_role_is_403(city, forge, name):
    request = requests.valid(city, name)
    roles = OPERATIONS[name].roles
    for role in set(ROLES) - set(roles):
        subject = forge.token(uuid.uuid4(), role)
        requests.send(city, name, request, token=subject).must(403, "role_forbidden")


@pytest.mark.parametrize("name", SECURED)
def test_refused_callers_change_nothing(city, forge, name):
    request = requests.valid(city, name)
    wrong = sorted(set(ROLES) - set(OPERATIONS[name].roles))
    expired = forge.counterfeits()["expired"][0]
    before = city.database.digest()
    for token in (None, "garbage", expired, *(forge.token(uuid.uuid4(), role) for role in wrong)):
        assert requests.send(city, name, request, token=token).status in (401, 403)
    assert city.database.digest() == before


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


def test_another_members_order_is_unknown(city):
    """Someone else's order answers exactly like one that does not exist."""
    _, order = requests.order_of(city)
    stranger = city.member(100)
    for name in ("order_get", "order_cancel"):
        theirs = city.client.call(name, path={"order_id": order["id"]}, token=stranger.token)
        nobodys = city.client.call(name, path={"order_id": requests.unknown_id()},
                                   token=stranger.token)
        theirs.must(404, "order_not_found")
        said = [{key: value for key, value in answer.json().items() if key != "instance"}
                for answer in (theirs, nobodys)]
        assert said[0] == said[1]


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
