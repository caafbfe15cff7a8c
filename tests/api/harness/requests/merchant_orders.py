"""What merchants' programs do with orders."""
from .. import keys
from ..shop import Shop, parcel
from .orders import address
from .request import Request


def of_order(status, body=None, query=None):
    """A request about a paid order that is to be sent."""
    def made(city):
        shop = Shop(city)
        order = shop.sold(city.member(100), address=address())
        return Request(status, body, path={"order_id": order["id"]}, query=query,
                       headers=keys.headers(shop.key))
    return made


def reship(city):
    shop = Shop(city)
    order = shop.sold(city.member(100), address=address())
    shop.ship(order).must(200)
    return Request(200, {"parcels": [parcel("YT7654321")]}, path={"order_id": order["id"]},
                   headers=keys.headers(shop.key))


def of_refund(status, body):
    def made(city):
        shop = Shop(city)
        member = city.member(100)
        refund = shop.refund(member, shop.sold(member), [1]).must(201).json()
        return Request(status, body, path={"refund_id": refund["id"]}, headers=keys.headers(shop.key))
    return made


def listed(**query):
    return lambda city: Request(200, query={**query, "limit": "5"}, headers=keys.headers(Shop(city).key))


def merchant_discount_create(city):
    shop = Shop(city)
    return Request(201, {"title": "满百减十", "product_id": shop.product.id, "threshold_fen": 10000,
                         "amount_fen": 1000, **shop.times()}, headers=keys.headers(shop.key))


def merchant_discount_end(city):
    shop = Shop(city)
    discount = shop.discount(1000, 100).must(201).json()
    return Request(200, path={"discount_id": discount["id"]}, headers=keys.headers(shop.key))


VALID = {
    "merchant_order_list": listed(updated_since="2026-11-01T00:00:00+08:00", status="paid"),
    "merchant_order_get": of_order(200),
    "merchant_order_delivery_reveal": of_order(200),
    "merchant_order_ship": of_order(200, {"parcels": [parcel()]}),
    "merchant_order_reship": reship,
    "merchant_order_cancel": of_order(200, {"reason": "霜冻减产"}),
    "merchant_refund_list": listed(state="requested"),
    "merchant_refund_approve": of_refund(200, {"restock": True, "answer": "已退"}),
    "merchant_refund_refuse": of_refund(200, {"answer": "外箱完好"}),
    "merchant_discount_list": listed(),
    "merchant_discount_create": merchant_discount_create,
    "merchant_discount_end": merchant_discount_end,
}
