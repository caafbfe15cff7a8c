"""Merchants' programs are told what happens: signed, again until they take it, and nobody else is."""
import json
import time
import uuid
from datetime import timedelta

import pytest

from harness import contract as contracts
from harness import keys
from harness.city import now, wait_until
from harness.webhooks import Post, Shop, fresh

SCOPE = "webhooks:write"
Validator = contracts.Validator


def test_webhook_arrives_as_the_standard_says(city, contract):
    shop = Shop(city, types=["order.paid"], description="仓库系统")
    other = Shop(city)
    shop.tell("order.paid", order_no="2026112610000001", payable_fen=1980)
    shop.tell("voucher.redeemed")
    letter, = shop.letters()
    assert letter.is_signed(shop.secret) and not letter.is_signed(other.secret)
    assert letter.headers["content-type"] == "application/json" and "expect" not in letter.headers
    body = json.loads(letter.body)
    schema = contract.document["components"]["schemas"]["MerchantEvent"]
    Validator(schema, format_checker=contracts.formats).validate(body)
    assert body["id"] == letter.id and body["type"] == "order.paid" and body["mode"] == "live"
    assert body["data"] == {"order_no": "2026112610000001", "payable_fen": 1980}
    shop.settled(("delivered", 1, "ok"))
    # The same as whoever asks is told; two events, of which one was wanted.
    kept = shop.ask("merchant_event_get", path={"event_id": body["id"]}).must(200)
    assert kept.json() == body
    wait_until(lambda: [event["type"] for event in shop.ask("merchant_event_list").json()["items"]] == [
        "voucher.redeemed", "order.paid"])
    assert not other.states() and not city.receiver.of(other.path)


def test_webhook_of_a_real_change(city):
    """A key that is replaced is an event, in the mode of the key."""
    merchant = city.merchant()
    live, test = Shop(city, merchant=merchant), Shop(city, mode="test", merchant=merchant)
    keys.given(city, merchant.id, "test", scopes=[])
    key_id = str(city.database.value("SELECT id FROM api_keys WHERE merchant_id = %s AND scopes = '{}'",
                                     merchant.id))
    city.client.call("merchant_key_rotate", {"overlap_hours": 1}, token=city.admin(), path={
        "merchant_id": merchant.id, "api_key_id": key_id}).must(201)
    event = json.loads(test.letters()[0].body)
    assert event["type"] == "key.rotated" and event["object_id"] == key_id and event["mode"] == "test"
    assert set(event["data"]) == {"replaced_by", "expires_at"}
    assert not live.states() and not city.receiver.of(live.path)


def test_webhook_modes_do_not_see_each_other(city):
    merchant = city.merchant()
    live, test = Shop(city, merchant=merchant), Shop(city, mode="test", merchant=merchant)
    live.tell()
    test.tell(count=2)
    live.settled(("delivered", 1, "ok"))
    test.settled(*[("delivered", 1, "ok")] * 2)
    for shop, other, count in ((live, test, 1), (test, live, 2)):
        assert [one["id"] for one in shop.ask("webhook_endpoint_list").json()["items"]] == [shop.id]
        shop.ask("webhook_endpoint_get", path={"endpoint_id": other.id}).must(
            404, "webhook_endpoint_not_found")
        assert len(shop.ask("webhook_delivery_list").json()["items"]) == count
        events = shop.ask("merchant_event_list").json()["items"]
        assert {event["mode"] for event in events} == {shop.mode} and len(events) == count
        other.ask("merchant_event_get", path={"event_id": events[0]["id"]}).must(404, "event_not_found")
        period = {"from": (now() - timedelta(hours=1)).isoformat("T", "seconds"),
                  "to": (now() + timedelta(hours=1)).isoformat("T", "seconds"), "scope": "all"}
        assert shop.on("webhook_endpoint_replay", period).json() == {"deliveries": count}


FORBIDDEN = ["https://127.0.0.2/a", "https://10.0.0.1/a", "https://169.254.169.254/latest/meta-data",
             "https://[::1]/a", "https://[::ffff:127.0.0.2]:8443/a", "https://100.100.100.200/a"]
MALFORMED = ["https://localhost/a", "https://2130706433/a", "https://0x7f.0.0.1/a", "https://pos.example.cn:22/a",
             "https://u:p@pos.example.cn/a", "https://pos.example.cn/#a", "https://127.0.0.1\\@pos.example.cn/"]


