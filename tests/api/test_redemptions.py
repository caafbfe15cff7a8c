"""Redemptions: a voucher is used at a till once for each code, within limits, and can be taken back."""
import uuid
from collections import Counter as Count

import pytest

from harness import keys
from harness.requests import vouchers
from harness.requests.holds import fresh
from harness.requests.redemptions import Counter, Trial, shown, store


def money(city, voucher_id):
    """(committed, spent) of the budget of a voucher's template."""
    return city.database.row(
        "SELECT b.committed, b.spent FROM vouchers AS v JOIN voucher_templates AS t ON t.id = v.template_id"
        " JOIN budgets AS b ON b.id = t.budget_id WHERE v.id = %s", voucher_id)


def seen(city, member, voucher_id):
    return city.client.call("me_voucher_get", path={"voucher_id": voucher_id}, token=member.token).must(200).json()


def test_merchant_redeem_discount(city):
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city, None, vouchers.rules(city, tiers=[vouchers.tier(3000, 2, 10000)]))
    token = vouchers.token(city, member, voucher_id)
    plan = counter.preview(token, 12800).must(200).json()
    assert (plan["value_fen"], plan["due_fen"], plan["left_fen"]) == (3000, 9800, 3000)
    made = counter.redeem(token, 12800, reference=fresh()).must(201).json()
    assert (made["value_fen"], made["due_fen"], made["store"]) == (3000, 9800, None)
    assert money(city, voucher_id) == (3000, 3000)
    counter.redeem(token, 12800).must(404, "voucher_code_invalid")
    body = seen(city, member, voucher_id)
    assert (body["state"], body["left_fen"], body["uses_left"]) == ("redeemed", 0, 0)
    assert [(one["id"], one["amount_fen"]) for one in body["uses_made"]] == [(made["id"], 3000)]


@pytest.mark.parametrize("way", ["redeem", "preview", "lock"])
def test_what_a_purchase_lacks_is_the_same_for_every_way_of_a_till(city, way):
    """And the code is as good as before."""
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city, None, vouchers.rules(city, tiers=[vouchers.tier(3000, 2, 10000)]))
    token = vouchers.token(city, member, voucher_id)
    ask = getattr(counter, way)
    ask(token).must(409, "bill_required")
    ask(token, 9999).must(409, "threshold_not_reached")
    ask(shown(city, vouchers.rules(city, category="水果")), 12800).must(409, "voucher_for_orders")
    assert seen(city, member, voucher_id)["state"] == "issued"
    counter.redeem(token, 12800).must(201)


def test_merchant_redeem_releases_what_a_small_bill_leaves(city):
    """2,000 of 3,000: the rest goes back to the budget, and with the reversal to the voucher."""
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city, None, vouchers.rules(city, tiers=[vouchers.tier(3000, 1, 0)]))
    made = counter.redeem(vouchers.token(city, member, voucher_id), 2000).must(201).json()
    assert (made["value_fen"], made["due_fen"]) == (2000, 0) and money(city, voucher_id) == (0, 2000)
    counter.reverse(made["id"]).must(200)
    assert money(city, voucher_id) == (3000, 0)
    assert seen(city, member, voucher_id)["left_fen"] == 3000


def test_merchant_redeem_amount_until_it_is_used_up(city):
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city, None, vouchers.amount(city, 1000, 1))
    for bill, value, left in ((400, 400, 600), (700, 600, 0)):
        made = counter.redeem(vouchers.token(city, member, voucher_id), bill).must(201).json()
        assert (made["value_fen"], made["due_fen"]) == (value, bill - value)
        assert seen(city, member, voucher_id)["left_fen"] == left
    assert seen(city, member, voucher_id)["state"] == "redeemed" and money(city, voucher_id) == (0, 1000)


def test_merchant_redeem_exchange_use_by_use(city):
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city, None, vouchers.exchange(city, 500, 1, uses=2))
    first = vouchers.token(city, member, voucher_id)
    made = counter.redeem(first).must(201).json()
    assert (made["value_fen"], made["bill_fen"], made["due_fen"]) == (500, None, None)
    counter.redeem(first).must(404, "voucher_code_invalid")
    counter.redeem(vouchers.token(city, member, voucher_id)).must(201)
    assert seen(city, member, voucher_id)["state"] == "redeemed" and money(city, voucher_id) == (0, 1000)


