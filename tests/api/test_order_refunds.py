"""Asked back, agreed, refused, decided: who paid gets it back."""
import uuid

import pytest

from harness.requests.orders import asked_back
from harness.shop import Shop


@pytest.fixture
def shop(city):
    return Shop(city)


def ask(city, member, operation, order, refund, **more):
    return city.client.call(operation, path={"order_id": order["id"], "refund_id": refund["id"]},
                            token=member.token, **more)


def decide(city, operation, refund, body):
    return city.client.call(operation, body, path={"refund_id": refund["id"]}, token=city.admin())


def test_order_refund_piece_by_piece(city, shop):
    member = city.member(300)
    order = shop.sold(member, [3], 300)
    refund = shop.refund(member, order, [1]).must(201).json()
    assert (refund["state"], refund["points"], refund["money_fen"]) == ("requested", 100, 0)
    shop.refund(member, order, [1]).must(409, "order_refund_open")
    assert city.available(member) == 0, "nothing yet"
    done = shop.approve(refund).must(200).json()
    assert done["state"] == "approved" and done["restocked"] is True and done["answer"] == "已退"
    assert city.available(member) == 100 and city.stock(shop.skus[0]) == (98, 0, 2)
    assert shop.seen(member, order)["items"][0]["refunded"] == 1
    shop.refund(member, order, [3]).must(409, "refund_quantity_exceeded")
    shop.returned(member, order, [2], restock=False)
    assert city.available(member) == 300 and city.stock(shop.skus[0]) == (98, 0, 2)
    assert shop.seen(member, order)["status"] == "refunded"
    shop.refund(member, order, [1]).must(409, "order_not_refundable")
    told = city.client.call("order_refund_list", path={"order_id": order["id"]},
                            token=member.token).must(200).json()["items"]
    assert [item["items"][0]["quantity"] for item in told] == [2, 1]
    listed = city.client.call("me_point_entries", token=member.token).json()["items"]
    assert [(entry["kind"], entry["delta"]) for entry in listed[:2]] == [
        ("order_refund", 200), ("order_refund", 100)]


def test_order_refund_of_another_sku(city, shop):
    member = city.member(100)
    order = shop.sold(member)
    city.client.call("order_refund", {"items": [{"sku_id": str(uuid.uuid4()), "quantity": 1}],
                                      "reason": "不新鲜"}, path={"order_id": order["id"]},
                     token=member.token).must(422, "sku_not_in_order")


def test_order_refund_withdraw(city):
    shop, member, order, refund = asked_back(city)
    assert ask(city, member, "order_refund_withdraw", order, refund).must(200).json()["state"] == "withdrawn"
    ask(city, member, "order_refund_withdraw", order, refund).must(409, "refund_decided")
    shop.approve(refund).must(409, "refund_decided")
    shop.refuse(refund).must(409, "refund_decided")
    shop.refund(member, order, [1]).must(201)


def test_order_refund_asked_again(city, shop):
    """What was asked for and withdrawn is as if it had not been: each payer bears as much as before."""
    shop.discount(1000, 301).must(201)
    member = city.member()
    order = shop.sold(member, [3], 0)
    first = shop.refund(member, order, [1]).must(201).json()
    ask(city, member, "order_refund_withdraw", order, first).must(200)
    second = shop.refund(member, order, [1]).must(201).json()
    assert second["items"] == first["items"] and first["discount_fen"] == 100


def test_order_refund_makes_room_under_a_purchase_limit(city):
    shop, member = Shop(city, purchase_limit=2), city.member(1000)
    order = shop.sold(member, [2], 200)
    shop.order(member, [1], 100).must(409, "purchase_limit_reached")
    shop.returned(member, order, [1])
    shop.sold(member, [1], 100)
    shop.order(member, [1], 100).must(409, "purchase_limit_reached")


def test_order_refund_goes_to_the_union(city):
    shop, member, order, refund = asked_back(city)
    ask(city, member, "order_refund_escalate", order, refund).must(409, "refund_not_due")
    decide(city, "admin_refund_reject", refund, {"answer": "早了"}).must(409, "refund_decided")
    assert shop.refuse(refund).must(200).json()["answer"] == "外箱完好"
    ask(city, member, "order_refund_escalate", order, refund).must(200)
    assert [item["id"] for item in shop.ask("merchant_refund_list", query={
        "state": "escalated"}).must(200).json()["items"]] == [refund["id"]]
    shop.refund(member, order, [1]).must(409, "order_refund_open")
    done = decide(city, "admin_refund_approve", refund, {"restock": False}).must(200).json()
    assert done["state"] == "approved" and city.available(member) == 100
    decide(city, "admin_refund_approve", refund, {"restock": False}).must(409, "refund_decided")


