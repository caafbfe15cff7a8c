"""Orders."""
from .request import Request


def address():
    return {"recipient": "买买提·吐尔逊", "phone": "13812341234", "region_code": "320706",
            "detail": "苍梧路 66 号 3 单元 502 室"}


def order_create(city):
    product = city.product([{"points_price": 10}])
    return Request(201, {
        "items": [{"sku_id": product.sku, "quantity": 1}], "pickup": False, "address": address(),
        "points_to_spend": 10, "voucher_ids": [], "expected_payable_fen": 0}, token=city.member(1000).token)


def order_of(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10}])
    order = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10},
        token=member.token).must(201).json()
    return member, order


def order_get(city):
    member, order = order_of(city)
    return Request(200, path={"order_id": order["id"]}, token=member.token)


VALID = {
    "order_create": order_create,
    "order_get": order_get,
    "order_list": lambda city: Request(200, query={"limit": "5"}, token=order_of(city)[0].token),
    "order_cancel": order_get,
}
