"""Orders as their merchants see them: fetched, sent, cancelled; discounts."""
import uuid

import pytest

from harness import keys, requests
from harness.requests.products import Shelf
from harness.shop import Shop, parcel


@pytest.fixture
def shop(city):
    return Shop(city)


def listed(shop, **query):
    return shop.ask("merchant_order_list", query=query).must(200).json()


def test_merchant_order_list_goes_on_where_it_stopped(city, shop):
    """In the order of changes, each page after the other, and from a moment on."""
    member = city.member(1000)
    made = [shop.sold(member) for _ in range(4)]
    shop.order(member, [1]).must(201)  # unpaid: nothing of the merchant's yet
    assert [order["id"] for order in listed(shop)["items"]] == [order["id"] for order in made]
    shop.client.call("order_receive", path={"order_id": made[1]["id"]}, token=member.token).must(200)
    order = [made[0], made[2], made[3], made[1]]
    found, cursor = [], None
    while True:
        page = listed(shop, limit=3, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [item["id"] for item in found] == [item["id"] for item in order]
    since = listed(shop, updated_since=found[2]["updated_at"])["items"]
    assert [item["id"] for item in since] == [made[3]["id"], made[1]["id"]]
    assert [item["id"] for item in listed(shop, status="completed")["items"]] == [made[1]["id"]]
    shop.ask("merchant_order_list", query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_merchant_order_get_is_of_its_merchant(city, shop):
    order = shop.sold(city.member(100))
    seen = shop.ask("merchant_order_get", path={"order_id": order["id"]}).must(200).json()
    assert (seen["status"], seen["total_fen"], seen["items"][0]["quantity"]) == ("paid", 1000, 1)
    assert listed(shop)["items"] == [seen]
    for key in (keys.given(city, shop.merchant.id, "test"), Shop(city).key):
        headers = keys.headers(key)
        assert city.client.call("merchant_order_list", headers=headers).must(200).json()["items"] == []
        city.client.call("merchant_order_get", path={"order_id": order["id"]}, headers=headers).must(
            404, "order_not_found")


def test_merchant_order_ship_and_receive(city, shop):
    member = city.member(100)
    order = shop.sold(member, address=requests.address())
    city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token).must(
        409, "order_not_receivable")
    key = str(uuid.uuid4())
    sent = shop.ship(order, key=key).must(200)
    assert shop.ship(order, key=key).must(200).body == sent.body
    shop.ship(order).must(409, "order_not_shippable")
    assert [(parcel["tracking_no"], parcel["items"]) for parcel in sent.json()["parcels"]] == [
        ("SF1234567890123", [{"sku_id": shop.skus[0], "quantity": 1}])]
    seen = shop.seen(member, order)
    assert seen["status"] == "shipped" and seen["shipped_at"]
    city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(
        409, "order_not_cancellable")
    done = city.client.call("order_receive", path={"order_id": order["id"]},
                            token=member.token).must(200).json()
    assert done["status"] == "completed" and done == shop.seen(member, order)
    told = city.client.call("order_timeline", path={"order_id": order["id"]},
                            token=member.token).must(200).json()
    assert [item["state"] for item in told["items"]] == ["paid", "shipped", "completed"]
    assert told["parcels"] == sent.json()["parcels"]
    shop.ask("merchant_order_delivery_reveal", path={"order_id": order["id"]}).must(409, "order_delivered")


def test_merchant_order_ship_waits_for_the_refund(city, shop):
    member = city.member(100)
    order = shop.sold(member, address=requests.address())
    refund = shop.refund(member, order, [1]).must(201).json()
    shop.ship(order).must(409, "order_refund_open")
    assert shop.seen(member, order)["status"] == "paid"
    shop.refuse(refund).must(200)
    shop.ship(order).must(200)


def test_merchant_order_reship(city, shop):
    """In parcels that hold all of it; put right once, before it is received, by its merchant alone."""
    member = city.member(1000)
    order = shop.sold(member, [3], points=300, address=requests.address())
    wrong = {"parcels_incomplete": ([["A001"], ["A002", 3]], [["A001", 2]], [["A001", 2], ["A002", 2]]),
             "parcel_repeated": ([["A001", 1], ["A001", 2]],)}
    for code, several in wrong.items():
        for parcels in several:
            shop.ship(order, parcels).must(422, code)
    shop.ship(order, again=True).must(409, "parcels_final")
    shop.ship(order, [["A001", 1], ["A002", 2]]).must(200)
    for code, several in wrong.items():
        for parcels in several:
            shop.ship(order, parcels, again=True).must(422, code)
    stranger = Shop(city)
    stranger.ask("merchant_order_reship", {"parcels": [parcel()]},
                 path={"order_id": order["id"]}).must(404, "order_not_found")
    key = str(uuid.uuid4())
    right = shop.ship(order, [["A001", 1], ["A003", 2]], again=True, key=key).must(200)
    assert shop.ship(order, [["A001", 1], ["A003", 2]], again=True, key=key).must(200).body == right.body
    assert [(p["tracking_no"], p["items"][0]["quantity"], p["corrected"]) for p in right.json()["parcels"]] == [
        ("A001", 1, True), ("A003", 2, True)]
    shop.ship(order, again=True).must(409, "parcels_final")
    other = shop.sold(member, address=requests.address())
    shop.ship(other).must(200)
    city.client.call("order_receive", path={"order_id": other["id"]}, token=member.token).must(200)
    shop.ship(other, again=True).must(409, "parcels_final")


def test_merchant_order_ship_is_for_addresses(city, shop):
    shop.ship(shop.sold(city.member(100))).must(409, "order_not_shippable")


def test_merchant_order_delivery_reveal_leaves_a_trace(city, shop):
    member = city.member(200)
    order = shop.sold(member, address=requests.address())
    told = shop.ask("merchant_order_delivery_reveal", path={"order_id": order["id"]}).must(200).json()
    assert told == {"id": order["id"], "address": requests.address()}
    read = city.client.call("me_data_accesses", token=member.token).must(200).json()["items"]
    assert [(item["field"], item["read_by"]) for item in read] == [("delivery", "merchant")]
    pickup = shop.sold(member)
    assert shop.ask("merchant_order_delivery_reveal",
                    path={"order_id": pickup["id"]}).must(200).json()["address"] is None
    assert len(city.client.call("me_data_accesses", token=member.token).json()["items"]) == 1


def test_merchant_order_cancel_gives_everything_back(city, shop):
    member = city.member(150)
    order = shop.sold(member)
    path = {"order_id": order["id"]}
    done = shop.ask("merchant_order_cancel", {"reason": "霜冻减产"}, path=path).must(200).json()
    assert done["status"] == "cancelled" and city.available(member) == 150
    assert city.stock(shop.skus[0]) == (100, 0, 0)
    shop.ask("merchant_order_cancel", {"reason": "再来"}, path=path).must(409, "order_not_cancellable")


def test_orders_complete_by_the_job(city, shop):
    """Ten days after it was sent; not while something is asked back."""
    members = city.members(2, 100)
    orders = [shop.sold(member, address=requests.address()) for member in members]
    for order in orders:
        shop.ship(order).must(200)
    shop.refund(members[1], orders[1], [1]).must(201)
    city.database.execute("UPDATE orders SET shipped_at = shipped_at - interval '10 days'"
                          " WHERE id = ANY (%s::uuid[])", [order["id"] for order in orders])
    city.database.execute("SELECT api.orders_complete(1000)")
    assert [shop.seen(*pair)["status"] for pair in zip(members, orders)] == ["completed", "shipped"]


def test_merchant_discounts(city, shop):
    """The one that takes off most, for as long as it lasts."""
    member = city.member(1000)
    assert shop.quote(member, [5]).must(200).json()["payable_fen"] == 5000
    small, large = (shop.discount(*terms).must(201).json() for terms in ((3000, 100), (5000, 700)))
    best = shop.discount(1000, 999, shop.product.id).must(201).json()
    shop.ask("merchant_discount_end", path={"discount_id": shop.discount(100, 100).must(
        201).json()["id"]}).must(200)
    shop.discount(100, 101).must(409, "discount_exceeds_threshold")
    city.client.call("merchant_discount_create", {"title": "满减", "threshold_fen": 100, "amount_fen": 100, **shop.times()},
                     headers=keys.headers(keys.given(city, shop.merchant.id, "test"))).must(403, "live_key_required")
    tried = Shelf(city, "test", shop.merchant).put().must(200).json()
    shop.discount(100, 100, tried["id"]).must(404, "product_not_found")
    shop.discount(100, 100, city.product().id).must(404, "product_not_found")
    told = shop.quote(member, [5], 100).must(200).json()
    assert (told["discount_fen"], told["points_fen"], told["payable_fen"]) == (999, 997, 3004)
    assert [(part["payer"], part["amount_fen"]) for part in told["reductions"]] == [
        ("merchant_discount", 999)]
    order = shop.order(member, [5], 100, expected_payable_fen=3004).must(201).json()
    assert {name: order[name] for name in ("discount_fen", "points_fen", "payable_fen")} == {
        "discount_fen": 999, "points_fen": 997, "payable_fen": 3004}
    shop.order(member, [5], 100, expected_payable_fen=3002).must(409, "price_changed")
    page = shop.ask("merchant_discount_list", query={"limit": 2}).must(200).json()
    assert [item["status"] for item in page["items"]] == ["ended", "open"]
    rest = shop.ask("merchant_discount_list", query={"cursor": page["next_cursor"]}).must(200).json()
    assert [item["id"] for item in rest["items"]] == [large["id"], small["id"]]
    shop.ask("merchant_discount_list", query={"cursor": "e30"}).must(400, "cursor_invalid")
    again = [shop.ask("merchant_discount_end", path={"discount_id": small["id"]}).must(200).body
             for _ in range(2)]
    assert again[0] == again[1]
    city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(200)
    shop.ask("merchant_discount_end", path={"discount_id": best["id"]}).must(200)
    assert shop.quote(member, [5]).must(200).json()["discount_fen"] == 700


def test_an_order_is_of_one_merchant(city, shop):
    member, other = city.member(), city.product()
    items = [{"sku_id": sku, "quantity": 1} for sku in (shop.skus[0], other.sku)]
    for operation in ("order_quote", "order_create"):
        city.client.call(operation, {"items": items}, token=member.token).must(422, "merchants_mixed")
