"""Mistakes that other systems have made with points and store credit, each tried here.

What the mistake was stands with each; all counts are exact. 200 rounds of each, some dozens of them released
by one barrier, at two processes.
"""
from collections import Counter
from itertools import islice

from harness.crowd import codes, race
from harness.requests.budgets import ample
from harness.requests.holds import Till, fresh, held_of, shown

ROUNDS = 200


def order(client, member, product, points):
    return client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": points},
        token=member.token)


def draw(client, member, lottery):
    return client.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token)


def listed(answer):
    """Of a page of entries, oldest first: (delta, balance after)"""
    return [(item["delta"], item["balance_after"]) for item in answer.must(200).json()["items"]][::-1]


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
    assert listed(city.client.call("me_point_entries", token=member.token, query={"limit": 100})) == [
        (100, 100), (-80, 20), (50, 70), (-20, 50), (-50, 0)]


def test_two_tabs_spend_the_same_points(city, twin):
    """Each saw enough, and both went through."""
    product, members = city.product([{"points_price": 100, "stock": 1000}]), city.members(ROUNDS, 150)
    for answers in race(city, twin, [[lambda m=m: order(city.client, m, product, 100),
                                      lambda m=m: order(twin, m, product, 100)] for m in members]):
        assert codes(answers) == {201: 1, "insufficient_points": 1}
    assert city.wallets(members) == {(50, 0, 0): ROUNDS}


def test_a_gift_card_is_overspent(city, twin):
    """Several tills took their part of one card at once, together more than was on it."""
    tills = [till.beside(client) for till, client in zip([Till(city) for _ in range(4)], (city.client, twin) * 2)]
    members, won = city.members(ROUNDS, 1000), []
    for answers in race(city, twin, [[lambda till=till, code=code: till.hold(code, 60) for till in tills]
                                     for code in shown(city, twin, members, 100)]):
        assert codes(answers) == {201: 1, "points_code_invalid": 3}
        won += [(till, answer.json()["id"]) for till, answer in zip(tills, answers) if answer.status == 201]
    for answers in race(city, twin, [[lambda side=till.beside(client), hold=hold: side.capture(hold, 40)
                                      for client in (city.client, twin) * 2] for till, hold in won]):
        assert codes(answers) == {200: 1, "hold_settled": 3}
    assert city.wallets(members) == {(960, 0, 0): ROUNDS}


def test_a_refund_is_credited_twice(city, twin):
    """Also when the key is forgotten by the time of the retry: the reference is not."""
    members = city.members(ROUNDS, 100)
    till, holds = held_of(city, twin, members, 100, captured=True)
    asked = [(hold, fresh(), fresh() * 2) for hold in holds]
    for answers in race(city, twin, [[
            lambda side=side, hold=hold, number=number, key=key: side.refund(hold, 30, number, key=key)
            for side in (till, till.beside(twin)) * 2] for hold, number, key in asked]):
        assert set(codes(answers)) <= {201, "idempotency_in_progress"}
        assert len({answer.body for answer in answers if answer.status == 201}) == 1
    city.database.execute("DELETE FROM idempotency_keys WHERE key = ANY (%s)", [key for _, _, key in asked])
    for answers in race(city, twin, [[
            lambda hold=hold, number=number, key=key: till.refund(hold, 30, number, key=key)]
            for hold, number, key in asked]):
        answers[0].must(409, "reference_taken")
    assert city.wallets(members) == {(30, 0, 0): ROUNDS}
    assert till.get(holds[0])["refunded"] == 30


def granted(city, twin, members, points):
    """The id of a grant to each."""
    budget_id, token = ample(city), city.admin()
    return [answers[0].must(201).json()["id"] for answers in race(city, twin, [
        [lambda m=m: city.client.call("points_grant", {
            "member_id": m.id, "points": points, "reason": "消费返积分", "budget_id": budget_id,
            "expires_at": "2099-01-01T00:00:00+08:00"}, token=token)] for m in members])]


def reverse(client, token, grant_id):
    return client.call("points_grant_reverse", {"reason": "已退货", "dry_run": False},
                       path={"grant_id": grant_id}, token=token)


