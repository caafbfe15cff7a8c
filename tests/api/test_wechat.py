"""Signing in with WeChat, the phone number it vouches for, and the ways to sign in."""
import uuid

import pytest

from harness import mini_program, requests, tokens
from harness.mini_program import FIRST, SECOND, UNBOUND, sign_in, somebody

REFUSALS = {"errcode-40029": (401, "wechat_code_invalid"), "errcode-40163": (401, "wechat_code_invalid"),
            "errcode-40226": (403, "wechat_user_blocked"),
            "errcode-45011": (429, "wechat_rate_limited"),
            "errcode--1": (503, "wechat_unavailable"), "errcode-45009": (503, "wechat_unavailable")}


def ask(city, code, appid=FIRST):
    return city.client.call("auth_wechat", {"code": code, "appid": appid})


def me(city, signed_in):
    return city.client.call("me_get", token=signed_in["access_token"]).must(200).json()


def bind(city, signed_in, code):
    return city.client.call("me_phone_put", {"code": code}, token=signed_in["access_token"])


def identities(city, signed_in):
    answer = city.client.call("me_identity_list", token=signed_in["access_token"]).must(200)
    return answer.json()["items"]


def test_auth_wechat_first_time_makes_a_guest(city, wechat):
    code = wechat.wechat.code("someone-new-" + somebody())
    body = ask(city, code).must(200).json()
    assert body["token_type"] == "Bearer" and body["expires_in"] == 900 and body["role"] == "member"
    profile = me(city, body)
    assert profile["id"] == body["member_id"] and profile["status"] == "guest"
    assert profile["real_name"] is None and profile["phone"] is None
    assert int(profile["member_no"]) > 30000000
    city.client.call("auth_refresh", {"refresh_token": body["refresh_token"]}).must(200)


def test_auth_wechat_again_is_the_same_account(city):
    user = somebody()
    first, second = sign_in(city.client, user), sign_in(city.client, user)
    assert first["member_id"] == second["member_id"]
    sessions = {tokens.claims_of(body["access_token"])[1]["sid"] for body in (first, second)}
    assert len(sessions) == 2
    assert sign_in(city.client, somebody())["member_id"] != first["member_id"]


def test_auth_wechat_unionid_joins_the_apps_of_one_owner(city):
    user = somebody()
    first = sign_in(city.client, user, FIRST)
    assert sign_in(city.client, user, SECOND)["member_id"] == first["member_id"]
    # Of the third app nobody can tell that this is the same person.
    assert sign_in(city.client, user, UNBOUND)["member_id"] != first["member_id"]
    assert [item["appid"] for item in identities(city, first)] == [FIRST, SECOND]


def test_auth_wechat_learns_the_unionid_later(city, wechat):
    """An app that is bound to its owner's account afterwards tells the unionid from then on."""
    user = somebody()
    first = sign_in(city.client, user, UNBOUND)
    wechat.wechat.unbound.discard(UNBOUND)
    try:
        again = sign_in(city.client, user, UNBOUND)
        second = sign_in(city.client, user, SECOND)
    finally:
        wechat.wechat.unbound.add(UNBOUND)
    assert again["member_id"] == first["member_id"] == second["member_id"]


def test_auth_wechat_code_is_used_up(city, wechat):
    code = wechat.wechat.code(somebody())
    ask(city, code).must(200)
    answer = ask(city, code).must(401, "wechat_code_invalid")
    assert answer.header("WWW-Authenticate").startswith("Bearer")


def test_auth_wechat_code_of_another_kind_or_app(city, wechat):
    ask(city, wechat.wechat.code(somebody(), kind="phone")).must(401, "wechat_code_invalid")
    ask(city, wechat.wechat.code(somebody(), appid=SECOND)).must(401, "wechat_code_invalid")


def test_auth_wechat_code_is_encoded(city):
    """Whatever is in a code stays one value of the query."""
    for code in ("x&appid=" + SECOND, "x#y", "x%00y", "x+y/z==", "x\\y\"z", "../x?", "'" * 128):
        ask(city, code).must(401, "wechat_code_invalid")


@pytest.mark.parametrize("fault", sorted(REFUSALS))
def test_auth_wechat_errcodes(city, fault):
    status, code = REFUSALS[fault]
    with city.database.unchanged():
        answer = ask(city, f"fault-{fault}").must(status, code)
        if status in (429, 503):
            assert int(answer.header("Retry-After")) >= 2


def test_auth_wechat_rate_limit_of_a_user(city, wechat):
    """WeChat's own: some of them pass, then it is enough, for this user only."""
    user = "eager-" + somebody()
    for _ in range(100):
        ask(city, wechat.wechat.code(user)).must(200)
    answer = ask(city, wechat.wechat.code(user)).must(429, "wechat_rate_limited")
    assert int(answer.header("Retry-After")) >= 60
    sign_in(city.client, somebody())


