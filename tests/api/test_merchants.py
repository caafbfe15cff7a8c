"""Merchants' keys: given out once, good at once, gone at once, and written down nowhere."""
import hashlib
import json
import re
import uuid

import pytest

from harness import keys, requests, tokens
from harness import server as servers
from harness.city import wait_until
from harness.client import Client
from harness.requests import redemptions
from harness.requests.holds import code_of, fresh
from harness.requests.stores import opened
from harness.shop import Shop, parcel

ROTATION = {"overlap_hours": 1}
FORM = re.compile(r"lgh_(live|test)_[0-9A-Za-z]{36}")


@pytest.fixture
def farm(city):
    return city.merchant()


def create(city, merchant, **more):
    """A new key by the API: its body with the secret."""
    body = {"name": "仓库系统", "mode": "live", "scopes": ["orders:read"], **more.pop("body", {})}
    return city.client.call("merchant_key_create", body, path={"merchant_id": merchant.id},
                            token=city.admin(), **more)


def ask(city, key):
    return city.client.call("merchant_key_get", headers=keys.headers(key))


def path_of(made):
    return {"merchant_id": made["merchant_id"], "api_key_id": made["id"]}


def test_merchant_key_create_gives_a_key_that_works(city, farm):
    made = create(city, farm).must(201).json()
    secret = made.pop("secret")
    assert FORM.fullmatch(secret) and keys.check(secret[9:39]) == secret[39:]
    assert made["display"] == f"{secret[:12]}…{secret[-4:]}"
    told = ask(city, secret).must(200).json()
    assert told["merchant"] == {"id": farm.id, "name": farm.name}
    assert {**told["key"], "last_used_at": None} == made


def test_the_key_is_stored_nowhere(city, farm):
    """Not with itself, not with the answer that a retry gets."""
    secret = create(city, farm).must(201).json()["secret"]
    found = city.database.rows("SELECT hash FROM api_keys WHERE merchant_id = %s", farm.id)
    assert [bytes(row[0]) for row in found] == [hashlib.sha256(secret.encode()).digest()]
    for table in ("api_keys", "idempotency_keys", "audit_entries"):
        assert city.database.value(
            f"SELECT count(*) FROM {table} AS t WHERE strpos(t::text, %s) > 0", secret[9:30]) == 0


def test_the_log_knows_the_merchant_but_no_key(city, farm, server):
    """Two keys of a merchant are one caller in the log."""
    secrets = [create(city, farm).must(201).json()["secret"] for _ in range(2)]
    lines = [server.lines_of(ask(city, secret).must(200).header("X-Request-Id"))[0]
             for secret in secrets]
    assert len({line["principal"] for line in lines}) == 1 and lines[0]["principal"]
    ask(city, secrets[0][:-1] + "!").must(401)
    assert not any(secret[9:30] in server.log_text() for secret in secrets)


def test_merchant_key_create_replays_the_same_bytes(city, farm):
    key = str(uuid.uuid4())
    first, again = (create(city, farm, key=key).must(201) for _ in range(2))
    assert first.body == again.body and again.header("Idempotency-Replayed") == "true"
    assert create(city, farm, key=key, body={"name": "别的"}).must(
        422, "idempotency_key_reused").code
    other = create(city, farm, key=str(uuid.uuid4())).must(201)
    assert other.json()["secret"] != first.json()["secret"]


@pytest.mark.parametrize("rotated", [True, False])
def test_a_replay_after_the_servers_secrets_changed(city, farm, settings, contract, rotated):
    """With the old secret in second place the key is worked out again; without it, it is lost."""
    key = str(uuid.uuid4())
    first = create(city, farm, key=key).must(201).json()
    new = tokens.Keys()
    old = f"old:{tokens.encode(city.forge.keys.secrets['k1'])}"
    new_setting = f"k1:{tokens.encode(new.secrets['k1'])}"
    running = servers.Server(servers.beside(
        settings, LGH_JWT_KEYS=f"{new_setting},{old}" if rotated else new_setting))
    try:
        running.wait_until_ready()
        client = Client(contract, running.host, running.port, running.operator_port)
        forge = tokens.Forge(new, client.call("auth_demo", {"admin": "lianyungang"}).must(
            200).json()["access_token"])
        token = forge.token(city.forge.subject_of(city.admin()), "admin")
        again = client.call(
            "merchant_key_create", {"name": "仓库系统", "mode": "live", "scopes": ["orders:read"]},
            path={"merchant_id": farm.id}, token=token, key=key).must(201)
        assert again.json() == {**first, "secret": first["secret"] if rotated else None}
        client.close()
        assert running.stop() == 0
    finally:
        running.kill()