def test_a_grant_is_taken_back_twice(city, twin):
    members, token = city.members(ROUNDS), city.admin()
    for answers in race(city, twin, [[lambda grant=grant, client=client: reverse(client, token, grant)
                                      for client in (city.client, twin)]
                                     for grant in granted(city, twin, members, 100)]):
        assert codes(answers) == {200: 1, "grant_reversed": 1}
    assert city.wallets(members) == {(0, 0, 0): ROUNDS}


def test_a_reward_is_kept_after_its_reason_is_gone(city, twin):
    """Spent quickly enough, it could not be taken back any more. Here the rest is owed, exactly, and
    what comes next repays it."""
    product, members = city.product([{"points_price": 60, "stock": 1000}]), city.members(ROUNDS)
    grants, token, owed = granted(city, twin, members, 100), city.admin(), Counter()
    for reversed_, bought in race(city, twin, [[
            lambda grant=grant: reverse(city.client, token, grant),
            lambda m=m: order(twin, m, product, 60)] for m, grant in zip(members, grants)]):
        assert reversed_.status == 200 and bought.code in (None, "insufficient_points")
        owed[60 if bought.status == 201 else 0] += 1
    assert city.wallets(members) == {(0, 0, debt): count for debt, count in owed.items()}
    city.grant([member.id for member in members], 70)
    assert city.wallets(members) == {(70 - debt, 0, 0): count for debt, count in owed.items()}


def test_running_balances_are_wrong_under_concurrency(city, twin):
    """Each line's balance was computed from what its writer had read before the others wrote."""
    lottery, product = city.lottery(cost_points=3), city.product([{"points_price": 20, "stock": 1000}])
    till, members, at_once = Till(city), city.members(ROUNDS, 100), 16

    def earning(points):
        waiting = iter(members)
        return lambda: [city.grant_locked(member, points) for member in islice(waiting, at_once)]
    for answers in race(city, twin, [
            [*[lambda m=m, client=client: draw(client, m, lottery) for client in (city.client, twin) * 4],
             lambda m=m: order(city.client, m, product, 20), lambda code=code: till.hold(code, 10)]
            for m, code in zip(members, shown(city, twin, members, 10))], at_once, [earning(7), earning(9)]):
        assert codes(answers) == {201: 10}
    for answers in race(city, twin, [[lambda m=m: city.client.call(
            "me_point_entries", token=m.token, query={"limit": 100})] for m in members]):
        lines, balance = listed(answers[0]), 0
        for delta, after in lines:
            balance += delta
            assert after == balance, lines
        assert len(lines) == 13
    assert city.wallets(members) == {(100 - 24 - 20 - 10 + 16, 10, 0): ROUNDS}


def test_a_failed_debit_is_ignored(city, twin):
    """The order stood although its points could not be taken."""
    product, members = city.product([{"points_price": 40, "stock": 1000}]), city.members(ROUNDS, 100)
    for answers in race(city, twin, [[lambda m=m, client=client: order(client, m, product, 40)
                                      for client in (city.client, twin) * 3] for m in members]):
        assert codes(answers) == {201: 2, "insufficient_points": 4}
    assert set(city.database.rows(
        "SELECT count(*) FROM orders WHERE member_id = ANY (%s::uuid[]) GROUP BY member_id",
        [member.id for member in members])) == {(2,)}
    assert city.stock(product.sku) == (1000 - 2 * ROUNDS, 0, 2 * ROUNDS)
    assert city.wallets(members) == {(20, 0, 0): ROUNDS}


def test_a_timeout_overwrites_what_happened_meanwhile(city, twin):
    """The job that gave a hold back wrote the balance that it had read before."""
    lottery, members, at_once = city.lottery(cost_points=5), city.members(ROUNDS, 100), 20
    _, holds = held_of(city, twin, members, 50)
    waiting = iter(holds)

    def expire():
        city.database.execute("UPDATE holds SET expires_at = now() WHERE id = ANY (%s::uuid[])",
                              list(islice(waiting, at_once)))
        city.database.execute("SELECT api.holds_expire(100)")
    for answers in race(city, twin, [[lambda m=m, client=client: draw(client, m, lottery)
                                      for client in (city.client, twin) * 3] for m in members], at_once, [expire]):
        assert codes(answers) == {201: 6}
    city.database.execute("SELECT api.holds_expire(100)")
    assert set(city.database.rows("SELECT state FROM holds WHERE id = ANY (%s::uuid[])", holds)) == {("expired",)}
    assert city.wallets(members) == {(70, 0, 0): ROUNDS}