def test_auth_wechat_needs_to_know_the_app(city):
    answer = city.client.call("auth_wechat", {"code": "demo-1"}).must(422, "validation_failed")
    assert answer.errors == [("#/appid", "required")]
    for appid in ("wx0000000000000000", "x", FIRST.upper()):
        answer = ask(city, "demo-1", appid).must(422, "validation_failed")
        assert answer.errors == [("#/appid", "not_in_enum")]


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_auth_wechat_of_a_stopped_account(city, status):
    user = somebody()
    member_id = sign_in(city.client, user)["member_id"]
    city.database.execute("UPDATE members SET status = %s WHERE id = %s", status, member_id)
    with city.database.unchanged():
        for appid in (FIRST, SECOND):
            ask(city, f"demo-{user}", appid).must(403, f"account_{status}")
    city.database.execute("UPDATE members SET status = 'active' WHERE id = %s", member_id)
    assert sign_in(city.client, user)["member_id"] == member_id


def test_auth_wechat_is_in_the_audit(city):
    user = somebody()
    first = sign_in(city.client, user)
    sign_in(city.client, user)
    kinds = [row[0] for row in city.database.rows(
        "SELECT object_kind FROM audit_entries WHERE action = 'auth_wechat' AND actor_id = %s"
        " ORDER BY seq", first["member_id"])]
    assert kinds == ["identity", "session", "session"]


def test_auth_wechat_tokens_name_nobody(city, wechat):
    user = somebody()
    body = sign_in(city.client, user)
    _, claims = tokens.claims_of(body["access_token"])
    said = str(claims) + str(body) + str(me(city, body)) + str(identities(city, body))
    assert wechat.wechat.openid(user, FIRST) not in said and wechat.wechat.unionid(user) not in said


def test_me_phone_put_keeps_it_sealed(city, wechat):
    user = "phone-" + somebody()
    signed_in = ask(city, wechat.wechat.code(user)).must(200).json()
    number = f"138{int(user[6:]):08d}"
    body = bind(city, signed_in, wechat.wechat.code(user, kind="phone")).must(200).json()
    shown = f"{number[:3]}****{number[7:]}"
    assert body["phone"] == shown and body["verified_at"].endswith("+08:00")
    assert me(city, signed_in)["phone"] == shown
    sealed, index, verified = city.database.row(
        "SELECT phone_sealed, phone_index, phone_verified_at FROM members WHERE id = %s",
        signed_in["member_id"])
    assert number.encode() not in bytes(sealed) and len(bytes(index)) == 32 and verified
    # Another account with the same number has the same index and another seal.
    twin = ask(city, wechat.wechat.code("twin-of-" + user)).must(200).json()
    bind(city, twin, wechat.wechat.code("twin-of-" + user, kind="phone")).must(200)
    theirs = city.database.row("SELECT phone_sealed, phone_index FROM members WHERE id = %s",
                               twin["member_id"])
    assert theirs[1] == index and theirs[0] != sealed
    entry = city.database.row("SELECT action, changes FROM audit_entries WHERE actor_id = %s"
                              " AND action = 'me_phone_put'", signed_in["member_id"])
    assert entry[1] == {"phone": [None, shown]}


def test_me_phone_put_of_another_person(city, wechat):
    """A code that WeChat gave to somebody else is worth nothing, and is used up."""
    thief, owner = somebody(), somebody()
    signed_in = sign_in(city.client, thief)
    with city.database.unchanged():
        code = wechat.wechat.code(owner, kind="phone")
        bind(city, signed_in, code).must(422, "wechat_phone_code_invalid")
    # The same person through another app: not the app of this session, so not this code.
    of_second = wechat.wechat.code(thief, kind="phone", appid=SECOND)
    bind(city, signed_in, of_second).must(422, "wechat_phone_code_invalid")


def test_me_phone_put_uses_the_sessions_app(city, wechat):
    user = somebody()
    sign_in(city.client, user, FIRST)
    signed_in = sign_in(city.client, user, SECOND)
    code = wechat.wechat.code(user, kind="phone", appid=SECOND)
    bind(city, signed_in, code).must(200)


def test_me_phone_put_foreign_number(city):
    hk = "hk-" + somebody()
    signed_in = ask(city, f"demo-{hk}").must(200).json()
    with city.database.unchanged():
        bind(city, signed_in, f"demo-phone-{hk}").must(422, "wechat_phone_foreign")
    assert me(city, signed_in)["phone"] is None


def test_me_phone_put_takes_no_login_code(city, wechat):
    user = somebody()
    signed_in = sign_in(city.client, user)
    bind(city, signed_in, wechat.wechat.code(user)).must(422, "wechat_phone_code_invalid")


