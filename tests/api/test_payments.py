"""Paying an order with WeChat: asked, paid, told; and what becomes of what is not paid."""
import uuid

import pytest

from harness import gateway
from harness.gateway import Purchase, settle, tell
from harness.mini_program import SECOND

FAULTS = ["hang", "cut", "status-500", "garbage", "unsigned", "forged", "probe", "stale",
          "refuse-429-FREQUENCY_LIMITED", "refuse-500-SYSTEM_ERROR"]


def signed_by_us(city, purchase, body):
    appid = city.database.value("SELECT appid FROM payments WHERE out_trade_no = %s", purchase.number)
    text = f"{appid}\n{body['timeStamp']}\n{body['nonceStr']}\n{body['package']}\n".encode()
    return city.gateway.merchant.verifies(body["paySign"], text)


def test_order_pay_gives_what_the_phone_needs(city):
    purchase = Purchase(city, 2970)
    body = purchase.ask().must(200).json()
    assert set(body) == {"timeStamp", "nonceStr", "package", "signType", "paySign"}
    assert body["signType"] == "RSA" and body["package"].startswith("prepay_id=wx")
    assert signed_by_us(city, purchase, body)
    told = city.gateway.payments[purchase.number]
    assert told["amount"] == {"total": 2970, "currency": "CNY"}
    assert told["payer"] == {"openid": purchase.openid}
    assert told["notify_url"].endswith("/v1/wechatpay/notify/payment")
    assert purchase.status == "pending_payment" and purchase.payments == [("pending", None)]
    number = purchase.pay()
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid" and purchase.payments == [("success", "order")]
    assert city.stock(purchase.product.sku) == (8, 0, 1)
    assert purchase.refunds == []


def test_order_pay_with_points_and_money(city):
    purchase = Purchase(city, 3000, points=50)
    assert purchase.order["payable_fen"] == 1500
    purchase.told()
    assert purchase.status == "paid" and city.wallet(purchase.member) == (0, 0, 0, 0)


def test_order_pay_again_is_the_same_payment(city):
    """Another key gets fresh parameters of one attempt; the gateway is not asked again."""
    purchase = Purchase(city)
    key = str(uuid.uuid4())
    first = purchase.ask(key=key).must(200)
    calls = city.gateway.calls["prepay"]
    again = purchase.ask(key=key).must(200)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    Purchase(city).ask(key=key, token=purchase.member.token).must(422, "idempotency_key_reused")
    other = purchase.ask().must(200).json()
    assert other["package"] == first.json()["package"] and other["nonceStr"] != first.json()["nonceStr"]
    assert signed_by_us(city, purchase, other)
    assert city.gateway.calls["prepay"] == calls and len(purchase.payments) == 1


def test_order_pay_of_what_cannot_be_paid(city):
    purchase, stranger = Purchase(city), city.member()
    city.client.call("order_pay", path={"order_id": purchase.id}, token=stranger.token).must(
        404, "order_not_found")
    purchase.told()
    purchase.ask().must(409, "order_not_payable")
    gone = Purchase(city)
    gone.cancel().must(200)
    gone.ask().must(409, "order_not_payable")
    late = Purchase(city)
    city.database.execute("UPDATE orders SET expires_at = now() + interval '30 seconds' WHERE id = %s",
                          late.id)
    late.begin()  # with less than a minute left, which the gateway would not take as a deadline


def test_order_pay_wants_a_name_at_wechat(city):
    purchase = Purchase(city)
    city.database.execute("DELETE FROM identities WHERE member_id = %s", purchase.member.id)
    purchase.ask().must(409, "wechat_identity_missing")
    assert purchase.payments == []


def test_order_pay_in_another_app_closes_the_first_payment(city):
    purchase = Purchase(city)
    first = purchase.begin()
    city.database.execute("UPDATE identities SET last_seen_at = now() - interval '1 hour'"
                          " WHERE member_id = %s", purchase.member.id)
    gateway.payer(city, purchase.member, SECOND)
    second = purchase.begin()
    assert second != first
    settle(city, lambda: city.gateway.payments[first]["trade_state"] == "CLOSED")
    settle(city, lambda: purchase.payments == [("closed", None), ("pending", None)])
    tell(city, city.gateway.payment_notice(purchase.pay())).must(204)
    assert purchase.status == "paid"


@pytest.mark.parametrize("fault", FAULTS)
def test_order_pay_without_an_answer(city, fault):
    """Nobody knows whether the gateway has taken it: the same key asks again under the same number."""
    purchase, key = Purchase(city), str(uuid.uuid4())
    city.gateway.fail("prepay", fault, accepted=True)
    answer = purchase.ask(key=key).must(503, "wechatpay_unavailable")
    assert int(answer.header("Retry-After")) >= 2 and answer.elapsed < 4
    assert purchase.payments == [("new", None)] and purchase.status == "pending_payment"
    purchase.ask(key=key).must(200)
    assert purchase.payments == [("pending", None)]
    tell(city, city.gateway.payment_notice(purchase.pay())).must(204)
    assert purchase.status == "paid"


def test_order_pay_of_an_attempt_that_never_arrived(city):
    """The poller learns that the gateway has no such number: the attempt ends, the order does not."""
    purchase = Purchase(city)
    city.gateway.fail("prepay", "status-500")
    purchase.ask().must(503, "wechatpay_unavailable")
    settle(city, lambda: purchase.payments == [("closed", None)])
    assert purchase.status == "pending_payment"
    purchase.told()
    assert purchase.status == "paid" and len(purchase.payments) == 2


# Closing first at the gateway