def test_webhook_urls_are_judged(city):
    shop = Shop(city)
    good = city.receiver.url(fresh())
    for code, urls in (("webhook_url_forbidden", FORBIDDEN), ("webhook_url_malformed", MALFORMED)):
        for url in urls:
            shop.ask("webhook_endpoint_create", {"url": url}).must(422, code)
            shop.on("webhook_endpoint_update", {"url": url, "types": [], "status": "enabled"}, 422)
    shop.ask("webhook_endpoint_create", {"url": "http://pos.example.cn/a"}).must(422, "validation_failed")
    again = {"url": city.receiver.url(shop.path)}
    shop.ask("webhook_endpoint_create", again).must(409, "webhook_url_taken")
    other = shop.ask("webhook_endpoint_create", {"url": good}).must(201).json()
    shop.ask("webhook_endpoint_update", {**again, "types": [], "status": "enabled"},
             path={"endpoint_id": other["id"]}).must(409, "webhook_url_taken")
    for _ in range(8):
        shop.ask("webhook_endpoint_create", {"url": city.receiver.url(fresh())}).must(201)
    shop.ask("webhook_endpoint_create", {"url": city.receiver.url(fresh())}).must(409, "webhook_endpoint_limit")
    trial = keys.headers(keys.given(city, shop.merchant.id, "test"))
    city.client.call("webhook_endpoint_create", again, headers=trial).must(201)
    shop.ask("webhook_endpoint_delete", path={"endpoint_id": other["id"]}).must(204)
    shop.ask("webhook_endpoint_create", {"url": good}).must(201)  # there is room again, at the same place


def test_webhook_rotation_overlaps(city):
    shop = Shop(city)
    second = shop.on("webhook_endpoint_rotate", {"overlap_hours": 1}).json()
    assert len(second["secrets"]) == 2 and second["secrets"][0]["expires_at"] is None
    shop.tell()
    letter = shop.letters(1)[0]
    assert len(letter.signatures()) == 2
    assert letter.is_signed(shop.secret) and letter.is_signed(second["secret"])
    third = shop.on("webhook_endpoint_rotate", {"overlap_hours": 0}).json()
    shop.tell()
    letter = shop.letters(2)[1]
    assert len(letter.signatures()) == 1 and letter.is_signed(third["secret"])
    for _ in range(4):
        shop.on("webhook_endpoint_rotate", {"overlap_hours": 1})
    shop.on("webhook_endpoint_rotate", {"overlap_hours": 1}, 409)
    city.database.execute("UPDATE webhook_secrets SET expires_at = now() WHERE endpoint_id = %s"
                          " AND expires_at IS NOT NULL", shop.id)
    last = shop.on("webhook_endpoint_rotate", {"overlap_hours": 24}).json()
    assert len(last["secrets"]) == 2
    shop.tell()
    assert len(shop.letters(3)[2].signatures()) == 2


def test_webhook_secrets_are_shown_once(city, database):
    shop = Shop(city)
    key = shop.secret.removeprefix("whsec_")
    for operation in ("webhook_endpoint_get", "webhook_endpoint_ping"):
        assert key not in shop.on(operation, status=200 if operation.endswith("get") else 201).body.decode()
    assert key not in shop.ask("webhook_endpoint_list").body.decode()
    sealed = bytes(database.value("SELECT secret_sealed FROM webhook_secrets WHERE endpoint_id = %s", shop.id))
    assert shop.secret.encode() not in sealed and len(sealed) == 2 + 12 + 32 + 16


# What a receiver does, and what is written down about it.
ANSWERS = {"status-200": "ok", "status-299": "ok", "status-500": "status", "status-404": "status",
           "status-304": "status", "redirect-127.0.0.1": "status", "huge": "answer_too_large",
           "flood": "answer_too_large", "cut": "broken", "garbage": "broken", "hang": "timeout",
           "drip": "timeout"}


def test_webhook_answers_are_judged(city):
    shops = {act: Shop(city, act) for act in ANSWERS}
    began = time.monotonic()
    for shop in shops.values():
        shop.tell()
    for act, result in ANSWERS.items():
        state = "delivered" if result == "ok" else "pending"
        shops[act].settled((state, 1, result))
    assert time.monotonic() - began < 12, "nobody waits for those that hang"
    assert not city.receiver.of("ok/redirected"), "a redirect was followed"
    attempt = shops["status-500"].ask("webhook_delivery_list", query={"state": "pending"}).json()["items"][0]
    detail = shops["status-500"].ask("webhook_delivery_get", path={"delivery_id": attempt["id"]}).json()
    assert [(one["result"], one["status"]) for one in detail["attempts"]] == [("status", 500)]
    assert attempt["next_attempt_at"] > attempt["created_at"]
    shown = shops["hang"].on("webhook_endpoint_get").json()
    assert shown["failures"] == 1 and shown["failing_since"] and shown["last_success_at"] is None


def move(city, shop, url):
    """To where the API would not let it, or could not know better."""
    city.database.execute("UPDATE webhook_endpoints SET url = %s WHERE id = %s", url, shop.id)


