"""Signing in, rotating, signing out."""
import time
import uuid

import pytest

from harness import tokens


def sign_in(city, number=10000005):
    return city.client.call("auth_demo", {"member_no": str(number)}).must(200).json()


def refresh(city, token):
    return city.client.call("auth_refresh", {"refresh_token": token})


def forget_grace(city, token):
    """As if the token had been used a minute ago, past the grace period."""
    import hashlib
    digest = hashlib.sha256(token.encode()).digest()
    city.database.execute("UPDATE refresh_tokens SET used_at = used_at - interval '1 minute'"
                          " WHERE hash = %s", digest)


def test_auth_demo_member(city):
    for number in (10000001, "10000001", 10002000):
        body = city.client.call("auth_demo", {"member_no": number}).must(200).json()
        assert body["token_type"] == "Bearer" and body["expires_in"] == 900
        assert body["role"] == "member"
        me = city.client.call("me_get", token=body["access_token"]).must(200).json()
        assert me["member_no"] == str(number) and me["id"] == body["member_id"]


@pytest.mark.parametrize("login", ["lianyungang", "haizhou"])
def test_auth_demo_admin(city, login):
    body = city.client.call("auth_demo", {"admin": login}).must(200).json()
    assert body["role"] == "admin" and body["member_id"] is None
    city.client.call("me_get", token=body["access_token"]).must(403, "role_forbidden")


def test_auth_demo_unknown_account(city):
    for body in ({"member_no": "10002001"}, {"member_no": 19999999}, {"admin": "nobody-here"}):
        city.client.call("auth_demo", body).must(404, "account_unknown")


def test_auth_demo_neither_or_both(city):
    """The demo needs one of the two names, not none."""
    for body in ({}, {"member_no": "10000001", "admin": "haizhou"}):
        answer = city.client.call("auth_demo", body).must(422, "validation_failed")
        assert {place for place, _ in answer.errors} == {"#/member_no", "#/admin"}


def test_auth_tokens_have_the_claims_of_their_kind(city):
    body = sign_in(city)
    header, claims = tokens.claims_of(body["access_token"])
    assert header["alg"] == "HS256" and header["kid"] == "k1" and header["typ"].upper() == "JWT"
    assert claims["exp"] - claims["iat"] == 900
    assert claims["sub"] == body["member_id"] and claims["role"] == "member"
    assert {"iss", "aud", "sid"} <= set(claims)
    assert "10000005" not in str(claims), "a token names nobody"


def test_auth_refresh_rotates(city):
    first = sign_in(city)
    second = refresh(city, first["refresh_token"]).must(200).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["member_id"] == first["member_id"] and second["role"] == "member"
    city.client.call("me_get", token=second["access_token"]).must(200)
    third = refresh(city, second["refresh_token"]).must(200).json()
    assert len({body["refresh_token"] for body in (first, second, third)}) == 3
    sessions = {tokens.claims_of(body["access_token"])[1]["sid"] for body in (first, second, third)}
    assert len(sessions) == 1, "one family"


def test_auth_refresh_grace_gives_the_same_successor(city):
    """A client whose answer got lost asks again within ten seconds and is not thrown out."""
    first = sign_in(city)
    answers = [refresh(city, first["refresh_token"]).must(200).json() for _ in range(3)]
    assert len({body["refresh_token"] for body in answers}) == 1
    refresh(city, answers[0]["refresh_token"]).must(200)


def test_auth_refresh_reuse_revokes_the_family(city):
    first = sign_in(city)
    second = refresh(city, first["refresh_token"]).must(200).json()
    other = sign_in(city)
    forget_grace(city, first["refresh_token"])
    refresh(city, first["refresh_token"]).must(401, "refresh_token_reused")
    # The thief's or the owner's newest token is dead too; another device is not.
    assert refresh(city, second["refresh_token"]).status == 401
    refresh(city, other["refresh_token"]).must(200)


def test_auth_refresh_grace_ends_when_the_successor_was_used(city):
    """Both the old token and its used successor inside ten seconds: nobody needs that."""
    first = sign_in(city)
    second = refresh(city, first["refresh_token"]).must(200).json()
    refresh(city, second["refresh_token"]).must(200)
    again = refresh(city, first["refresh_token"])
    assert again.status in (200, 401), again
    if again.status == 200:
        assert again.json()["refresh_token"] == second["refresh_token"]


def test_auth_refresh_expired(city):
    import hashlib
    first = sign_in(city)
    city.database.execute(
        "UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE hash = %s",
        hashlib.sha256(first["refresh_token"].encode()).digest())
    refresh(city, first["refresh_token"]).must(401, "refresh_token_invalid")


def test_auth_refresh_invented(city):
    good = sign_in(city)["refresh_token"]
    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x" * len(good),
                  tokens.encode(uuid.uuid4().bytes * 2)):
        answer = refresh(city, token)
        assert answer.status in (401, 422), answer
    refresh(city, tokens.encode(uuid.uuid4().bytes * 2)).must(401, "refresh_token_invalid")
    # An access token is no refresh token.
    assert refresh(city, sign_in(city)["access_token"]).status in (401, 422)


def test_auth_refresh_in_parallel_gives_one_successor(city):
    from concurrent.futures import ThreadPoolExecutor
    first = sign_in(city)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(city, first["refresh_token"]), range(8)))
    city.client.close()
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    family = tokens.claims_of(first["access_token"])[1]["sid"]
    held = city.database.value("SELECT count(*) FROM refresh_tokens WHERE family_id = %s", family)
    assert held == 2


def test_auth_logout_ends_the_family(city):
    body = sign_in(city)
    answer = city.client.call("auth_logout", token=body["access_token"]).must(204)
    assert answer.body == b""
    refresh(city, body["refresh_token"]).must(401)
    # Idempotent: signing out twice is no fault.
    city.client.call("auth_logout", token=body["access_token"]).must(204)


def test_auth_logout_of_one_device_only(city):
    here, there = sign_in(city), sign_in(city)
    city.client.call("auth_logout", token=here["access_token"]).must(204)
    refresh(city, there["refresh_token"]).must(200)


def test_auth_refresh_tokens_are_hashed_at_rest(city):
    token = sign_in(city)["refresh_token"]
    found = city.database.value(
        "SELECT count(*) FROM refresh_tokens WHERE encode(hash, 'escape') LIKE %s"
        " OR hash = %s", f"%{token[:16]}%", tokens.decode(token))
    assert found == 0


def test_access_token_ends_by_itself(city, forge):
    """exp is the end, to the second and the minute of skew."""
    member = city.member()
    now = int(time.time())
    old = forge.token(member.id, "member", iat=now - 1000, nbf=now - 1000, exp=now - 100)
    city.client.call("me_get", token=old).must(401, "token_expired")