def test_merchant_redeem_of_a_sold_voucher_costs_the_union_nothing(city):
    counter = Counter(city)
    product_id = city.database.value(
        "INSERT INTO products (merchant_id, name, zone, category) VALUES (%s, %s, 'farm', '采摘') RETURNING id",
        counter.merchant.id, f"海州西瓜采摘券 {uuid.uuid4().hex[:8]}")
    sku_id = str(city.database.value(
        "INSERT INTO skus (product_id, name, price_fen, received, on_hand) VALUES (%s, '单人', 5000, 9, 9)"
        " RETURNING id", product_id))
    member = city.member()
    wanted = vouchers.exchange(city, 0, 100, funding="sale", budget_id=None, is_claimable=False,
                               merchant_id=counter.merchant.id, sku_id=sku_id)
    order_id, _ = vouchers.bought(city, member, wanted, 3)
    items = city.client.call("me_vouchers", token=member.token).must(200).json()["items"]
    assert [(item["source"], item["left_fen"]) for item in items] == [("order", 0)] * 3
    made = counter.redeem(vouchers.token(city, member, items[0]["id"])).must(201).json()
    assert made["value_fen"] == 0
    # Two are unused and can be taken back, once; the third was used.
    assert city.database.value("SELECT core.vouchers_revoke(%s, 1, 1)", order_id) == 1
    assert city.database.value("SELECT core.vouchers_revoke(%s, 1, 5)", order_id) == 1
    assert city.database.value("SELECT core.vouchers_revoke(%s, 1, 5)", order_id) == 0
    counter.reverse(made["id"]).must(200)
    assert city.database.value("SELECT core.vouchers_revoke(%s, 1, 5)", order_id) == 1
    city.client.call("voucher_template_create", {"organisation_id": city.organisation("320700"), "rules": wanted},
                     token=city.admin()).must(409, "sku_taken")


def test_merchant_redeem_by_staff_of_the_store(city):
    """A clerk serves their store alone, an owner all; whoever left serves nowhere."""
    counter, clerk = Counter(city), None
    clerk, other = counter.clerk(), store(city, counter.merchant.id)
    made = counter.redeem(shown(city), 12800, clerk).must(201).json()
    assert made["store"]["id"] == counter.store
    counter.redeem(shown(city), 12800, clerk, store_id=other).must(404, "store_not_found")
    counter.redeem(shown(city), 12800, counter.clerk("owner"), store_id=other).must(201)
    mine = counter.ask("merchant_redemption_list", token=clerk).must(200).json()["items"]
    assert [item["id"] for item in mine] == [made["id"]]
    assert len(counter.ask("merchant_redemption_list").must(200).json()["items"]) == 2
    stranger = counter.clerk(store_id=other)
    counter.reverse(made["id"], stranger).must(404, "redemption_not_found")
    city.database.execute("UPDATE merchant_staff SET ended_at = now() WHERE member_id = %s",
                          city.forge.subject_of(clerk))
    counter.redeem(shown(city), 12800, clerk).must(404, "store_not_found")
    counter.reverse(made["id"], clerk).must(404, "redemption_not_found")
    counter.ask("merchant_redemption_list", query={"cursor": "x"}).must(400, "cursor_invalid")


def test_me_data_export_tells_where_a_member_works(city):
    counter = Counter(city)
    clerk = counter.clerk()
    member_id = city.forge.subject_of(clerk)
    told = city.client.call("me_data_export", token=city.forge.token(member_id, "member")).must(200).json()
    assert [(post["merchant_id"], post["role"], post["store"]["id"], post["ended_at"])
            for post in told["merchant_posts"]] == [(counter.merchant.id, "clerk", counter.store, None)]


def test_merchant_redeem_only_where_it_is_good(city):
    """At the template's merchant; or at any that has its contract within the organisation that gave it."""
    one, other = Counter(city), Counter(city)
    token = shown(city, vouchers.exchange(city, merchant_id=one.merchant.id))
    other.redeem(token).must(404, "voucher_code_invalid")
    one.redeem(token).must(201)
    abroad = Counter(city)
    city.database.execute("UPDATE merchants SET organisation_id = %s WHERE id = %s",
                          city.other_branch(city.organisation("320700")), abroad.merchant.id)
    abroad.redeem(shown(city), 12800).must(404, "voucher_code_invalid")



