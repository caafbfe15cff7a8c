"""WeChat Pay signs with certificates that change: they are fetched, and the old and the new one are good side by
side."""
import time

import pytest

from harness import gateway as gateways
from harness.city import wait_until
from harness.gateway import Purchase, settle, tell

PAUSE_S = 5  # CERTIFICATES_PAUSE_S


@pytest.fixture
def certified(stage):
    """A gateway that signs with a certificate; the one of the other tests has a public key."""
    made = gateways.gateway()
    shared, stage.gateway = stage.gateway, made
    made.gateway.sign_with(made.gateway.issue())
    yield made.gateway
    stage.gateway = shared
    made.stop()


def test_certificates_are_fetched_and_change(play, certified):
    """Nothing of the gateway's is configured. One certificate, then a second one beside it, then only that."""
    began = time.monotonic()
    scene = play(LGH_WECHATPAY_PLATFORM_KEYS="")
    city, first = scene.city, certified.platform_id
    wait_until(lambda: certified.calls["certificates"] == 1)
    purchase = Purchase(city, 1000)
    settle(city, lambda: purchase.ask().status == 200)
    number = purchase.pay()
    tell(city, certified.payment_notice(number)).must(204)
    assert purchase.status == "paid"

    second = certified.issue()
    other = Purchase(city, 1000)
    other.begin()
    certified.sign_with(second)
    number = other.pay()
    refused = tell(city, certified.payment_notice(number))
    assert refused.status == 403 and other.status == "pending_payment"
    settle(city, lambda: tell(city, certified.payment_notice(number)).status == 204)
    asked = certified.calls["certificates"]
    assert 2 <= asked <= 2 + (time.monotonic() - began) / PAUSE_S and other.status == "paid"
    late = Purchase(city, 1000)
    late.begin()
    number = late.pay()
    certified.sign_with(first)  # some of its machines still do
    tell(city, certified.payment_notice(number)).must(204)
    certified.sign_with(second)
    # A wrong signature by a key that is known is no reason to ask, nor is the stranger of above once more.
    assert tell(city, certified.payment_notice(number), key=certified.merchant).status == 403
    time.sleep(PAUSE_S + 2)
    assert certified.calls["certificates"] == asked


def test_certificates_that_others_have_sealed(play, certified):
    """Another APIv3 key: none of them is believed, and nothing that is signed with them."""
    scene = play(LGH_WECHATPAY_PLATFORM_KEYS="", LGH_WECHATPAY_API_V3_KEY="q7Jx2mVb9TzK4wYc8RhN5sLd3GfP6aEu")
    purchase = Purchase(scene.city, 1000)
    wait_until(lambda: certified.calls["certificates"] == 1)
    began = time.monotonic()
    purchase.ask().must(503)
    assert purchase.payments == [("new", None)]
    # They are asked for again, for nobody has proved them; but not every second.
    wait_until(lambda: certified.calls["certificates"] == 2, 30)
    assert time.monotonic() - began > PAUSE_S - 1
