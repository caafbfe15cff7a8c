"""The last pieces, the same points, and cancellations that meet."""
import random
import time
import uuid
from collections import Counter
from itertools import islice

from harness.city import wait_until
from harness.crowd import codes, race, together

ROUNDS = 200


def order(client, member, sku, quantity=1, points=0):
    return client.call("order_create", {
        "items": [{"sku_id": sku, "quantity": quantity}], "points_to_spend": points},
        token=member.token)


def cancel(client, member, order_id):
    return client.call("order_cancel", path={"order_id": order_id}, token=member.token)


def rush(city, works):
    try:
        return together(works)
    finally:
        city.client.close()


def test_50_orders_for_the_last_5(city):
    product = city.product([{"stock": 5, "points_price": 10}])
    members = city.members(50, 10)
    answers = rush(city, [lambda m=member: order(city.client, m, product.sku, 1, 10)
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
    answers = rush(city, [lambda m=member: order(city.client, m, product.sku, 2) for member in members])
    assert Counter(answer.status for answer in answers) == {201: 5, 409: 45}
    assert city.stock(product.sku) == (1, 10, 0)
    for member, answer in zip(members, answers):
        if answer.status == 201:
            cancel(city.client, member, answer.json()["id"]).must(200)
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


def spent(city, twin, members, scenes):
    """One of two at a time, with nothing left."""
    for answers in race(city, twin, scenes):
        assert codes(answers) == {201: 1, "insufficient_points": 1}
    assert city.wallets(members) == {(0, 0, 0): len(members)}
    assert city.database.violations() == []


def test_two_parallel_spends_of_the_same_points(city, twin):
    """One member, two orders, points for one: exactly one of them."""
    product, members = city.product([{"stock": 1000, "points_price": 10}]), city.members(ROUNDS, 10)
    spent(city, twin, members, [[lambda m=m, client=client: order(client, m, product.sku, 1, 10)
                                 for client in (city.client, twin)] for m in members])
    assert city.stock(product.sku) == (1000 - ROUNDS, 0, ROUNDS)


def test_an_order_and_a_draw_for_the_same_points(city, twin):
    """Two different operations meet on one wallet, on two different lanes."""
    product, lottery = city.product([{"stock": 1000, "points_price": 10}]), city.lottery(cost_points=10)
    members = city.members(ROUNDS, 10)
    spent(city, twin, members, [[
        lambda m=m: order(city.client, m, product.sku, 1, 10),
        lambda m=m, client=client: client.call("lottery_draw", {}, token=m.token, path={"lottery_id": lottery.id})]
        for m, client in zip(members, (city.client, twin) * ROUNDS)])


def test_purchase_limit_in_parallel(city, twin):
    product = city.product([{"stock": 1000, "points_price": 1}], purchase_limit=3)
    members = city.members(ROUNDS, 100)
    for answers in race(city, twin, [[lambda m=m, client=client: order(client, m, product.sku, 1, 1)
                                      for client in (city.client, twin) * 4] for m in members]):
        assert [answer.status for answer in answers].count(201) == 3
        assert {answer.status for answer in answers} == {201, 409}
    assert city.stock(product.sku) == (1000 - 3 * ROUNDS, 0, 3 * ROUNDS)
    assert city.wallets(members) == {(97, 0, 0): ROUNDS}


def unpaid(city, twin, members, sku, points):
    """An order of each that still waits for money, and hence holds stock and points."""
    return [answers[0].must(201).json()["id"] for answers in race(city, twin, [
        [lambda m=m: order(city.client, m, sku, 1, points)] for m in members])]


def test_many_cancellations_of_one_order(city, twin):
    """Stock and points come back once."""
    product, members = city.product([{"stock": 1000, "points_price": 10}]), city.members(ROUNDS, 10)
    orders = [order_id for points, part in zip((10, 4, 0), (members[::3], members[1::3], members[2::3]))
              for order_id in zip(part, unpaid(city, twin, part, product.sku, points))]
    for answers in race(city, twin, [[lambda m=m, i=i, client=client: cancel(client, m, i)
                                      for client in (city.client, twin) * 4] for m, i in orders]):
        assert [answer.status for answer in answers].count(200) == 1
        assert {answer.status for answer in answers} == {200, 409}
    assert city.stock(product.sku) == (1000, 0, 0) and city.wallets(members) == {(10, 0, 0): ROUNDS}
    assert city.database.violations() == []


def test_cancellation_meets_expiry(city, twin):
    """The member cancels while the job expires: one of them, never both."""
    product = city.product([{"stock": 1000, "points_price": 10, "price_fen": 1000}])
    members, at_once = city.members(ROUNDS, 10), 20
    made = unpaid(city, twin, members, product.sku, 5)
    waiting = iter(made)

    def expire():
        city.database.execute(
            "UPDATE orders SET expires_at = clock_timestamp() + random() * interval '100 ms'"
            " WHERE id = ANY (%s::uuid[])", list(islice(waiting, at_once)))
        for _ in range(12):
            city.database.execute("SELECT pg_sleep(0.01); SELECT api.orders_expire(100)")
    told = race(city, twin, [[lambda m=m, i=i, client=client: cancel(client, m, i)]
                             for m, i, client in zip(members, made, (city.client, twin) * ROUNDS)], at_once, [expire])
    wait_until(lambda: city.stock(product.sku)[1] == 0)
    states = Counter(row[0] for row in city.database.rows(
        "SELECT status FROM orders WHERE id = ANY (%s::uuid[])", made))
    assert set(states) <= {"cancelled", "expired"} and sum(states.values()) == ROUNDS
    assert states["cancelled"] == sum(answers[0].status == 200 for answers in told)
    assert city.stock(product.sku) == (1000, 0, 0)
    assert city.wallets(members) == {(10, 0, 0): ROUNDS}
    assert city.database.violations() == []