def test_webhook_that_cannot_be_reached(city):
    """A certificate that nobody vouches for, and a port where nobody is."""
    stranger = Post()
    shops = {result: Shop(city) for result in ("tls_failed", "unreachable")}
    move(city, shops["tls_failed"], stranger.receiver.url(fresh()))
    move(city, shops["unreachable"], "https://127.0.0.1:1025/a")
    for shop in shops.values():
        shop.tell()
    for result, shop in shops.items():
        shop.settled(("pending", 1, result))
    assert not stranger.receiver.letters
    stranger.stop()


def test_webhook_name_that_leads_inside(city, post):
    """Only when it is sent turns out where a name leads: nobody is asked."""
    apart = Post("127.0.0.2", authority=post.authority)
    shop = Shop(city)
    port = post.receiver.server_address[1]
    places = [apart.receiver.url(shop.path), f"https://0.0.0.0:{port}/{shop.path}",
              f"https://[::1]:{port}/{shop.path}", "https://169.254.169.254/latest", "https://10.0.0.1/a"]
    for number, url in enumerate(places, 1):
        move(city, shop, url)
        shop.tell()
        wait_until(lambda count=number: len([1 for _, tried, _ in shop.states() if tried]) == count)
        assert {result for _, _, result in shop.states()} == {"address_forbidden"}, url
    assert apart.receiver.connections == 0 and not city.receiver.of(shop.path)
    apart.stop()


def test_webhook_is_tried_again_with_the_same_id(city):
    shop = Shop(city)
    city.receiver.plan(shop.path, "status-500", "retry-7200", "ok")
    shop.tell()
    shop.settled(("pending", 1, "status"))
    shop.hurry()
    shop.settled(("pending", 2, "status"))
    pause = city.database.value("SELECT next_at - now() FROM webhook_deliveries WHERE endpoint_id = %s", shop.id)
    assert timedelta(minutes=119) < pause <= timedelta(hours=2), "Retry-After"
    shop.hurry()
    shop.settled(("delivered", 3, "ok"))
    letters = shop.letters(3)
    assert len({letter.id for letter in letters}) == 1 and len({letter.body for letter in letters}) == 1
    assert all(letter.is_signed(shop.secret) for letter in letters)
    assert shop.on("webhook_endpoint_get").json()["failures"] == 0


def test_webhook_dead_letters_can_be_sent_again(city):
    shop = Shop(city, "status-500")
    shop.tell()
    shop.settled(("pending", 1, "status"))
    city.database.execute("UPDATE webhook_deliveries SET tries = 10 WHERE endpoint_id = %s", shop.id)
    shop.hurry()
    shop.settled(("failed", 2, "status"))
    dead, = shop.ask("webhook_delivery_list", query={"state": "failed"}).must(200).json()["items"]
    assert dead["next_attempt_at"] is None and dead["ended_at"]
    city.receiver.plan(shop.path, "ok")
    again = shop.ask("webhook_delivery_replay", path={"delivery_id": dead["id"]}).must(200).json()
    assert again["id"] == dead["id"] and again["state"] == "pending"
    shop.settled(("delivered", 3, "ok"))
    assert len({letter.id for letter in shop.letters(3)}) == 1


def test_webhook_replay_of_a_time(city):
    shop = Shop(city)
    shop.on("webhook_endpoint_update", {"url": city.receiver.url(shop.path), "types": ["order.paid"],
                                        "status": "disabled"})
    shop.tell(count=3)
    shop.tell("refund.failed")
    wait_until(lambda: len(shop.ask("merchant_event_list").json()["items"]) == 4)
    assert not shop.states()
    period = {"from": (now() - timedelta(hours=1)).isoformat("T", "seconds"),
              "to": (now() + timedelta(hours=1)).isoformat("T", "seconds"), "scope": "missed"}
    for operation, body in (("webhook_endpoint_replay", period), ("webhook_endpoint_ping", None)):
        shop.on(operation, body, 409)
    shop.on("webhook_endpoint_update", {"url": city.receiver.url(shop.path), "types": ["order.paid"],
                                        "status": "enabled"})
    assert shop.on("webhook_endpoint_replay", period).json() == {"deliveries": 3}
    shop.settled(*[("delivered", 1, "ok")] * 3)
    assert shop.on("webhook_endpoint_replay", period).json() == {"deliveries": 0}
    assert shop.on("webhook_endpoint_replay", {**period, "scope": "all"}).json() == {"deliveries": 3}
    shop.settled(*[("delivered", 2, "ok")] * 3)
    assert len(shop.letters(6)) == 6 and len({letter.id for letter in shop.letters(6)}) == 3
    backwards = {**period, "from": period["to"], "to": period["from"]}
    shop.on("webhook_endpoint_replay", backwards, 422)


