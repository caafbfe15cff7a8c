"""What the payment gateway tells us: true once, false never, in any order."""
import json

import pytest

from harness.crowd import together
from harness.gateway import Purchase, put_off, settle, tell
from harness.mini_program import SECOND
from harness.prometheus import scrape, total

MISMATCHES = {
    "merchant": {"mchid": "1900000110"}, "app": {"appid": SECOND}, "number": {"out_trade_no": "x" * 20},
    "amount": {"amount": {"total": 1, "currency": "CNY"}},
    "currency": {"amount": {"total": 1990, "currency": "USD"}},
    "no currency": {"amount": {"total": 1990}}, "text": {"amount": {"total": "1990", "currency": "CNY"}},
    "payer": {"payer": {"openid": "oSomebodyElse"}}, "nobody": {"payer": {}},
    "state": {"trade_state": "NOTPAY"}, "no transaction": {"transaction_id": None},
    "no time": {"success_time": None}}

pytestmark = pytest.mark.usefixtures("quiet")


def paid(city, **more):
    """A purchase that was paid at the gateway, of which we were not told; its number."""
    purchase = Purchase(city, **more)
    put_off(city, purchase.begin())
    return purchase, purchase.pay()


def told(city, why):
    return total(scrape(city.client), "wechatpay_notices_total", result=why)


def forged(city, body, why, status=403, code="notice_unproved", headers=None, **proof):
    """A notice that must change nothing."""
    before = told(city, why)
    with city.database.unchanged():
        tell(city, body, headers=headers, **proof).must(status, code)
    assert told(city, why) == before + 1


# F31

def test_wechatpay_payment_notify_ten_at_once(city):
    """Ten deliveries at the same moment, each signed anew, and again after a day: one payment."""
    purchase, number = paid(city)
    body = city.gateway.payment_notice(number)
    answers = together([lambda: tell(city, body) for _ in range(10)])
    assert [answer.status for answer in answers] == [204] * 10
    assert purchase.status == "paid" and purchase.payments == [("success", "order")]
    city.database.execute("UPDATE payment_notices SET received_at = now() - interval '1 day'")
    with city.database.unchanged():
        tell(city, body).must(204)
    # Told under another event it is the same payment, and the notice is kept.
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.payments == [("success", "order")] and purchase.refunds == []
    events = city.database.value("SELECT count(*) FROM order_events WHERE order_id = %s AND"
                                 " to_status = 'paid'", purchase.id)
    assert events == 1


def test_wechatpay_payment_notify_keeps_the_evidence(city):
    """What came and what proves it is kept; who paid is not in it in clear."""
    purchase, number = paid(city)
    body = city.gateway.payment_notice(number)
    proof = city.gateway.proof(body)
    tell(city, body, headers=proof).must(204)
    kept = city.database.row("SELECT notice, signed_at::text, nonce, signature, serial FROM payment_notices"
                             " WHERE event_id = %s", json.loads(body)["id"])
    assert kept == (body.decode(), proof["Wechatpay-Timestamp"], proof["Wechatpay-Nonce"],
                    proof["Wechatpay-Signature"], proof["Wechatpay-Serial"])
    assert purchase.openid not in kept[0]
    assert city.gateway.platform.verifies(kept[3], f"{kept[1]}\n{kept[2]}\n".encode() + body + b"\n")


# F32

def test_wechatpay_payment_notify_before_our_own_answer(city):
    """Paid and told while our call is still without an answer."""
    purchase = Purchase(city)
    city.gateway.fail("prepay", "cut", accepted=True)
    purchase.ask().must(503, "wechatpay_unavailable")
    number = purchase.pay()
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid" and purchase.payments == [("success", "order")]
    purchase.ask().must(409, "order_not_payable")


def test_wechatpay_refund_notify_before_our_own_answer(city):
    """The refund is taken and ends, and we are told, before the answer to our call has come."""
    purchase, number = paid(city, price_fen=1990)
    tell(city, city.gateway.payment_notice(number)).must(204)
    city.gateway.fail("refund", "cut", accepted=True, times=2)
    with city.database.transaction() as cursor:
        cursor.execute("SELECT core.refund_open(%s, 990, '试验', gen_random_uuid())", (purchase.id,))
        cursor.connection.commit()
    settle(city, lambda: any(one["out_trade_no"] == number for one in city.gateway.refunds.values()))
    refund = next(one for one in city.gateway.refunds.values() if one["out_trade_no"] == number)
    tell(city, city.gateway.refund_notice(refund["out_refund_no"]), "refund").must(204)
    assert purchase.refunds == [(990, "success")]
    city.gateway.heal()
    settle(city, lambda: not city.database.rows(
        "SELECT FROM gateway_tasks AS t JOIN payment_refunds AS r ON r.id = t.object_id"
        " JOIN payments AS p ON p.id = r.payment_id WHERE p.order_id = %s", purchase.id))
    assert purchase.refunds == [(990, "success")]