def refused(shop, member, order, quantities):
    """A refund that the merchant does not agree to."""
    refund = shop.refund(member, order, quantities).must(201).json()
    shop.refuse(refund).must(200)
    return refund


def test_order_refund_escalate_is_judged_anew(city, shop):
    """After fifteen days, beside another case, and for what has come back since, the union is not asked."""
    member = city.member(600)
    order = shop.sold(member, [3], 300)
    first = refused(shop, member, order, [3])
    city.database.execute("UPDATE order_refunds SET updated_at = now() - interval '15 days' WHERE id = %s",
                          first["id"])
    ask(city, member, "order_refund_escalate", order, first).must(409, "order_not_refundable")
    second, third = refused(shop, member, order, [3]), shop.refund(member, order, [1]).must(201).json()
    ask(city, member, "order_refund_escalate", order, second).must(409, "order_refund_open")
    shop.approve(third).must(200)
    ask(city, member, "order_refund_escalate", order, second).must(409, "refund_quantity_exceeded")
    told = city.client.call("order_refund_list", path={"order_id": order["id"]},
                            token=member.token).must(200).json()["items"]
    assert [item["state"] for item in told] == ["approved", "refused", "refused"]


def test_the_gateway_refunds_a_payment_fifty_times(city):
    """The merchant and the union are told; what was asked for stays open."""
    shop, member = Shop(city, [{"price_fen": 100, "points_price": None, "stock": 60}]), city.member()
    order = shop.sold(member, [51], 0)
    for _ in range(50):
        shop.returned(member, order, [1])
    last = shop.refund(member, order, [1]).must(201).json()
    shop.approve(last).must(409, "refund_limit_reached")
    shop.refuse(last).must(200)
    ask(city, member, "order_refund_escalate", order, last).must(200)
    decide(city, "admin_refund_approve", last, {"restock": False}).must(409, "refund_limit_reached")
    kept = shop.seen(member, order)
    assert (kept["status"], kept["items"][0]["refunded"], kept["refunded_fen"]) == ("paid", 50, 5000)


def test_admin_refund_reject(city):
    shop, member, order, refund = asked_back(city)
    city.database.execute("UPDATE order_refunds SET updated_at = now() - interval '3 days' WHERE id = %s",
                          refund["id"])
    ask(city, member, "order_refund_escalate", order, refund).must(200)
    assert decide(city, "admin_refund_reject", refund, {"answer": "已食用"}).must(200).json()[
        "state"] == "rejected"
    assert city.available(member) == 0 and shop.seen(member, order)["status"] == "paid"
    city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token).must(200)


def test_order_refund_lists_refuse_foreign_cursors(city, shop):
    shop.ask("merchant_refund_list", query={"cursor": "e30"}).must(400, "cursor_invalid")
    city.client.call("admin_refund_list", query={"cursor": "e30"}, token=city.admin()).must(
        400, "cursor_invalid")


def test_keys_of_other_orders(city):
    """A key is good for one request, also where it has no body."""
    first, second = asked_back(city), asked_back(city)
    for operation in ("order_refund_escalate", "order_refund_withdraw"):
        key = str(uuid.uuid4())
        done = ask(city, first[1], operation, *first[2:], key=key)
        other = first[3] | {"id": second[3]["id"]}
        assert ask(city, first[1], operation, *first[2:], key=key).body == done.body
        ask(city, first[1], operation, first[2], other, key=key).must(422, "idempotency_key_reused")
    shop, member = first[0], first[1]
    key, orders = str(uuid.uuid4()), [first[2], {"id": second[2]["id"]}]
    for order, status in zip(orders, (200, 422)):
        city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token,
                         key=key).must(status)
    assert shop.seen(member, first[2])["status"] == "completed"


def test_order_receive_waits_for_the_refund(city):
    shop, member, order, refund = asked_back(city)
    city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token).must(
        409, "order_refund_open")
    shop.refuse(refund).must(200)
    city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token).must(200)
