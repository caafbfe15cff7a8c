"""Random lives of one member beside a small model: balances, stock and books must agree."""
import uuid

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (Bundle, RuleBasedStateMachine, initialize, invariant, multiple,
                                 rule, run_state_machine_as_test)

POINTS_PRICE, PRICE_FEN, STOCK, COST = 30, 100, 12, 7


class Ledger(RuleBasedStateMachine):
    """What a member may do in any order, and what should come of it."""

    city = None  # set by a subclass

    orders = Bundle("orders")
    asked = Bundle("asked")

    @initialize()
    def begin(self):
        self.member = self.city.member()
        self.product = self.city.product([{"points_price": POINTS_PRICE, "price_fen": PRICE_FEN,
                                           "stock": STOCK}])
        self.lottery = self.city.lottery(cost_points=COST)
        self.available = self.held = self.reserved = self.sold = 0

    @rule(points=st.integers(1, 60), days=st.integers(2, 400))
    def grant(self, points, days):
        self.city.grant([self.member.id], points, days)
        self.available += points

    @rule(target=orders, quantity=st.integers(1, 3), share=st.integers(0, 4))
    def order(self, quantity, share):
        price = quantity * POINTS_PRICE
        points = price * share // 4
        answer = self.city.client.call("order_create", {
            "items": [{"sku_id": self.product.sku, "quantity": quantity}],
            "points_to_spend": points}, token=self.member.token)
        if quantity > STOCK - self.reserved - self.sold:
            answer.must(409, "sold_out")
            return multiple()
        if points > self.available:
            answer.must(409, "insufficient_points")
            return multiple()
        made = answer.must(201).json()
        assert made["subsidy_fen"] == quantity * PRICE_FEN * points // price
        self.available -= points
        if share == 4:
            assert made["status"] == "paid"
            self.sold += quantity
        else:
            assert made["status"] == "pending_payment"
            self.held += points
            self.reserved += quantity
        return {"id": made["id"], "points": points, "quantity": quantity,
                "is_paid": share == 4, "is_open": True}

    @rule(order=orders)
    def cancel(self, order):
        answer = self.city.client.call("order_cancel", path={"order_id": order["id"]},
                                  token=self.member.token)
        if not order["is_open"]:
            answer.must(409, "order_not_cancellable")
            return
        answer.must(200)
        order["is_open"] = False
        self.available += order["points"]
        if order["is_paid"]:
            self.sold -= order["quantity"]
        else:
            self.held -= order["points"]
            self.reserved -= order["quantity"]

    @rule(target=asked)
    def draw(self):
        key = str(uuid.uuid4())
        answer = self.ask(key)
        if self.available < COST:
            answer.must(409, "insufficient_points")
        else:
            self.available -= COST
            assert answer.must(201).json()["balance"] == self.available
        return key, answer.body

    @rule(said=asked)
    def draw_again(self, said):
        """A key once answered always gives that answer, whatever the balance is by now."""
        key, body = said
        again = self.ask(key)
        assert again.body == body and again.header("Idempotency-Replayed") == "true"

    def ask(self, key):
        return self.city.client.call("lottery_draw", {}, path={"lottery_id": self.lottery.id},
                                token=self.member.token, key=key)

    @invariant()
    def books_agree(self):
        if not hasattr(self, "member"):
            return
        assert self.city.wallet(self.member) == (self.available, self.held, 0, 0)
        assert self.city.stock(self.product.sku) == (STOCK - self.reserved - self.sold,
                                                self.reserved, self.sold)

    def teardown(self):
        if not hasattr(self, "member"):
            return
        listed = self.city.client.call("me_point_entries", query={"limit": 100},
                                  token=self.member.token).must(200).json()["items"]
        if len(listed) < 100:
            assert sum(entry["delta"] for entry in listed) == self.available
        remaining = self.city.database.value(
            "SELECT coalesce(sum(remaining), 0) FROM lots WHERE member_id = %s", self.member.id)
        assert remaining == self.available


def test_ledger_follows_a_model(city):
    machine = type("LedgerOfCity", (Ledger,), {"city": city})
    run_state_machine_as_test(machine, settings=settings(
        max_examples=30, stateful_step_count=25, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck)))
    assert city.database.violations() == []