def test_me_phone_put_needs_a_session_of_wechat(city):
    demo = city.client.call("auth_demo", {"member_no": "10000007"}).must(200).json()
    bind(city, demo, "demo-phone-7").must(409, "wechat_identity_missing")
    bind(city, {"access_token": city.member().token}, "demo-phone-7").must(
        409, "wechat_identity_missing")


def test_me_phone_put_after_signing_out(city):
    user = somebody()
    signed_in = sign_in(city.client, user)
    city.client.call("auth_logout", token=signed_in["access_token"]).must(204)
    bind(city, signed_in, f"demo-phone-{user}").must(409, "wechat_identity_missing")


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_me_phone_put_of_a_stopped_account(city, status):
    user = somebody()
    signed_in = sign_in(city.client, user)
    city.database.execute("UPDATE members SET status = %s WHERE id = %s", status,
                          signed_in["member_id"])
    bind(city, signed_in, f"demo-phone-{user}").must(403, f"account_{status}")


@pytest.mark.parametrize("fault", ["errcode-40029", "errcode-40003"])
def test_me_phone_put_code_invalid(city, fault):
    signed_in = sign_in(city.client, somebody())
    bind(city, signed_in, f"fault-{fault}").must(422, "wechat_phone_code_invalid")


def test_me_identity_list(city):
    user = somebody()
    first = sign_in(city.client, user, FIRST)
    second = sign_in(city.client, user, SECOND)
    of_first, of_second = identities(city, first), identities(city, second)
    assert [item["current"] for item in of_first] == [True, False]
    assert [item["current"] for item in of_second] == [False, True]
    assert {item["provider"] for item in of_first} == {"wechat"}
    assert identities(city, {"access_token": city.member().token}) == []


def test_me_identity_delete_ends_its_sessions(city):
    user = somebody()
    first = sign_in(city.client, user, FIRST)
    second = sign_in(city.client, user, SECOND)
    mine, other = identities(city, first)
    city.client.call("me_identity_delete", path={"identity_id": other["id"]},
                     token=first["access_token"]).must(204)
    city.client.call("auth_refresh", {"refresh_token": second["refresh_token"]}).must(
        401, "refresh_token_invalid")
    bind(city, second, f"demo-phone-{user}").must(409, "wechat_identity_missing")
    city.client.call("auth_refresh", {"refresh_token": first["refresh_token"]}).must(200)
    assert [item["id"] for item in identities(city, first)] == [mine["id"]]
    # Who still has the phone is the same person, and comes back by the unionid.
    assert sign_in(city.client, user, SECOND)["member_id"] == first["member_id"]


def test_me_identity_delete_not_the_last(city):
    signed_in = sign_in(city.client, somebody())
    only = identities(city, signed_in)[0]["id"]
    for _ in range(2):
        city.client.call("me_identity_delete", path={"identity_id": only},
                         token=signed_in["access_token"]).must(409, "identity_last")
    assert len(identities(city, signed_in)) == 1


def test_me_identity_delete_of_somebody_else(city):
    """Somebody else's answers like one that there never was."""
    theirs = requests.valid(city, "me_identity_delete")
    stranger = sign_in(city.client, somebody())
    answers = [city.client.call("me_identity_delete", path={"identity_id": identity_id},
                                token=stranger["access_token"]).must(404, "identity_not_found")
               for identity_id in (theirs.path["identity_id"], uuid.uuid4())]
    said = [{key: value for key, value in answer.json().items() if key != "instance"}
            for answer in answers]
    assert said[0] == said[1]
    city.client.call("me_identity_delete", path=theirs.path, token=theirs.token).must(204)
    city.client.call("me_identity_delete", path=theirs.path, token=theirs.token).must(
        404, "identity_not_found")


def test_wechat_connections_are_used_again(city, wechat):
    """One after the other, all on the connection that is warm."""
    sign_in(city.client, somebody())
    before = wechat.connections
    for _ in range(10):
        sign_in(city.client, somebody())
    assert wechat.connections - before <= 1


def test_wechat_token_is_not_fetched_for_each_call(city, wechat):
    user = somebody()
    signed_in = sign_in(city.client, user)
    bind(city, signed_in, f"demo-phone-{user}").must(200)
    before = wechat.wechat.calls["token"]
    for _ in range(5):
        bind(city, signed_in, f"demo-phone-{user}").must(200)
    assert wechat.wechat.calls["token"] == before and wechat.wechat.forced == 0


def test_wechat_is_counted(city, client):
    from harness.prometheus import grown, scrape
    before = scrape(client)
    sign_in(city.client, somebody())
    ask(city, "nothing").must(401)
    after = scrape(client)
    assert grown(before, after, "wechat_requests_total", call="session", result="ok") == 1
    assert grown(before, after, "wechat_requests_total", call="session", result="code_invalid") == 1
    assert grown(before, after, "wechat_request_duration_seconds_count", call="session") == 2
    assert mini_program.FIRST not in after