def test_merchant_key_revoke_takes_effect_at_once(city, farm):
    made = create(city, farm).must(201).json()
    ask(city, made["secret"]).must(200)
    city.client.call("merchant_key_revoke", path=path_of(made), token=city.admin()).must(200)
    refused = ask(city, made["secret"]).must(401, "api_key_invalid")
    unknown = ask(city, keys.fresh()).must(401, "api_key_invalid")
    assert {**refused.json(), "instance": ""} == {**unknown.json(), "instance": ""}
    assert refused.header("WWW-Authenticate").startswith("ApiKey ")


def test_merchant_key_rotate_overlaps(city, farm):
    old = create(city, farm).must(201).json()
    new = city.client.call("merchant_key_rotate", ROTATION, path=path_of(old),
                           token=city.admin()).must(201).json()
    assert (new["replaces"], new["scopes"], new["mode"]) == (old["id"], old["scopes"], old["mode"])
    for made in (old, new):
        ask(city, made["secret"]).must(200)
    city.client.call("merchant_key_rotate", ROTATION, path=path_of(old), token=city.admin()).must(
        409, "api_key_replaced")
    city.database.execute("UPDATE api_keys SET expires_at = now() WHERE id = %s", old["id"])
    ask(city, old["secret"]).must(401, "api_key_invalid")
    ask(city, new["secret"]).must(200)
    city.client.call("merchant_key_rotate", ROTATION, path=path_of(old), token=city.admin()).must(
        409, "api_key_ended")


def test_merchant_key_rotate_without_overlap(city, farm):
    """A test key stays one; a replay gives the new key again."""
    old = create(city, farm, body={"mode": "test"}).must(201).json()
    key = str(uuid.uuid4())
    first, again = (city.client.call("merchant_key_rotate", {"overlap_hours": 0}, key=key,
                                     path=path_of(old), token=city.admin()).must(201)
                    for _ in range(2))
    assert first.body == again.body and first.json()["secret"].startswith("lgh_test_")
    ask(city, old["secret"]).must(401, "api_key_invalid")
    assert ask(city, first.json()["secret"]).must(200).json()["key"]["mode"] == "test"


def test_as_many_keys_as_there_may_be(city, farm):
    for _ in range(20):
        keys.given(city, farm.id)
    create(city, farm).must(409, "api_key_limit")
    rotated = city.database.value("SELECT id FROM api_keys WHERE merchant_id = %s LIMIT 1", farm.id)
    city.client.call("merchant_key_rotate", ROTATION, token=city.admin(), path={
        "merchant_id": farm.id, "api_key_id": rotated}).must(409, "api_key_limit")


def test_an_end_in_the_past(city, farm):
    create(city, farm, body={"expires_at": "2020-01-01T00:00:00+08:00"}).must(422, "expiry_past")


def test_the_last_use_is_noted_once_a_minute(city, farm):
    secret = create(city, farm).must(201).json()["secret"]

    def noted():
        return city.database.value("SELECT last_used_at FROM api_keys WHERE merchant_id = %s", farm.id)
    assert noted() is None
    ask(city, secret).must(200)
    first = noted()
    ask(city, secret).must(200)
    assert first is not None and noted() == first
    city.database.execute("UPDATE api_keys SET last_used_at = now() - interval '2 minutes'"
                          " WHERE merchant_id = %s", farm.id)
    ask(city, secret).must(200)
    assert noted() > first


