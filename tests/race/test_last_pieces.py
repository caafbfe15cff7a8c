"""The last pieces, the same points, and cancellations that meet."""
import random
import time
import uuid
from collections import Counter

from harness.city import wait_until
from harness.crowd import together


def order(city, member, sku, quantity=1, points=0, **more):
    return city.client.call("order_create", {
        "items": [{"sku_id": sku, "quantity": quantity}], "points_to_spend": points},
        token=member.token, **more)


def cancel(city, member, order_id, **more):
    return city.client.call("order_cancel", path={"order_id": order_id}, token=member.token, **more)


def rush(city, works):
    try:
        return together(works)
    finally:
        city.client.close()


def test_50_orders_for_the_last_5(city):
    product = city.product([{"stock": 5, "points_price": 10}])
    members = city.members(50, 10)
    answers = rush(city, [lambda m=member: order(city, m, product.sku, 1, 10)
                          for member in members])
    assert Counter(answer.status for answer in answers) == {201: 5, 409: 45}
    assert {answer.code for answer in answers if answer.status == 409} == {"sold_out"}
    assert city.stock(product.sku) == (0, 0, 5)
    held = city.database.value("SELECT count(*) FROM orders o JOIN order_items i"
                               " ON i.order_id = o.id WHERE i.sku_id = %s", product.sku)
    assert held == 5
    total = city.database.value("SELECT sum(available) FROM wallets WHERE member_id = ANY"
                                " (%s::uuid[])", [member.id for member in members])
    assert total == 450
    assert city.database.violations() == []


def test_50_orders_of_several_pieces(city):
    """Two pieces each of eleven: five orders fit, one piece stays."""
    product = city.product([{"stock": 11, "points_price": None}])
    members = city.members(50)
    answers = rush(city, [lambda m=member: order(city, m, product.sku, 2) for member in members])
    assert Counter(answer.status for answer in answers) == {201: 5, 409: 45}
    assert city.stock(product.sku) == (1, 10, 0)
    for member, answer in zip(members, answers):
        if answer.status == 201:
            cancel(city, member, answer.json()["id"]).must(200)
    assert city.stock(product.sku) == (11, 0, 0)


def test_crossing_orders_do_not_deadlock(city):
    """Half order A then B, half B then A: locks are taken in one order, so nobody waits in vain."""
    product = city.product([{"stock": 1000, "points_price": 1}, {"stock": 1000, "points_price": 1}])
    members = city.members(40, 2)

    def both(member, skus):
        return city.client.call("order_create", {
            "items": [{"sku_id": sku, "quantity": 1} for sku in skus], "points_to_spend": 2},
            token=member.token)
    answers = rush(city, [
        lambda m=member, s=(product.skus if n % 2 else product.skus[::-1]): both(m, s)
        for n, member in enumerate(members)])
    assert {answer.status for answer in answers} == {201}
    assert [city.stock(sku) for sku in product.skus] == [(960, 0, 40)] * 2
    assert max(answer.elapsed for answer in answers) < 10


def test_overlapping_orders_on_all_lanes(city, twin):
    """Baskets of three of six SKUs, in every order of naming, at two processes with two write lanes
    each: batches lock the same rows, nobody waits in vain, and each basket is had whole or not."""
    product = city.product([{"stock": 60, "points_price": 1}] * 6)
    members = city.members(160, 3)
    baskets = [random.Random(n).sample(product.skus, 3) for n in range(len(members))]

    def order_all(client, member, skus):
        """Asks once more where a busy machine has refused it."""
        key = str(uuid.uuid4())
        while (answer := client.call("order_create", {
                "items": [{"sku_id": sku, "quantity": 1} for sku in skus],
                "points_to_spend": len(skus)}, token=member.token, key=key)).status == 503:
            time.sleep(int(answer.header("Retry-After")))
        return answer
    try:
        answers = together([
            lambda c=client, m=member, b=basket: order_all(c, m, b)
            for client, member, basket in zip([city.client, twin] * 80, members, baskets)])
    finally:
        city.client.close()
        twin.close()
    assert {answer.code or answer.status for answer in answers} <= {201, "sold_out"}
    taken = Counter(sku for answer, basket in zip(answers, baskets) if answer.status == 201
                    for sku in basket)
    assert [city.stock(sku) for sku in product.skus] == [
        (60 - taken[sku], 0, taken[sku]) for sku in product.skus]
    for answer, basket in zip(answers, baskets):
        assert answer.status == 201 or max(taken[sku] for sku in basket) == 60
    assert max(answer.elapsed for answer in answers) < 10
    assert city.database.violations() == []


