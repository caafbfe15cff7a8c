"""The server dies between the gateway's doing and our writing: another one asks, and nothing happens
twice."""
import threading
import time

from harness import server as servers
from harness.city import wait_until
from harness.gateway import Purchase, settle


class Till:
    """A server that is killed while the gateway works for it."""

    def __init__(self, scene):
        self.scene = scene
        self.gateway = scene.city.gateway

    def kill_during(self, call, work):
        """Kills the server when the gateway has done what the call asks, and before it answers."""
        count = self.gateway.calls[call]
        self.gateway.fail(call, "slow-2", accepted=True)
        caller = threading.Thread(target=self.quietly, args=(work,))
        caller.start()
        wait_until(lambda: self.gateway.calls[call] > count)
        time.sleep(0.2)  # it has been done now, and the answer is held back
        assert not self.scene.server.reports(), self.scene.server.log_text()[-3000:]
        self.scene.server.kill()
        caller.join(30)
        self.scene.client.close()
        self.scene.server = servers.Server(self.scene.settings).wait_until_ready()

    @staticmethod
    def quietly(work):
        try:
            work()
        except OSError:
            pass  # the server is gone


def test_payment_goes_on_after_each_crash(play):
    scene = play()
    till, city = Till(scene), scene.city
    purchase = Purchase(city, 2000)
    till.kill_during("prepay", purchase.ask)
    assert purchase.payments == [("new", None)] and purchase.status == "pending_payment"
    number = purchase.pay()
    purchase.becomes("paid")
    assert purchase.payments == [("success", "order")]

    def give_back():
        with city.database.transaction() as cursor:
            cursor.execute("SELECT core.refund_open(%s, 500, '试验', gen_random_uuid())", (purchase.id,))
            cursor.connection.commit()
    till.kill_during("refund", give_back)
    assert purchase.refunds == [(500, "requested")]
    settle(city, lambda: purchase.refunds == [(500, "success")])
    assert [one["amount"]["refund"] for one in till.gateway.refunds.values()
            if one["out_trade_no"] == number] == [500]
    other = Purchase(city)
    other.begin()
    till.kill_during("close", other.cancel)
    assert other.status == "closing"
    other.becomes("cancelled")
    assert city.stock(other.product.sku) == (9, 0, 0) and scene.database.violations() == []


def test_wechatpay_hangs_and_nobody_else_waits(play):
    """F35: the gateway says nothing for half a minute; whoever pays is told, others do not notice."""
    scene = play(LGH_WECHATPAY_CALLS="2")
    city = scene.city
    purchases = [Purchase(city) for _ in range(6)]
    city.gateway.fail("prepay", "hang", times=2)
    answers = [None] * len(purchases)
    threads = [threading.Thread(target=lambda i=i: answers.__setitem__(i, purchases[i].ask()))
               for i in range(len(purchases))]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    for _ in range(20):
        answer = scene.client.call("me_points", token=purchases[0].member.token).must(200)
        assert answer.elapsed < servers.patience(1)
    for thread in threads:
        thread.join(30)
    said = sorted((answer.status, answer.code) for answer in answers)
    assert said[:2] != said[-2:] and said.count((503, "wechatpay_unavailable")) == 2
    assert said.count((503, "overloaded")) >= 1 and max(answer.elapsed for answer in answers) < 4
    city.gateway.heal()
    for purchase in purchases:
        purchase.told()
        assert purchase.status == "paid"
    assert scene.database.violations() == []


def test_refund_from_an_empty_account_waits(play):
    """The merchant's account is empty: a case for the staff, and it goes through as soon as it is filled."""
    scene = play()
    city = scene.city
    purchase = Purchase(city)
    number = purchase.told()
    city.gateway.empty = True
    with city.database.transaction() as cursor:
        cursor.execute("SELECT core.refund_open(%s, 1990, '试验', gen_random_uuid())", (purchase.id,))
        cursor.connection.commit()
    case = "SELECT kind FROM payment_cases WHERE out_trade_no = %s"
    settle(city, lambda: city.database.rows(case, number) == [("refund_refused",)])
    calls = city.gateway.calls["refund"]
    settle(city, lambda: city.gateway.calls["refund"] > calls)
    assert purchase.refunds == [(1990, "requested")]
    city.gateway.empty = False
    settle(city, lambda: purchase.refunds == [(1990, "success")])
    assert city.database.rows(case, number) == [("refund_refused",)] and scene.database.violations() == []