def test_merchant_test_vouchers(city):
    """A till is tried with a test key from scan to reversal; live keys and live vouchers have no part in it."""
    trial, counter = Trial(city), Counter(city)
    counter.key = keys.given(city, trial.merchant.id)
    counter.ask("merchant_test_voucher_create", {"kind": "exchange", "amount_fen": 500}).must(403, "test_key_required")
    trial.ask("merchant_test_voucher_create", {"kind": "amount", "amount_fen": 1, "uses": 2}).must(
        409, "voucher_rules_misfit")
    voucher = trial.made(uses=2)
    assert (voucher["template"]["merchant"]["id"], voucher["left_fen"], voucher["uses_left"]) == (
        trial.merchant.id, 1000, 2)
    token = trial.shown(voucher)
    counter.redeem(token).must(404, "voucher_code_invalid")
    assert trial.ask("merchant_redemption_preview", {"token": token}).must(200).json()["value_fen"] == 500
    made = trial.ask("merchant_redeem", {"token": token, "reference": "T-1"}).must(201).json()
    trial.ask("merchant_redeem", {"token": token}).must(404, "voucher_code_invalid")
    path = {"redemption_id": made["id"]}
    counter.ask("merchant_redemption_reverse", {"reason": "扫错"}, path=path).must(404, "redemption_not_found")
    lock = trial.ask("redemption_lock_create", {"token": trial.shown(voucher), "expires_in_s": 60}).must(201).json()
    trial.ask("merchant_test_voucher_token", path={"voucher_id": voucher["id"]}).must(409, "voucher_not_usable")
    trial.ask("redemption_lock_redeem", {}, path={"lock_id": lock["id"]}).must(201)
    trial.ask("merchant_redemption_reverse", {"reason": "扫错"}, path=path).must(200)
    listed = trial.ask("merchant_redemption_list").must(200).json()["items"]
    assert [item["reversed_at"] is None for item in listed] == [True, False]
    assert counter.ask("merchant_redemption_list").must(200).json()["items"] == []
    trial.ask("merchant_redeem", {"token": shown(city)}).must(404, "voucher_code_invalid")
    kinds = "SELECT mode, kind FROM (TABLE told UNION ALL SELECT merchant_id, mode, kind FROM events) AS t"
    assert Count(city.database.rows(
        f"WITH told AS (SELECT merchant_id, mode, kind FROM outbox) {kinds} WHERE merchant_id = %s",
        trial.merchant.id)) == {("test", "voucher.issued"): 1, ("test", "voucher.redeemed"): 2,
                                ("test", "voucher.reversed"): 1}


def test_merchant_redeem_daily_limits(city):
    counter = Counter(city)
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 9, store_daily_limit=3, staff_daily_limit=2))
    codes = [vouchers.token(city, member, vouchers.claim(city, member, template_id).must(201).json()["id"])
             for member in city.members(6)]
    made = [counter.redeem(code, store_id=counter.store).must(201).json() for code in codes[:2]]
    counter.redeem(codes[2], store_id=counter.store).must(409, "daily_limit_reached")
    counter.redeem(codes[2], None, counter.clerk()).must(201)
    counter.redeem(codes[3], None, counter.clerk()).must(409, "daily_limit_reached")
    counter.reverse(made[0]["id"]).must(200)
    counter.redeem(codes[3], None, counter.clerk()).must(201)


def test_redemption_lock_redeem_refuses_as_a_till_does(city):
    """What was kept stays kept."""
    counter, reference = Counter(city), fresh()
    template_id = vouchers.published(city, vouchers.exchange(city, 500, 9, staff_daily_limit=1))
    first, second = [counter.lock(vouchers.token(
        city, member, vouchers.claim(city, member, template_id).must(201).json()["id"])).must(201).json()["id"]
        for member in city.members(2)]
    counter.use(first, reference=reference).must(201)
    counter.use(second, reference=reference).must(409, "reference_taken")
    counter.use(second).must(409, "daily_limit_reached")
    assert city.database.value("SELECT state FROM redemption_locks WHERE id = %s", second) == "open"
    assert counter.release(second).must(200).json()["state"] == "released"


