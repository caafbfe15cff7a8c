"""What WeChat is told of goods that it was paid for; the rule is in tests/sql/shipping_reports.sql."""
from harness import requests
from harness.city import wait_until
from harness.shop import Shop


def told(city, wechat, order):
    """What WeChat has been told of the order's payment."""
    number = city.database.value("SELECT transaction_id FROM payments WHERE order_id = %s", order["id"])
    return wechat.wechat.shipments.told.get(number, [])


def state(city, order):
    return city.database.value("SELECT max(state) FROM shipping_reports WHERE order_id = %s", order["id"])


def test_merchant_order_ship_is_told_to_wechat(city, wechat):
    """With its number and carrier, once; again when WeChat was busy."""
    shop, member = Shop(city, [{"price_fen": 1500, "points_price": None, "stock": 9}]), city.member()
    sold = shop.sold(member, points=0, address=requests.address())
    wechat.wechat.fail("shipping", "errcode--1")
    shop.ship(sold).must(200)
    wait_until(lambda: wechat.wechat.calls["shipping"] and state(city, sold) == "waiting")
    city.settle()
    sent, = told(city, wechat, sold)
    assert state(city, sold) == "told" and sent["logistics_type"] == 1
    parcel, = sent["shipping_list"]
    assert (parcel["tracking_no"], parcel["express_company"]) == ("SF1234567890123", "SF")


def test_merchant_order_reship_is_told_to_wechat(city, wechat):
    """In several parcels, and once more when they were wrong, also when that is just being told."""
    shop = Shop(city, [{"price_fen": 1500, "points_price": None, "stock": 9}] * 2)
    order = shop.sold(city.member(), [2, 1], points=0, address=requests.address())
    shop.ship(order, [["A0001", 1], ["A0002", 1, 1]]).must(200)
    wait_until(lambda: state(city, order) == "told")
    shop.ship(order, [["A0001", 1, 1], ["A0003", 1]], again=True).must(200)
    wait_until(lambda: len(told(city, wechat, order)) == 2 and state(city, order) == "told")
    for sent, numbers in zip(told(city, wechat, order), (["A0001", "A0002"], ["A0001", "A0003"])):
        assert (sent["delivery_mode"], sent["is_all_delivered"]) == (2, True)
        assert [parcel["tracking_no"] for parcel in sent["shipping_list"]] == numbers


def test_order_receive_of_a_picked_up_order_is_told_to_wechat(city, wechat):
    shop, member = Shop(city, [{"price_fen": 1500, "points_price": None, "stock": 9}]), city.member()
    order = shop.sold(member, points=0)
    assert state(city, order) is None
    city.client.call("order_receive", path={"order_id": order["id"]}, token=member.token).must(200)
    wait_until(lambda: state(city, order) == "told")
    assert [one["logistics_type"] for one in told(city, wechat, order)] == [4]
