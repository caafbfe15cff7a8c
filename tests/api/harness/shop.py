"""A merchant that sells through its program, and members who buy there."""
from datetime import timedelta

from . import keys
from .city import now


def parcel(tracking_no="SF1234567890123", items=None):
    return {"carrier": "顺丰速运", "tracking_no": tracking_no, **({"items": items} if items else {})}


class Shop:
    """A merchant of one test alone, with a key and one product."""

    def __init__(self, city, skus=({"price_fen": 1000, "points_price": 100, "stock": 100},), client=None,
                 **more):
        self.city = city
        self.client = client or city.client
        self.merchant = city.merchant()
        self.key = keys.given(city, self.merchant.id)
        self.product = city.product(skus, merchant_id=self.merchant.id, **more)
        self.skus = self.product.skus

    def beside(self, client):
        """The same merchant, asking another process."""
        other = Shop.__new__(Shop)
        other.__dict__.update(self.__dict__, client=client)
        return other

    def ask(self, operation, body=None, **parts):
        """The merchant's program asks."""
        return self.client.call(operation, body, headers=keys.headers(self.key), **parts)

    def order(self, member, quantities, points=0, **more):
        """A member asks for so many of each SKU."""
        items = [{"sku_id": sku, "quantity": quantity}
                 for sku, quantity in zip(self.skus, quantities) if quantity]
        sent = {key: more.pop(key) for key in ("address", "voucher_ids", "expected_payable_fen")
                if key in more}
        return self.client.call("order_create", {"items": items, "points_to_spend": points, **sent},
                                token=member.token, **more)

    def quote(self, member, quantities, points=0, vouchers=()):
        items = [{"sku_id": sku, "quantity": quantity}
                 for sku, quantity in zip(self.skus, quantities) if quantity]
        return self.client.call("order_quote", {
            "items": items, "points_to_spend": points, "voucher_ids": list(vouchers)}, token=member.token)

    def sold(self, member, quantities=(1,), points=100, **more):
        """An order that was paid, in points or with the rest in money."""
        order = self.order(member, quantities, points, **more).must(201).json()
        if order["payable_fen"]:
            self.pay(member, order)
        return self.seen(member, order)

    def pay(self, member, order):
        """The member's phone pays what is to be paid in money, and we are told."""
        from . import gateway
        gateway.payer(self.city, member)
        self.client.call("order_pay", path={"order_id": order["id"]}, token=member.token).must(200)
        number = self.city.database.value(
            "SELECT out_trade_no FROM payments WHERE order_id = %s ORDER BY id DESC LIMIT 1", order["id"])
        assert self.city.gateway.pay(number)
        gateway.tell(self.city, self.city.gateway.payment_notice(number)).must(204)

    def seen(self, member, order):
        """The order as its buyer sees it now."""
        return self.client.call("order_get", path={"order_id": order["id"]},
                                token=member.token).must(200).json()

    def ship(self, order, parcels=None, again=False, **more):
        """Sends all of it in one parcel, or in these: numbers with the quantities of each SKU. again: puts it right."""
        sent = [parcel(number, [{"sku_id": sku, "quantity": quantity}
                                for sku, quantity in zip(self.skus, quantities) if quantity])
                for number, *quantities in parcels or [["SF1234567890123"]]]
        return self.ask("merchant_order_reship" if again else "merchant_order_ship", {"parcels": sent},
                        path={"order_id": order["id"]}, **more)

    def refund(self, member, order, quantities, **more):
        """The buyer asks for so many of each SKU back."""
        items = [{"sku_id": sku, "quantity": quantity}
                 for sku, quantity in zip(self.skus, quantities) if quantity]
        return self.client.call("order_refund", {"items": items, "reason": "不新鲜"},
                                path={"order_id": order["id"]}, token=member.token, **more)

    def approve(self, refund, restock=True, **more):
        return self.ask("merchant_refund_approve", {"restock": restock, "answer": "已退"},
                        path={"refund_id": refund["id"]}, **more)

    def refuse(self, refund, **more):
        return self.ask("merchant_refund_refuse", {"answer": "外箱完好"},
                        path={"refund_id": refund["id"]}, **more)

    def returned(self, member, order, quantities, restock=True):
        """A refund that was asked and approved."""
        refund = self.refund(member, order, quantities).must(201).json()
        return self.approve(refund, restock).must(200).json()

    def discount(self, threshold_fen, amount_fen, product_id=None):
        return self.ask("merchant_discount_create", {
            "title": "满减", "threshold_fen": threshold_fen, "amount_fen": amount_fen,
            **({"product_id": product_id} if product_id else {}), **self.times()})

    @staticmethod
    def times():
        """From a minute ago for a thousand days."""
        moment = now()
        return {"opens_at": (moment - timedelta(minutes=1)).isoformat("T", "seconds"),
                "closes_at": (moment + timedelta(days=1000)).isoformat("T", "seconds")}