def test_wechatpay_refund_notify_of_what_was_not_made_here(city):
    """Somebody gave money back at the merchant's console: a case for the staff; before the payment, too."""
    purchase, number = paid(city)
    refund = city.gateway.refund({
        "out_trade_no": number, "out_refund_no": "CONSOLE" + number, "reason": "后台", "notify_url": "https://x",
        "amount": {"refund": 5, "total": 1990, "currency": "CNY"}}, None, None)
    tell(city, city.gateway.refund_notice(refund["out_refund_no"]), "refund").must(204)
    tell(city, city.gateway.refund_notice(refund["out_refund_no"]), "refund").must(204)
    assert purchase.status == "pending_payment"
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid" and purchase.refunds == []
    assert city.database.rows("SELECT kind, theirs_fen FROM payment_cases WHERE out_trade_no = %s",
                              number) == [("refund_unknown", 5)]


# F34

def test_wechatpay_payment_notify_forged(city):
    purchase, number = paid(city)
    body = city.gateway.payment_notice(number)
    proof = city.gateway.proof(body)
    now = city.gateway.now()
    forged(city, body.replace("支付".encode(), "收款".encode()), "forged", headers=proof)
    forged(city, body, "forged", key=city.gateway.merchant)
    forged(city, body, "stale", at=now - 301)
    forged(city, body, "stale", at=city.gateway.now() + 310)
    forged(city, body, "stranger", serial="PUB_KEY_ID_0119000001092024112600000002")
    forged(city, body, "stranger", serial="5157F09EFDC096DE15EBE81A47057A7232F1B8E1")
    probe = {**proof, "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + proof["Wechatpay-Signature"]}
    forged(city, body, "probe", headers=probe)
    for name in ("Timestamp", "Nonce", "Signature", "Serial"):
        forged(city, body, "unsigned", headers={f"Wechatpay-{name}": None})
    forged(city, body, "unsigned", headers={"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"})
    forged(city, body[:len(body) // 2], "forged", headers=proof)
    forged(city, b"", "forged", headers=proof)
    assert purchase.status == "pending_payment"
    tell(city, body, headers=proof).must(204)
    with city.database.unchanged():  # the same bytes again
        tell(city, body, headers=proof).must(204)
    assert purchase.status == "paid"


@pytest.mark.parametrize("kind", ["payment", "refund"])
def test_wechatpay_notify_too_large(city, kind):
    with city.database.unchanged():
        # A little over: more would not fit on its way, and meet a closed connection.
        tell(city, b'{"id":"' + b"x" * 2**16 + b'"}', kind).must(413, "body_too_large")


def test_wechatpay_payment_notify_unreadable(city):
    """Signed by the gateway, and yet no notice as agreed."""
    _, number = paid(city)
    content = city.gateway.shown(city.gateway.payments[number])
    bodies = [b"", b"[]", b"{", b'{"id":"x"}', b'{"id":"x","event_type":"y","resource":[]}',
              city.gateway.notice("TRANSACTION.SUCCESS", "transaction", content, algorithm="AEAD_SM4_GCM"),
              city.gateway.notice("TRANSACTION.SUCCESS", "transaction", content, nonce="000000000000"),
              city.gateway.notice("TRANSACTION.SUCCESS", "transaction", content, associated_data="x"),
              city.gateway.notice("TRANSACTION.SUCCESS", "transaction", content, ciphertext="AAAA")]
    for body in bodies:
        forged(city, body, "unreadable", 422, "notice_unreadable")


@pytest.mark.parametrize("what", sorted(MISMATCHES))
def test_wechatpay_payment_notify_of_something_else(city, what):
    _, number = paid(city)
    body = city.gateway.payment_notice(number, **MISMATCHES[what])
    if what == "number":
        forged(city, body, "unknown", 404, "payment_unknown")
    else:
        forged(city, body, "mismatch", 422, "notice_mismatch")


def test_wechatpay_payment_notify_of_a_refund(city):
    """A notice of one kind at the other's address."""
    purchase, number = paid(city)
    with city.database.unchanged():
        tell(city, city.gateway.payment_notice(number), "refund").must(422, "notice_mismatch")
        tell(city, city.gateway.payment_notice(number), "refund", key=city.gateway.merchant).must(
            403, "notice_unproved")
        tell(city, city.gateway.notice("REFUND.SUCCESS", "refund", {"mchid": "1"})).must(
            422, "notice_mismatch")
    tell(city, city.gateway.payment_notice(number)).must(204)
    assert purchase.status == "paid"


def test_wechatpay_payment_notify_of_two_transactions(city):
    """One number is one payment: a second transaction under it does not agree."""
    _, number = paid(city)
    tell(city, city.gateway.payment_notice(number)).must(204)
    body = city.gateway.payment_notice(number, transaction_id="4200000000000000000000000001")
    forged(city, body, "mismatch", 422, "notice_mismatch")


def test_wechatpay_refund_notify_of_another_amount(city):
    purchase, number = paid(city)
    tell(city, city.gateway.payment_notice(number)).must(204)
    with city.database.transaction() as cursor:
        cursor.execute("SELECT core.refund_open(%s, 100, '试验', gen_random_uuid())", (purchase.id,))
        cursor.connection.commit()
    settle(city, lambda: purchase.refunds == [(100, "success")])
    refund = next(one for one in city.gateway.refunds.values() if one["out_trade_no"] == number)
    body = city.gateway.refund_notice(refund["out_refund_no"], amount={"refund": 99, "total": 1990})
    with city.database.unchanged():
        tell(city, body, "refund").must(422, "notice_mismatch")
        tell(city, city.gateway.refund_notice(refund["out_refund_no"], out_trade_no="x" * 20), "refund").must(
            404, "payment_unknown")
