"""Orders."""
from ..shop import Shop
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


def order_quote(city):
    product = city.product([{"points_price": 10}])
    return Request(200, {"items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10,
                         "voucher_ids": []}, token=city.member(1000).token)


def asked_back(city):
    """An order of which one piece is asked back: (shop, member, order, refund)."""
    shop, member = Shop(city), city.member(100)
    order = shop.sold(member)
    refund = shop.refund(member, order, [1]).must(201).json()
    return shop, member, order, refund


def order_refund(city):
    shop, member = Shop(city), city.member(100)
    order = shop.sold(member)
    return Request(201, {"items": [{"sku_id": shop.skus[0], "quantity": 1}], "reason": "不新鲜"},
                   path={"order_id": order["id"]}, token=member.token)


def of_refund(city, refused=False):
    shop, member, order, refund = asked_back(city)
    if refused:
        shop.refuse(refund).must(200)
    return Request(200, path={"order_id": order["id"], "refund_id": refund["id"]}, token=member.token)


def escalated(city):
    """A refund that the union decides."""
    shop, member, order, refund = asked_back(city)
    shop.refuse(refund).must(200)
    return city.client.call("order_refund_escalate", token=member.token, path={
        "order_id": order["id"], "refund_id": refund["id"]}).must(200).json()


def decided(body):
    return lambda city: Request(200, body, path={"refund_id": escalated(city)["id"]}, token=city.admin(),
                                place=city.organisation("320700"))


def admin_refund_list(city):
    return Request(200, query={"state": "escalated", "limit": "100"}, token=city.admin(),
                   place=city.organisation("320700"), shows=escalated(city)["id"])


VALID = {
    "order_quote": order_quote,
    "order_receive": order_get,
    "order_timeline": order_get,
    "order_refund": order_refund,
    "order_refund_list": order_get,
    "order_refund_withdraw": of_refund,
    "order_refund_escalate": lambda city: of_refund(city, refused=True),
    "admin_refund_list": admin_refund_list,
    "admin_refund_approve": decided({"restock": False, "answer": "照片为证"}),
    "admin_refund_reject": decided({"answer": "已食用大半"}),
    "order_create": order_create,
    "order_get": order_get,
    "order_list": lambda city: Request(200, query={"limit": "5"}, token=order_of(city)[0].token),
    "order_cancel": order_get,
}