def test_merchant_key_list_shows_no_key(city, farm):
    """Newest first, page by page, the ended ones too."""
    made = [create(city, farm).must(201).json() for _ in range(3)]
    city.client.call("merchant_key_revoke", path=path_of(made[0]), token=city.admin()).must(200)
    page, seen = {"next_cursor": None}, []
    while not seen or page["next_cursor"]:
        query = {"limit": 2, **({"cursor": page["next_cursor"]} if page["next_cursor"] else {})}
        page = city.client.call("merchant_key_list", path={"merchant_id": farm.id}, query=query,
                                token=city.admin()).must(200).json()
        seen += page["items"]
    assert [item["id"] for item in seen] == [one["id"] for one in reversed(made)]
    assert [item["status"] for item in seen] == ["active", "active", "revoked"]
    assert not any(one["secret"][9:30] in json.dumps(seen) for one in made)


def test_a_key_is_no_token_and_a_token_no_key(city, farm):
    secret = keys.given(city, farm.id)
    city.client.call("merchant_key_get", token=secret).must(401, "api_key_missing")
    city.client.call("me_points", headers=keys.headers(secret)).must(401, "token_missing")
    city.client.call("me_points", token=secret).must(401, "token_invalid")
    ask(city, city.admin()).must(401, "api_key_invalid")


# Merchants and who works for them

def works_for(city, member):
    return {(str(merchant), role) for merchant, role in city.database.rows(
        "SELECT merchant_id, role FROM core.merchant_staff_of(%s)", member.id)}


def test_merchant_list_and_get(city):
    mark = uuid.uuid4().hex[:8]
    made = [city.merchant() for _ in range(3)]
    for one in made:
        city.database.execute("UPDATE merchants SET name = %s WHERE id = %s", f"{mark}{one.name}", one.id)
    closed = city.merchant(status="suspended")
    page = city.client.call("merchant_list", query={"q": mark.upper(), "kind": "farm", "limit": 2})
    rest = city.client.call("merchant_list", query={
        "q": mark, "limit": 2, "cursor": page.must(200).json()["next_cursor"]}).must(200).json()
    assert [item["id"] for item in page.json()["items"] + rest["items"]] == [
        one.id for one in reversed(made)]
    assert rest["next_cursor"] is None
    assert city.client.call("merchant_list", query={"q": mark, "kind": "shop"}).json()["items"] == []
    city.client.call("merchant_list", query={"cursor": "e30"}).must(400, "cursor_invalid")
    assert city.client.call("merchant_get", path={"merchant_id": made[0].id}).must(200).json()[
        "kind"] == "farm"
    for unknown in (closed.id, str(uuid.uuid4())):
        city.client.call("merchant_get", path={"merchant_id": unknown}).must(404, "merchant_not_found")


def test_merchant_staff_create_and_end(city, farm):
    member, path = city.member(), {"merchant_id": farm.id}
    body = {"member_no": member.member_no, "role": "owner"}
    made = city.client.call("merchant_staff_create", body, path=path, token=city.admin()).must(201)
    assert {**made.json(), **body, "store": None, "ended_at": None} == made.json()
    assert works_for(city, member) == {(farm.id, "owner")}
    assert city.database.value("SELECT core.roles_of(%s, NULL)", member.id) == "member merchant_staff"
    city.client.call("merchant_staff_create", body, path=path, token=city.admin()).must(
        409, "merchant_staff_exists")
    shop = opened(city, city.merchant())
    for wrong, status, code in (
            ({**body, "member_no": "99999999"}, 404, "member_not_found"),
            ({**body, "store_id": shop["id"]}, 422, "merchant_staff_misfit"),
            ({**body, "role": "clerk", "store_id": shop["id"]}, 404, "store_not_found")):
        city.client.call("merchant_staff_create", wrong, path=path, token=city.admin()).must(status, code)
    there = {**path, "staff_id": made.json()["id"]}
    city.client.call("merchant_staff_end", path={**there, "merchant_id": city.merchant().id},
                     token=city.admin()).must(404, "merchant_staff_not_found")
    ended, again = (city.client.call("merchant_staff_end", path=there, token=city.admin()).must(200)
                    for _ in range(2))
    assert ended.body == again.body and ended.json()["ended_at"]
    assert works_for(city, member) == set()
    assert city.database.value("SELECT core.roles_of(%s, NULL)", member.id) == "member"
    city.client.call("merchant_staff_create", body, path=path, token=city.admin()).must(201)
    page = city.client.call("merchant_staff_list", path=path, query={"limit": 1}, token=city.admin())
    assert page.must(200).json()["items"][0]["ended_at"] is None
    rest = city.client.call("merchant_staff_list", path=path, token=city.admin(), query={
        "cursor": page.json()["next_cursor"]}).must(200).json()
    assert rest["items"] == [ended.json()]
    city.client.call("merchant_staff_list", path=path, token=city.admin(),
                     query={"cursor": "e30"}).must(400, "cursor_invalid")
    assert [row[0] for row in city.database.rows(
        "SELECT action FROM audit_entries WHERE object_id = %s ORDER BY seq", ended.json()["id"])] == [
            "merchant_staff_create", "merchant_staff_end"]


