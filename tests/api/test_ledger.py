"""Random lives of two members beside a model: after each step balances, lots, holds and books agree.

LGH_LEDGER_STEPS says how many steps (300 unless told otherwise, 10000 for the whole proof) and
LGH_LEDGER_SEED which ones; a failure prints the steps that lead to it.
"""
import os
import time
from datetime import datetime

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (Bundle, RuleBasedStateMachine, initialize, invariant, multiple,
                                 rule, run_state_machine_as_test)

from harness.city import SHANGHAI, wait_until
from harness.purse import Purse
from harness.requests.budgets import ample
from harness.requests.holds import Till

STEPS = int(os.environ.get("LGH_LEDGER_STEPS", "300"))
SEED = int(os.environ.get("LGH_LEDGER_SEED", "1"))
POINTS_PRICE, PRICE_FEN, STOCK, COST, SHARES = 30, 100, 12, 7, 3
LIVES = (1, 3, 20, 90, 400)  # of lots, in days; a lot of grace lives 7


class Owner:
    """A member and what the model says they have."""

    def __init__(self, member):
        self.member = member
        self.purse = Purse()
        self.claimed = False


class Ledger(RuleBasedStateMachine):
    """What members and merchants may do in any order, and what should come of it."""

    city = None  # set by a subclass
    steps = None

    grants = Bundle("grants")
    orders = Bundle("orders")
    holds = Bundle("holds")
    owners = st.integers(0, 1)

    @initialize()
    def begin(self):
        self.people = [Owner(member) for member in self.city.members(2)]
        self.product = self.city.product([{"points_price": POINTS_PRICE, "price_fen": PRICE_FEN,
                                           "stock": STOCK}])
        self.lottery = self.city.lottery(cost_points=COST)
        self.giveaway = self.city.giveaway(shares=SHARES)
        self.till = Till(self.city)
        self.reserved = self.sold = self.draws = self.shares = 0

    def call(self, operation, body=None, **more):
        return self.city.client.call(operation, body, **more)

    @rule(target=grants, who=owners, points=st.integers(1, 60), days=st.sampled_from(LIVES))
    def earn(self, who, points, days):
        owner = self.people[who]
        expires = owner.purse.moment(days)
        grant_id = self.call("points_grant", {
            "member_id": owner.member.id, "points": points, "reason": "试验", "budget_id": ample(self.city),
            "expires_at": datetime.fromtimestamp(expires, SHANGHAI).isoformat("T", "milliseconds")},
            token=self.city.admin()).must(201).json()["id"]
        return {"id": grant_id, "owner": owner, "points": points,
                "lot": owner.purse.give(points, expires), "is_reversed": False}

    @rule(grant=grants)
    def reverse(self, grant):
        answer = self.call("points_grant_reverse", {"reason": "试验", "dry_run": False},
                           path={"grant_id": grant["id"]}, token=self.city.admin())
        if grant["is_reversed"]:
            answer.must(409, "grant_reversed")
            return
        said = answer.must(200).json()
        grant["is_reversed"] = True
        assert (said["expired"], said["taken"], said["owed"]) == grant["owner"].purse.reverse(
            grant["lot"], grant["points"])

    @rule(who=owners)
    def expire(self, who):
        """The next lot to expire does so now, whether its points are there or held; those before it are
        empty, and keep their order."""
        owner = self.people[who]
        bound = {id(lot) for thing in self.open_things(owner) for lot, _ in thing["taking"].parts}
        next_lots = sorted((lot for lot in owner.purse.lots if lot.is_live() and hasattr(lot, "id")
                            and (lot.points or id(lot) in bound)), key=lambda lot: lot.expires)
        if not next_lots:
            return
        moment = self.city.database.value(
            "WITH w AS (UPDATE wallets SET next_expiry = least(next_expiry, now()) WHERE member_id = %s),"
            " due AS (SELECT l.id, row_number() OVER (ORDER BY l.expires_at DESC, l.id DESC) AS nth"
            "   FROM lots AS l JOIN lots AS last ON last.id = %s WHERE l.member_id = last.member_id"
            "   AND l.expires_at > now() AND (l.expires_at, l.id) <= (last.expires_at, last.id)),"
            " moved AS (UPDATE lots AS l SET expires_at = now() - (due.nth - 1) * interval '1 us'"
            "   FROM due WHERE due.id = l.id)"
            " SELECT extract(epoch FROM now())::float", owner.member.id, next_lots[0].id)
        owner.purse.expire(next_lots[0].expires, moment)

    def open_things(self, owner):
        return [thing for thing in self.things if thing["owner"] is owner and thing["state"] == "open"]

    @property
    def things(self):
        return self.__dict__.setdefault("_things", [])

    def keep(self, thing):
        self.things.append(thing)
        return thing

    @rule(target=orders, who=owners, quantity=st.integers(1, 3), share=st.integers(0, 4))
    def order(self, who, quantity, share):
        owner, price = self.people[who], quantity * POINTS_PRICE
        points = price * share // 4
        answer = self.call("order_create", {
            "items": [{"sku_id": self.product.sku, "quantity": quantity}], "points_to_spend": points},
            token=owner.member.token)
        if quantity > STOCK - self.reserved - self.sold:
            answer.must(409, "sold_out")
            return multiple()
        if points > owner.purse.available:
            answer.must(409, "insufficient_points")
            return multiple()
        made = answer.must(201).json()
        assert made["subsidy_fen"] == quantity * PRICE_FEN * points // price
        is_paid = share == 4
        assert made["status"] == ("paid" if is_paid else "pending_payment")
        taking = owner.purse.take(points) if is_paid else owner.purse.hold(points)
        self.sold += quantity * is_paid
        self.reserved += quantity * (not is_paid)
        return self.keep({"id": made["id"], "owner": owner, "taking": taking, "quantity": quantity,
                          "is_paid": is_paid, "state": "open"})

    @rule(order=orders)
    def cancel(self, order):
        answer = self.call("order_cancel", path={"order_id": order["id"]},
                           token=order["owner"].member.token)
        if order["state"] != "open":
            answer.must(409, "order_not_cancellable")
            return
        answer.must(200)
        order["state"] = "cancelled"
        purse, taking = order["owner"].purse, order["taking"]
        if order["is_paid"]:
            purse.give_back(taking, taking.points)
            self.sold -= order["quantity"]
        else:
            purse.settle(taking, 0)
            self.reserved -= order["quantity"]

    @rule(who=owners)
    def draw(self, who):
        owner = self.people[who]
        answer = self.call("lottery_draw", {}, path={"lottery_id": self.lottery.id},
                           token=owner.member.token)
        if owner.purse.available < COST:
            answer.must(409, "insufficient_points")
            return
        owner.purse.take(COST)
        self.draws += 1
        assert answer.must(201).json()["balance"] == owner.purse.available

    @rule(who=owners)
    def claim(self, who):
        """A share costs no points, whatever becomes of it."""
        owner = self.people[who]
        answer = self.call("giveaway_claim", path={"giveaway_id": self.giveaway},
                           token=owner.member.token)
        if owner.claimed:
            answer.must(409, "already_claimed")
        else:
            answer.must(201)
            owner.claimed = True
            self.shares += 1

    @rule(target=holds, who=owners, points=st.integers(1, 90))
    def hold(self, who, points):
        owner = self.people[who]
        code = self.call("points_code_create", {"max_points": 80}, token=owner.member.token).must(201)
        answer = self.till.hold(code.json()["code"], points)
        if points > 80:
            answer.must(409, "points_code_exceeded")
            return multiple()
        if points > owner.purse.available:
            answer.must(409, "insufficient_points")
            return multiple()
        return self.keep({"id": answer.must(201).json()["id"], "owner": owner, "state": "open",
                          "taking": owner.purse.hold(points), "captured": 0, "refunded": 0})

    @rule(hold=holds, points=st.integers(1, 90))
    def capture(self, hold, points):
        answer, held = self.till.capture(hold["id"], points), hold["taking"].points
        if hold["state"] != "open":
            answer.must(409, "hold_expired" if hold["state"] == "expired" else "hold_settled")
        elif points > held:
            answer.must(409, "hold_exceeded")
        else:
            answer.must(200)
            hold["owner"].purse.settle(hold["taking"], points)
            hold.update(state="captured", captured=points)

    @rule(hold=holds)
    def release(self, hold):
        answer = self.till.release(hold["id"])
        if hold["state"] != "open":
            answer.must(409, "hold_expired" if hold["state"] == "expired" else "hold_settled")
            return
        answer.must(200)
        hold["owner"].purse.settle(hold["taking"], 0)
        hold["state"] = "released"

    @rule(hold=holds)
    def pass_the_deadline(self, hold):
        if hold["state"] != "open":
            return
        self.city.database.execute("UPDATE holds SET expires_at = now() WHERE id = %s", hold["id"])
        self.city.database.execute("SELECT api.holds_expire(100)")
        wait_until(lambda: self.till.get(hold["id"])["state"] == "expired")
        hold["owner"].purse.settle(hold["taking"], 0)
        hold["state"] = "expired"

    @rule(hold=holds, points=st.integers(1, 40))
    def refund(self, hold, points):
        answer = self.till.refund(hold["id"], points)
        if hold["state"] != "captured":
            answer.must(409, "hold_not_captured")
        elif points > hold["captured"] - hold["refunded"]:
            answer.must(409, "refund_exceeded")
        else:
            answer.must(201)
            hold["refunded"] += points
            hold["owner"].purse.give_back(hold["taking"], points)

    @invariant()
    def wallets_and_lots_are_as_the_model_says(self):
        if not hasattr(self, "people"):
            return
        type(self).steps.append(time.monotonic())
        for owner in self.people:
            purse = owner.purse
            assert self.city.wallet(owner.member) == (purse.available, purse.held, 0, purse.debt)
            found = self.city.database.rows(
                "SELECT id, remaining, extract(epoch FROM expires_at)::float FROM lots WHERE member_id = %s"
                " AND remaining > 0 AND expires_at > now() ORDER BY expires_at, id", owner.member.id)
            assert [row[1] for row in found] == [lot.points for lot in purse.live()]
            for lot, (lot.id, _, lot.expires) in zip(purse.live(), found):
                pass

    @invariant()
    def books_agree(self):
        """I1 to I4 for these two, and I5 for their lottery; stock and shares."""
        if not hasattr(self, "people"):
            return
        database, ids = self.city.database, [owner.member.id for owner in self.people]
        assert database.rows("SELECT * FROM core.member_violations(%s::uuid[])", ids) == []
        assert self.city.stock(self.product.sku) == (STOCK - self.reserved - self.sold,
                                                     self.reserved, self.sold)
        assert database.row(
            "SELECT count(*), coalesce(sum(d.cost_points), 0), (SELECT coalesce(-sum(e.delta), 0) FROM"
            "   draws AS o JOIN journals AS j ON j.reference_id = o.id AND j.kind = 'lottery_draw'"
            "   JOIN entries AS e ON e.journal_id = j.id AND e.account = 'available'"
            "   WHERE o.lottery_id = %s), (SELECT sum(p.stock - p.remaining) FROM prizes AS p"
            "   WHERE p.lottery_id = %s) - count(d.prize_id) FROM draws AS d WHERE d.lottery_id = %s",
            self.lottery.id, self.lottery.id, self.lottery.id) == (
            self.draws, self.draws * COST, self.draws * COST, 0)
        shown = self.call("giveaway_get", path={"giveaway_id": self.giveaway}).must(200).json()
        assert shown["remaining"] == SHARES - self.shares


def test_ledger_follows_a_model(city):
    steps, number, began = [], SEED, time.monotonic()
    while len(steps) < STEPS:  # the first lives of a run are short, those of the next other ones
        machine = seed(number)(type("LedgerOfCity", (Ledger,), {"city": city, "steps": steps}))
        run_state_machine_as_test(machine, settings=settings(
            max_examples=max(STEPS // 45, 13), stateful_step_count=50, deadline=None, database=None,
            suppress_health_check=list(HealthCheck)))
        number += 1
    print(f"{len(steps)} steps, seeds {SEED} to {number - 1}, {time.monotonic() - began:.0f} s")
    assert city.database.violations() == []