def test_merchant_redeem_wrong_codes_lock_the_till(city):
    """After twenty, whatever it shows; another key of the same merchant goes on."""
    counter, good = Counter(city), shown(city)
    for number in range(20):
        asking = counter.preview if number % 2 else counter.redeem
        asking(uuid.uuid4().hex, 12800).must(404, "voucher_code_invalid")
    for asking in (counter.preview, counter.redeem, counter.lock):
        answer = asking(good, 12800).must(429, "redemption_locked")
        assert answer.code == "redemption_locked"
    counter.key = keys.given(city, counter.merchant.id)
    counter.redeem(good, 12800).must(201)


def test_merchant_redeem_a_right_code_forgets_wrong_ones(city):
    counter = Counter(city)
    for _ in range(2):
        for _ in range(12):
            counter.preview(uuid.uuid4().hex, 12800).must(404, "voucher_code_invalid")
        counter.redeem(shown(city), 12800).must(201)


def test_merchant_redeem_again_and_references(city):
    counter, token, key, reference = Counter(city), shown(city), str(uuid.uuid4()), fresh()
    body = {"token": token, "bill_fen": 12800, "reference": reference}
    first = counter.ask("merchant_redeem", body, key=key).must(201)
    again = counter.ask("merchant_redeem", body, key=key).must(201)
    assert first.body == again.body and again.header("Idempotency-Replayed") == "true"
    counter.redeem(shown(city), 12800, reference=reference).must(409, "reference_taken")
    found = counter.ask("merchant_redemption_list", query={"reference": reference}).must(200).json()["items"]
    assert [item["id"] for item in found] == [first.json()["id"]]


def test_redemption_lock_create_keeps_a_voucher(city):
    """Nobody else uses it meanwhile; then it is used once, or let go."""
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city)
    token = vouchers.token(city, member, voucher_id)
    lock = counter.lock(token, 12800).must(201).json()
    assert (lock["state"], lock["value_fen"]) == ("open", 3000)
    Counter(city).redeem(token, 12800).must(404, "voucher_code_invalid")
    city.client.call("voucher_token", path={"voucher_id": voucher_id}, token=member.token).must(
        409, "voucher_not_usable")
    counter.use(lock["id"], bill_fen=9999).must(409, "threshold_not_reached")
    assert counter.use(lock["id"]).must(201).json()["bill_fen"] == 12800
    counter.use(lock["id"]).must(409, "redemption_lock_ended")
    counter.release(lock["id"]).must(409, "redemption_lock_ended")
    assert money(city, voucher_id)[1] == 3000


def test_redemption_lock_release_and_expiry(city):
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city)
    lock = counter.lock(vouchers.token(city, member, voucher_id), 12800).must(201).json()
    Counter(city).release(lock["id"]).must(404, "redemption_lock_not_found")
    assert counter.release(lock["id"]).must(200).json()["state"] == "released"
    late = counter.lock(vouchers.token(city, member, voucher_id), 12800).must(201).json()
    city.database.execute("UPDATE redemption_locks SET expires_at = now() - interval '1 s' WHERE id = %s", late["id"])
    counter.use(late["id"]).must(409, "redemption_lock_expired")
    while city.database.value("SELECT state FROM redemption_locks WHERE id = %s", late["id"]) == "open":
        city.database.execute("SELECT api.vouchers_expire(500)")
    counter.release(late["id"]).must(409, "redemption_lock_expired")
    counter.redeem(vouchers.token(city, member, voucher_id), 12800).must(201)


def test_merchant_redemption_reverse_once_and_in_time(city):
    counter = Counter(city)
    member, voucher_id = vouchers.voucher(city)
    made = counter.redeem(vouchers.token(city, member, voucher_id), 12800).must(201).json()
    city.database.execute("UPDATE vouchers SET expires_at = now() - interval '1 hour' WHERE id = %s", voucher_id)
    assert counter.reverse(made["id"]).must(200).json()["reverse_reason"] == "扫错了券"
    counter.reverse(made["id"]).must(409, "redemption_reversed")
    assert money(city, voucher_id)[1] == 0
    body = seen(city, member, voucher_id)
    assert body["state"] == "issued", "seven days more, for it had run out"
    again = counter.redeem(vouchers.token(city, member, voucher_id), 12800).must(201).json()
    city.database.execute("SET session_replication_role = replica")
    city.database.execute("UPDATE redemptions SET created_at = now() - interval '24 hours' WHERE id = %s", again["id"])
    city.database.execute("SET session_replication_role = origin")
    counter.reverse(again["id"]).must(409, "redemption_too_old")
