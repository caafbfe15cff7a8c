"""The gateway does not know us, or there is none: a server apart each, for its log has errors then."""
import contextlib

import pytest

from harness import gateway
from harness import server as servers
from harness.client import Client
from harness.gateway import Purchase

pytestmark = pytest.mark.usefixtures("quiet")


@contextlib.contextmanager
def apart(settings, contract, **changes):
    """A client of a server beside the shared one, and the server."""
    running = servers.Server(servers.beside(settings, **changes)).wait_until_ready()
    client = Client(contract, running.host, running.port, running.operator_port)
    try:
        yield client, running
        client.close()
        assert running.stop() == 0 and not running.reports(), running.log_text()[-3000:]
    finally:
        running.kill()


def test_order_pay_where_the_gateway_does_not_know_us(city, settings, contract):
    purchase = Purchase(city)
    with apart(settings, contract, LGH_WECHATPAY_SERIAL="0" * 40) as (client, running):
        answer = client.call("order_pay", path={"order_id": purchase.id}, token=purchase.member.token)
        answer.must(500, "wechatpay_misconfigured")
        told = [line for line in running.log_lines() if line.get("event") == "wechat"]
        assert [(line["level"], line["call"], line["code"]) for line in told] == [
            ("error", "prepay", "SIGN_ERROR")]
        assert purchase.openid not in running.log_text()
    assert purchase.payments == [("new", None)] and purchase.status == "pending_payment"


def test_order_pay_where_there_is_no_gateway(city, settings, contract):
    purchase = Purchase(city)
    with apart(settings, contract, LGH_WECHATPAY_MCHID="") as (client, _):
        client.call("order_pay", path={"order_id": purchase.id}, token=purchase.member.token).must(
            404, "wechatpay_off")
        for kind in gateway.PATHS:
            body = city.gateway.notice("TRANSACTION.SUCCESS", "transaction", {})
            client.send("POST", gateway.PATHS[kind], body=body, headers={
                "Content-Type": "application/json", **city.gateway.proof(body)}).must(404, "wechatpay_off")
    assert purchase.payments == []
