"""A public client library of WeChat Pay, none of our code, judges our signatures and the simulator."""
import base64
import json
import os
import shutil
import subprocess

import pytest

from harness.contract import ROOT
from harness.gateway import Purchase, settle, tell

import wechatpay

SOURCE = os.path.join(ROOT, "tests", "sim", "client")
FOLDER = os.path.join(ROOT, ".local", "wechatpay-client")


def installed():
    """The library as its lock file says, once for a checkout. Without npm or a registry, a skip."""
    if not shutil.which("npm"):
        pytest.skip("there is no npm")
    os.makedirs(FOLDER, exist_ok=True)
    for name in ("package.json", "package-lock.json", "check.mjs"):
        shutil.copy(os.path.join(SOURCE, name), FOLDER)
    if not os.path.exists(os.path.join(FOLDER, "node_modules", "wechatpay-axios-plugin")):
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts",
                               "--fetch-retries=1"], cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"npm could not fetch the library: {done.stderr[-300:]}")
    return os.path.join(FOLDER, "check.mjs")


def test_order_pay_and_notices_by_a_public_client(city):
    program = installed()
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
    done = subprocess.run(["node", program], input=json.dumps(given), capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    assert json.loads(done.stdout) == dict.fromkeys(
        ("requests", "paySign", "notices", "client", "bill"), True)
    methods = {(one["method"], one["target"].split("?")[0].rpartition("/")[2]) for one in given["requests"]}
    assert ("POST", "jsapi") in methods and ("POST", "refunds") in methods
