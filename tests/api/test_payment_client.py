"""A public client library of WeChat Pay, none of our code, judges our signatures and the simulator."""
import base64
import json

from harness import npm
from harness.gateway import Purchase, settle, tell

import wechatpay


def test_order_pay_and_notices_by_a_public_client(city):
    gateway = city.gateway
    gateway.seen.clear()
    purchase = Purchase(city, 2345)
    client = purchase.ask().must(200).json()
    number = purchase.pay()
    notice = gateway.payment_notice(number)
    proof = gateway.proof(notice)
    tell(city, notice, headers=proof).must(204)
    with city.database.transaction() as cursor:
        cursor.execute("SELECT core.refund_open(%s, 345, '试验', gen_random_uuid())", (purchase.id,))
        cursor.connection.commit()
    settle(city, lambda: purchase.refunds == [(345, "success")])
    refund = next(one for one in gateway.refunds.values() if one["out_trade_no"] == number)
    given = {
        "mchid": wechatpay.MCHID, "serial": wechatpay.MERCHANT_SERIAL,
        "merchant_private": gateway.merchant.private_pem(),
        "merchant_public": gateway.merchant.public_pem(), "platform_id": gateway.platform_id,
        "platform_public": gateway.platform.public_pem(), "api_v3_key": gateway.api_v3_key,
        "url": gateway.url, "out_trade_no": number, "yuan": "23.45", "requests": list(gateway.seen),
        "client": {**client, "appid": gateway.payments[number]["appid"]},
        "notices": [{"headers": proof, "body": notice.decode(),
                     "object": json.dumps(gateway.shown(gateway.payments[number]), ensure_ascii=False)}],
        "bill": base64.b64encode(gateway.bill_of(refund["create_time"][:10])).decode()}
    assert npm.judge("wechatpay", "verify.mjs", given) == dict.fromkeys(
        ("requests", "paySign", "notices", "client", "bill"), True)
    methods = {(one["method"], one["target"].split("?")[0].rpartition("/")[2]) for one in given["requests"]}
    assert ("POST", "jsapi") in methods and ("POST", "refunds") in methods
