"""Mistakes that other systems have made with points and store credit, each tried here.

What the mistake was stands with each; all counts are exact, and callers start together.
"""
from collections import Counter

from harness.crowd import together
from harness.requests.budgets import ample
from harness.requests.holds import Till, code_of, fresh

ROUNDS = 6


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def order(client, member, product, points):
    return client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": points},
        token=member.token)


def said(answers):
    return Counter(answer.code or answer.status for answer in answers)


def entries(city, member):
    """Oldest first: (delta, balance after)"""
    page = city.client.call("me_point_entries", token=member.token, query={"limit": 100}).must(200)
    return [(item["delta"], item["balance_after"]) for item in page.json()["items"]][::-1]


def test_expired_credit_leaves_and_past_debits_stay(city):
    """A balance that sums credits that are still good and all debits of all times collapses: of 100
    points 80 were spent, 50 came, the 100 expire: 50 are left and not 50 - 80."""
    member = city.member()
    city.grant([member.id], 100, 1)
    order(city.client, member, city.product([{"points_price": 80}]), 80).must(201)
    city.grant([member.id], 50, 300)
    city.database.execute(
        "UPDATE lots SET expires_at = now() WHERE member_id = %s AND granted = 100;"
        " UPDATE wallets SET next_expiry = now() WHERE member_id = %s", member.id, member.id)
    assert city.wallet(member) == (50, 0, 0, 0)
    order(city.client, member, city.product([{"points_price": 51}]), 51).must(409, "insufficient_points")
    order(city.client, member, city.product([{"points_price": 50}]), 50).must(201)
    assert entries(city, member) == [(100, 100), (-80, 20), (50, 70), (-20, 50), (-50, 0)]


def test_two_tabs_spend_the_same_points(city, twin):
    """Each saw enough, and both went through."""
    product = city.product([{"points_price": 100, "stock": 1000}])
    for _ in range(ROUNDS):
        member = city.member(150)
        answers = rush(city, twin, [lambda: order(city.client, member, product, 100),
                                    lambda: order(twin, member, product, 100)])
        assert said(answers) == {201: 1, "insufficient_points": 1}
        assert city.wallet(member) == (50, 0, 0, 0)


def test_a_gift_card_is_overspent(city, twin):
    """Several tills took their part of one card at once, together more than was on it."""
    for _ in range(ROUNDS):
        member, tills = city.member(1000), [Till(city) for _ in range(4)]
        code = code_of(city, member, 100)
        answers = rush(city, twin, [
            lambda till=till, number=number: till.beside(twin if number % 2 else city.client).hold(code, 60)
            for number, till in enumerate(tills)])
        assert said(answers) == {201: 1, "points_code_invalid": 3}
        winner, = [(till, answer.json()["id"]) for till, answer in zip(tills, answers)
                   if answer.status == 201]
        captures = rush(city, twin, [
            lambda number=number: winner[0].beside(twin if number % 2 else city.client).capture(
                winner[1], 40) for number in range(4)])
        assert said(captures) == {200: 1, "hold_settled": 3}
        assert city.wallet(member) == (960, 0, 0, 0)


def test_a_refund_is_credited_twice(city, twin):
    """Also when the key is forgotten by the time of the retry: the reference is not."""
    for _ in range(ROUNDS):
        member, till, reference, key = city.member(100), Till(city), fresh(), fresh() * 2
        hold_id = till.held(member, 100)
        till.capture(hold_id).must(200)
        answers = rush(city, twin, [
            lambda number=number: till.beside(twin if number % 2 else city.client).refund(
                hold_id, 30, reference, key=key) for number in range(4)])
        assert set(said(answers)) <= {201, "idempotency_in_progress"}
        assert len({answer.body for answer in answers if answer.status == 201}) == 1
        city.database.execute("DELETE FROM idempotency_keys WHERE key = %s", key)
        till.refund(hold_id, 30, reference, key=key).must(409, "reference_taken")
        assert city.wallet(member) == (30, 0, 0, 0) and till.get(hold_id)["refunded"] == 30


def test_a_reward_is_kept_after_its_reason_is_gone(city, twin):
    """Spent quickly enough, it could not be taken back any more. Here the rest is owed, exactly, and
    what comes next repays it."""
    product = city.product([{"points_price": 60, "stock": 1000}])
    for _ in range(ROUNDS):
        member = city.member()
        grant_id = city.client.call("points_grant", {
            "member_id": member.id, "points": 100, "reason": "消费返积分", "budget_id": ample(city),
            "expires_at": "2099-01-01T00:00:00+08:00"}, token=city.admin()).must(201).json()["id"]
        reversed_, bought = rush(city, twin, [
            lambda: city.client.call("points_grant_reverse", {"reason": "已退货", "dry_run": False},
                                     path={"grant_id": grant_id}, token=city.admin()),
            lambda: order(twin, member, product, 60)])
        owed = 60 if bought.status == 201 else 0
        assert reversed_.status == 200 and bought.code in (None, "insufficient_points")
        assert city.wallet(member) == (0, 0, 0, owed)
        city.grant([member.id], 70)
        assert city.wallet(member) == (70 - owed, 0, 0, 0)


def test_running_balances_are_wrong_under_concurrency(city, twin):
    """Each line's balance was computed from what its writer had read before the others wrote."""
    lottery = city.lottery(cost_points=3)
    product = city.product([{"points_price": 20, "stock": 1000}])
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        code = code_of(city, member, 10)
        works = [lambda client=client: client.call(
            "lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token)
            for client in (city.client, twin) for _ in range(4)]
        works += [lambda: order(city.client, member, product, 20), lambda: till.hold(code, 10),
                  lambda: city.grant_locked(member, 7), lambda: city.grant_locked(member, 9)]
        rush(city, twin, works)
        lines, balance = entries(city, member), 0
        for delta, after in lines:
            balance += delta
            assert after == balance, lines
        assert len(lines) == 13 and city.wallet(member) == (100 - 24 - 20 - 10 + 16, 10, 0, 0)


def test_a_failed_debit_is_ignored(city, twin):
    """The order stood although its points could not be taken."""
    product = city.product([{"points_price": 40, "stock": 1000}])
    for _ in range(ROUNDS):
        before, member = city.stock(product.sku), city.member(100)
        answers = rush(city, twin, [lambda number=number: order(
            twin if number % 2 else city.client, member, product, 40) for number in range(6)])
        assert said(answers) == {201: 2, "insufficient_points": 4}
        assert city.database.value("SELECT count(*) FROM orders WHERE member_id = %s", member.id) == 2
        after = city.stock(product.sku)
        assert (before[0] - after[0], after[2] - before[2]) == (2, 2)
        assert city.wallet(member) == (20, 0, 0, 0)


def test_a_timeout_overwrites_what_happened_meanwhile(city, twin):
    """The job that gave a hold back wrote the balance that it had read before."""
    lottery = city.lottery(cost_points=5)
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        hold_id = till.held(member, 50)
        city.database.execute("UPDATE holds SET expires_at = now() WHERE id = %s", hold_id)
        works = [lambda: city.database.execute("SELECT api.holds_expire(100)")]
        works += [lambda client=client: client.call(
            "lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token)
            for client in (city.client, twin) for _ in range(3)]
        rush(city, twin, works)
        city.database.execute("SELECT api.holds_expire(100)")
        assert till.get(hold_id)["state"] == "expired" and city.wallet(member) == (70, 0, 0, 0)
