"""Payments."""
import uuid

from .. import gateway
from .request import Request


def order_pay(city):
    purchase = gateway.Purchase(city)
    return Request(200, path={"order_id": purchase.id}, token=purchase.member.token)


def notified(city, kind):
    """A notice that is true, as the gateway tells it."""
    purchase = gateway.Purchase(city)
    gateway.put_off(city, purchase.begin())
    number = purchase.pay()
    body = city.gateway.payment_notice(number)
    if kind == "refund":
        gateway.tell(city, body).must(204)
        refund = city.gateway.refund({
            "out_trade_no": number, "out_refund_no": "M" + uuid.uuid4().hex, "reason": "商户后台",
            "notify_url": "https://x", "amount": {"refund": 1, "total": 1990, "currency": "CNY"}}, None, None)
        body = city.gateway.refund_notice(refund["out_refund_no"])
    return Request(204, body.decode(), headers=city.gateway.proof(body))


def case(city, code="320706"):
    """The id of a difference of one test alone."""
    return str(city.database.value(
        "INSERT INTO payment_cases (kind, organisation_id, out_trade_no, theirs_fen)"
        " VALUES ('payment_unknown', %s, %s, 1980) RETURNING id", city.organisation(code),
        uuid.uuid4().hex))


def payment_case_list(city):
    shown = case(city)
    return Request(200, query={"status": "open", "limit": "5"}, token=city.admin(), shows=shown,
                   place=city.organisation("320706"))


def payment_case_resolve(city):
    return Request(200, {"note": "已与微信支付核对"}, path={"case_id": case(city)}, token=city.admin(),
                   place=city.organisation("320706"))


VALID = {
    "order_pay": order_pay,
    "wechatpay_payment_notify": lambda city: notified(city, "payment"),
    "wechatpay_refund_notify": lambda city: notified(city, "refund"),
    "payment_case_list": payment_case_list,
    "payment_case_resolve": payment_case_resolve,
}