def test_order_cancel_closes_at_the_gateway_first(city):
    purchase = Purchase(city, points=10)
    number = purchase.begin()
    city.gateway.fail("query", "status-500", times=2)
    assert purchase.cancel().must(200).json()["status"] == "closing"
    purchase.ask().must(409, "order_not_payable")
    purchase.cancel().must(409, "order_not_cancellable")
    assert city.stock(purchase.product.sku) == (8, 1, 0), "bound until nobody can pay"
    purchase.becomes("cancelled")
    assert city.gateway.payments[number]["trade_state"] == "CLOSED"
    assert city.stock(purchase.product.sku) == (9, 0, 0)
    assert city.wallet(purchase.member) == (10, 0, 0, 0)
    assert not city.gateway.pay(number)


def test_order_cancel_without_a_payment_is_at_once(city):
    purchase = Purchase(city)
    assert purchase.cancel().must(200).json()["status"] == "cancelled"


def test_orders_expire_closes_at_the_gateway_first(city):
    purchase = Purchase(city)
    number = purchase.begin()
    purchase.expire()
    purchase.becomes("expired")
    assert city.gateway.payments[number]["trade_state"] == "CLOSED"
    assert purchase.payments == [("closed", None)] and city.stock(purchase.product.sku) == (9, 0, 0)


def test_orders_expire_finds_what_was_paid_meanwhile(city):
    """Paid in the last moment, and the notice is on its way: the question before the closing tells."""
    purchase = Purchase(city)
    purchase.begin()
    number = purchase.pay()
    purchase.expire()
    purchase.becomes("paid")
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid" and purchase.refunds == []


def test_order_cancel_loses_against_a_payment(city):
    """The phone pays after our question and before our closing: the closing is refused, the order paid."""
    purchase = Purchase(city)
    purchase.begin()
    number = purchase.pay()
    city.gateway.fail("query", "refuse-500-SYSTEM_ERROR", times=1)
    assert purchase.cancel().must(200).json()["status"] == "closing"
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid" and city.stock(purchase.product.sku) == (8, 0, 1)


# What nobody told us

def test_payment_of_which_nobody_told_us(city):
    """F33: the notice never comes, the poller asks."""
    purchase = Purchase(city)
    purchase.begin()
    purchase.pay()
    purchase.becomes("paid")
    assert purchase.payments == [("success", "order")]
    longest = city.database.value("SELECT max(core.gateway_pause('payment', tries))"
                                  " FROM generate_series(0, 100) AS tries")
    assert longest.total_seconds() < 300, "known within five minutes"


def test_payment_after_the_end_goes_back(city):
    """Closed in our books, and paid all the same: the money goes back by itself, once."""
    purchase = Purchase(city, 2500)
    number = purchase.begin()
    purchase.cancel().must(200)
    purchase.becomes("cancelled")
    city.gateway.payments[number].update(trade_state="NOTPAY")
    purchase.pay()
    body = city.gateway.payment_notice(number)
    tell(city, body).must(204)
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "cancelled" and purchase.payments == [("success", "nothing")]
    settle(city, lambda: purchase.refunds == [(2500, "success")])
    refund = next(one for one in city.gateway.refunds.values() if one["out_trade_no"] == number)
    assert refund["amount"]["refund"] == 2500 and refund["status"] == "SUCCESS"


def test_payment_of_two_attempts_goes_back_once(city):
    """Both phones have paid: the second payment is nobody's."""
    purchase = Purchase(city, 1200)
    first = purchase.begin()
    city.database.execute("UPDATE identities SET last_seen_at = now() - interval '1 hour'"
                          " WHERE member_id = %s", purchase.member.id)
    city.gateway.fail("query", "status-500", times=3)
    gateway.payer(city, purchase.member, SECOND)
    second = purchase.begin()
    for number in (first, second):
        city.gateway.payments[number]["trade_state"] = "NOTPAY"
        assert city.gateway.pay(number)
        tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid"
    assert purchase.payments == [("success", "order"), ("success", "nothing")]
    settle(city, lambda: purchase.refunds == [(1200, "success")])
    assert {one["out_trade_no"] for one in city.gateway.refunds.values()} & {first, second} == {second}
    city.gateway.heal()


def test_books_agree_with_the_gateway(city):
    """I7: what the gateway took and gave is what we wrote down, one to one, after all that was done to
    either; but for what is a case."""
    city.settle()
    cases = {number for (number,) in city.database.rows("SELECT out_trade_no FROM payment_cases")}
    ours = {number: rest for number, *rest in city.database.rows(
        "SELECT out_trade_no, transaction_id, amount_fen FROM payments WHERE status = 'success'")
        if number not in cases}
    theirs = {number: [one["transaction_id"], one["amount"]["total"]]
              for number, one in city.gateway.payments.items()
              if one["trade_state"] == "SUCCESS" and number not in cases}
    assert {number: ours.get(number) for number in theirs} == theirs
    given = {number: fen for number, fen, trade_no in city.database.rows(
        "SELECT r.out_refund_no, r.amount_fen, p.out_trade_no FROM payment_refunds AS r"
        " JOIN payments AS p ON p.id = r.payment_id WHERE r.status = 'success'") if trade_no not in cases}
    # M…: made at the gateway by hand, for requests that may never have been sent.
    told = {number: one["amount"]["refund"] for number, one in city.gateway.refunds.items()
            if one["status"] == "SUCCESS" and one["out_trade_no"] not in cases and number[0] != "M"}
    assert {number: given.get(number) for number in told} == told
    assert city.database.violations() == []