def test_whoever_may_not_act_works_nowhere(city, farm):
    """Suspended members and merchants; a role given by the union counts as an owner's."""
    member = city.member()
    city.database.execute("INSERT INTO role_grants (member_id, role, merchant_id)"
                          " VALUES (%s, 'merchant_staff', %s)", member.id, farm.id)
    assert works_for(city, member) == {(farm.id, "owner")}
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", member.id)
    assert works_for(city, member) == set()
    city.database.execute("UPDATE members SET status = 'active' WHERE id = %s", member.id)
    city.database.execute("UPDATE merchants SET status = 'suspended' WHERE id = %s", farm.id)
    assert works_for(city, member) == set()


def test_lists_of_a_test_key_have_nothing_live(city):
    """Whatever live keys of the same merchant have sold, held and redeemed."""
    shop, member = Shop(city), city.member(1000)
    shop.refund(member, shop.sold(member), [1]).must(201)
    shop.discount(1000, 100).must(201)
    shop.ask("points_hold_create", {"code": code_of(city, member, 10), "points": 10, "reference": fresh(),
                                    "expires_in_s": 86400}).must(201)
    shop.ask("merchant_redeem", {"token": redemptions.shown(city), "bill_fen": 12800}).must(201)
    city.database.execute("SELECT core.settlement_close(%s, '2001-01-01', NULL)", shop.merchant.id)
    trial = keys.headers(keys.given(city, shop.merchant.id, "test"))
    for operation in ("merchant_product_list", "merchant_order_list", "merchant_refund_list", "merchant_discount_list",
                      "points_hold_list", "merchant_redemption_list", "settlement_list", "merchant_event_list"):
        wait_until(lambda name=operation: shop.ask(name).must(200).json()["items"])  # events come a moment later
        assert city.client.call(operation, headers=trial).must(200).json()["items"] == [], operation
    assert shop.skus[0] in shop.ask("merchant_stock_export").must(200).body.decode()
    assert shop.skus[0] not in city.client.call("merchant_stock_export", headers=trial).must(200).body.decode()


def test_idempotency_keys_of_both_modes_are_apart(city):
    """What a trial was told under a key is not the answer to the real request under the same one, nor the reverse."""
    shop, key = Shop(city), str(uuid.uuid4())
    order = shop.sold(city.member(100), address=requests.address())
    live, test = (keys.headers(given) for given in (shop.key, keys.given(city, shop.merchant.id, "test")))
    ship = lambda headers: city.client.call(
        "merchant_order_ship", {"parcels": [parcel()]}, path={"order_id": order["id"]}, headers=headers, key=key)
    refused = ship(test).must(404, "order_not_found")
    sent = ship(live).must(200)
    assert ship(live).must(200).body == sent.body
    again = ship(test).must(404, "order_not_found")
    assert again.header("Idempotency-Replayed") == "true" and again.json() == refused.json()