def test_webhook_replay_has_a_limit(city):
    shop = Shop(city)
    city.database.execute(
        "INSERT INTO events (id, merchant_id, mode, kind, object_id, data, created_at)"
        " SELECT core.uuid7(), %s, 'live', 'order.paid', gen_random_uuid(), '{}', now() - interval '2 days'"
        " FROM generate_series(1, 10001)", shop.merchant.id)
    period = {"from": (now() - timedelta(days=3)).isoformat("T", "seconds"),
              "to": (now() - timedelta(days=1)).isoformat("T", "seconds"), "scope": "missed"}
    answer = shop.ask("webhook_endpoint_replay", period, path={"endpoint_id": shop.id})
    answer.must(422, "replay_too_large")
    assert not shop.states()


def test_webhook_gone_is_not_asked_again(city):
    shop = Shop(city, "status-410")
    shop.tell(count=6)
    wait_until(lambda: shop.on("webhook_endpoint_get").json()["status"] == "disabled")
    assert shop.on("webhook_endpoint_get").json()["disabled_reason"] == "gone"
    wait_until(lambda: {state for state, _, _ in shop.states()} == {"failed"})
    asked = len(city.receiver.of(shop.path))
    assert asked <= 4, "those that were under way together"
    assert city.database.value("SELECT count(*) FROM audit_entries WHERE object_id = %s"
                               " AND action = 'webhook_endpoint_gone'", shop.id) == 1
    shop.tell()
    wait_until(lambda: len(shop.ask("merchant_event_list").json()["items"]) == 7)
    assert len(shop.states()) == 6
    delivery = shop.ask("webhook_delivery_list").json()["items"][0]
    shop.ask("webhook_delivery_replay", path={"delivery_id": delivery["id"]}).must(
        409, "webhook_endpoint_disabled")


def test_webhook_ping_and_deletion(city):
    shop = Shop(city, types=["order.paid"])
    ping = shop.on("webhook_endpoint_ping", status=201).json()
    shop.settled(("delivered", 1, "ok"))
    assert json.loads(shop.letters()[0].body)["type"] == "webhook.ping"
    shop.on("webhook_endpoint_delete", status=204)
    shop.tell()
    detail = shop.ask("webhook_delivery_get", path={"delivery_id": ping["id"]}).must(200).json()
    assert detail["delivery"]["state"] == "delivered" and detail["attempts"][0]["status"] == 204
    for operation in ("webhook_endpoint_get", "webhook_endpoint_ping", "webhook_endpoint_delete"):
        shop.on(operation, status=404)
    assert not city.database.value("SELECT count(*) FROM webhook_secrets WHERE endpoint_id = %s", shop.id)
    wait_until(lambda: len(shop.ask("merchant_event_list").json()["items"]) == 2)
    assert len(city.receiver.of(shop.path)) == 1


def test_webhook_lists_go_page_by_page(city):
    shop = Shop(city)
    shop.tell(count=5)
    shop.settled(*[("delivered", 1, "ok")] * 5)
    for operation in ("webhook_delivery_list", "merchant_event_list"):
        seen, cursor = [], {}
        while cursor is not None:
            page = shop.ask(operation, query={"limit": "2", **cursor}).must(200).json()
            seen += [item["id"] for item in page["items"]]
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
        assert len(seen) == len(set(seen)) == 5 and seen == sorted(seen, reverse=True)
        shop.ask(operation, query={"cursor": "garbage"}).must(400, "cursor_invalid")
    unknown = {"endpoint_id": str(uuid.uuid4())}
    assert shop.ask("webhook_delivery_list", query=unknown).must(200).json()["items"] == []


def test_webhooks_of_many_are_each_delivered_once(city):
    """200 events to one place: each arrives, none twice; the order is nobody's promise."""
    shop = Shop(city)
    began = time.monotonic()
    shop.tell(count=200)
    wait_until(lambda: len(city.receiver.of(shop.path)) >= 200)
    took = time.monotonic() - began
    wait_until(lambda: {state for state, _, _ in shop.states()} == {"delivered"})
    letters = city.receiver.of(shop.path)
    assert len(letters) == len({letter.id for letter in letters}) == 200
    assert took < 15, took


@pytest.mark.parametrize("operation", ["webhook_endpoint_list", "merchant_event_list"])
def test_webhooks_need_their_scope(city, operation):
    key = keys.given(city, city.merchant().id, scopes=[s for s in keys.EVERYTHING if s != SCOPE])
    city.client.call(operation, headers=keys.headers(key)).must(403, "scope_missing")
