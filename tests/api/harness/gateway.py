"""WeChat Pay as the tests configure it, members who pay by it, and what it tells us."""
import uuid

import wechatpay as simulator

from .city import wait_until
from .mini_program import FIRST, SECOND

PATHS = {"payment": "/v1/wechatpay/notify/payment", "refund": "/v1/wechatpay/notify/refund"}


def gateway():
    """A simulator that listens; it knows the payers that payer() makes."""
    payers = {FIRST: set(), SECOND: set()}
    made = simulator.Gateway({appid: known.__contains__ for appid, known in payers.items()})
    made.payers = payers
    return simulator.Server(made).start()


def settings(server, port, **changes):
    """What tells the program on this port who we are there."""
    return {**server.gateway.settings(server.url, f"http://127.0.0.1:{port}"), **changes}


def payer(city, member, appid=FIRST):
    """Gives a member a name at WeChat; the openid."""
    openid = "o" + uuid.uuid4().hex[:27]
    city.database.execute("INSERT INTO identities (member_id, appid, openid) VALUES (%s, %s, %s)",
                          member.id, appid, openid)
    city.gateway.payers[appid].add(openid)
    return openid


class Purchase:
    """An order of a member who can pay it, with what it cost."""

    def __init__(self, city, price_fen=1990, *, points=0, stock=9):
        self.city = city
        self.member = city.member(points)
        self.openid = payer(city, self.member)
        self.product = city.product([{"price_fen": price_fen, "points_price": 100, "stock": stock}])
        self.order = city.client.call("order_create", {
            "items": [{"sku_id": self.product.sku, "quantity": 1}], "points_to_spend": points},
            token=self.member.token).must(201).json()
        self.id = self.order["id"]

    def ask(self, **more):
        """Asks to pay, whatever comes of it."""
        return self.city.client.call("order_pay", path={"order_id": self.id},
                                     **{"token": self.member.token, **more})

    def begin(self):
        """Has the attempt made; its number."""
        self.ask().must(200)
        return self.number

    @property
    def number(self):
        """Of the newest attempt."""
        return self.city.database.value(
            "SELECT out_trade_no FROM payments WHERE order_id = %s ORDER BY id DESC LIMIT 1", self.id)

    @property
    def status(self):
        return self.city.client.call("order_get", path={"order_id": self.id},
                                     token=self.member.token).must(200).json()["status"]

    @property
    def payments(self):
        """(status, settles) of each attempt."""
        return self.city.database.rows("SELECT status, settles FROM payments WHERE order_id = %s"
                                       " ORDER BY id", self.id)

    @property
    def refunds(self):
        """(fen, status) of each refund."""
        return self.city.database.rows(
            "SELECT r.amount_fen, r.status FROM payment_refunds AS r"
            " JOIN payments AS p ON p.id = r.payment_id WHERE p.order_id = %s ORDER BY r.id", self.id)

    def pay(self):
        """The member's phone pays, and nobody has told us yet; the number."""
        number = self.number
        assert self.city.gateway.pay(number)
        return number

    def told(self):
        """The whole way: asked, paid, told."""
        self.begin()
        number = self.pay()
        tell(self.city, self.city.gateway.payment_notice(number)).must(204)
        return number

    def cancel(self):
        return self.city.client.call("order_cancel", path={"order_id": self.id},
                                     token=self.member.token)

    def expire(self):
        self.city.database.execute("UPDATE orders SET expires_at = now() - interval '1 second'"
                                   " WHERE id = %s", self.id)

    def becomes(self, status):
        """Waits, and hurries what is to be asked of the gateway."""
        def there():
            hurry(self.city)
            return self.status == status
        wait_until(there)


def hurry(city):
    """What is to be asked of the gateway is asked now, and what was begun a moment ago long ago."""
    city.database.execute("UPDATE gateway_tasks SET due_at = now() WHERE due_at > now();"
                          " UPDATE payments SET created_at = now() - interval '11 seconds'"
                          " WHERE status = 'new' AND created_at > now() - interval '10 seconds'")


def put_off(city, number):
    """Nobody asks about this payment of his own accord for a while."""
    city.database.execute("UPDATE gateway_tasks SET due_at = now() + interval '1 hour' WHERE object_id ="
                          " (SELECT id FROM payments WHERE out_trade_no = %s)", number)


def settle(city, what, timeout=20):
    """Waits for something while the gateway is asked."""
    def there():
        hurry(city)
        return what()
    wait_until(there, timeout)


def tell(city, body, kind="payment", headers=None, **proof):
    """Delivers a notice; headers replace those that prove it, None leaves one out."""
    sent = {"Content-Type": "application/json", **city.gateway.proof(body, **proof), **(headers or {})}
    return city.client.send("POST", PATHS[kind], body=body, headers={
        name: value for name, value in sent.items() if value is not None})