def test_two_parallel_spends_of_the_same_points(city):
    """One member, two orders, points for one: exactly one of them, twenty times over."""
    product = city.product([{"stock": 1000, "points_price": 10}])
    for _ in range(20):
        member = city.member(10)
        answers = rush(city, [lambda m=member: order(city, m, product.sku, 1, 10)] * 2)
        assert sorted(answer.status for answer in answers) == [201, 409]
        assert city.wallet(member) == (0, 0, 0, 0)
    assert city.stock(product.sku) == (980, 0, 20)
    assert city.database.violations() == []


def test_an_order_and_a_draw_for_the_same_points(city):
    """Two different operations meet on one wallet, on two different lanes."""
    product = city.product([{"stock": 1000, "points_price": 10}])
    lottery = city.lottery(cost_points=10)
    for _ in range(20):
        member = city.member(10)
        answers = rush(city, [
            lambda m=member: order(city, m, product.sku, 1, 10),
            lambda m=member: city.client.call("lottery_draw", {}, token=m.token,
                                              path={"lottery_id": lottery.id})])
        assert sorted(answer.status for answer in answers) == [201, 409]
        assert {answer.code for answer in answers if answer.status == 409} == {
            "insufficient_points"}
        assert city.wallet(member) == (0, 0, 0, 0)
    assert city.database.violations() == []


def test_purchase_limit_in_parallel(city):
    product = city.product([{"stock": 100, "points_price": 1}], purchase_limit=3)
    member = city.member(100)
    answers = rush(city, [lambda: order(city, member, product.sku, 1, 1)] * 12)
    assert Counter(answer.status for answer in answers) == {201: 3, 409: 9}
    assert city.stock(product.sku) == (97, 0, 3) and city.available(member) == 97


def test_ten_cancellations_of_one_order(city):
    """Stock and points come back once."""
    product = city.product([{"stock": 5, "points_price": 10}])
    for points in (10, 4, 0):
        member = city.member(10)
        made = order(city, member, product.sku, 1, points).must(201).json()
        answers = rush(city, [lambda m=member, i=made["id"]: cancel(city, m, i)] * 10)
        assert Counter(answer.status for answer in answers) == {200: 1, 409: 9}
        assert city.wallet(member) == (10, 0, 0, 0) and city.stock(product.sku) == (5, 0, 0)
    assert city.database.violations() == []


def test_cancellation_meets_expiry(city):
    """The member cancels while the job expires: one of them, never both."""
    product = city.product([{"stock": 60, "points_price": 10, "price_fen": 1000}])
    members = city.members(30, 10)
    made = [order(city, member, product.sku, 1, 5).must(201).json()["id"] for member in members]
    city.database.execute("UPDATE orders SET expires_at = now() + random() * interval '2 seconds'"
                          " WHERE id = ANY (%s::uuid[])", made)

    def cancel_late(member, order_id, wait):
        import time
        time.sleep(wait)
        return cancel(city, member, order_id)
    answers = rush(city, [lambda m=member, i=order_id, n=n: cancel_late(m, i, n / 15)
                          for n, (member, order_id) in enumerate(zip(members, made))])
    wait_until(lambda: city.stock(product.sku)[1] == 0)
    states = Counter(row[0] for row in city.database.rows(
        "SELECT status FROM orders WHERE id = ANY (%s::uuid[])", made))
    assert set(states) <= {"cancelled", "expired"} and sum(states.values()) == 30
    assert states["cancelled"] == sum(answer.status == 200 for answer in answers)
    assert city.stock(product.sku) == (60, 0, 0)
    assert {city.wallet(member) for member in members} == {(10, 0, 0, 0)}
    assert city.database.violations() == []
