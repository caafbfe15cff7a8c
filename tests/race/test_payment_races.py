"""Notices, ends and refunds at the same moment: 200 rounds of each; one of them wins, and the money is right."""
from collections import Counter

from harness.crowd import codes, race
from harness.gateway import payer, settle, tell
from harness.shop import Shop

ROUNDS = 200
FEN = 1990


def begun(city, twin):
    """(member, order, number) of orders that wait for their payment at the gateway, and were paid there."""
    shop = Shop(city, [{"price_fen": FEN, "points_price": None, "stock": ROUNDS}])
    members = city.members(ROUNDS)
    for member in members:
        payer(city, member)

    orders = [answers[0].must(201).json() for answers in race(city, twin, [
        [lambda m=m: shop.order(m, [1])] for m in members])]
    for answers in race(city, twin, [[lambda m=m, o=o: city.client.call(
            "order_pay", path={"order_id": o["id"]}, token=m.token)] for m, o in zip(members, orders)], 12):
        answers[0].must(200)
    numbers = dict(city.database.rows("SELECT order_id::text, out_trade_no FROM payments WHERE order_id"
                                      " = ANY (%s::uuid[])", [order["id"] for order in orders]))
    for number in numbers.values():
        assert city.gateway.pay(number)
    return shop, [(member, order, numbers[order["id"]]) for member, order in zip(members, orders)]


def ends(city, orders):
    """How often (the order's status, what the payment settles, fen that go back) was what came of it."""
    ids = [order["id"] for order in orders]
    settle(city, lambda: not city.database.rows(
        "SELECT FROM payments AS p LEFT JOIN payment_refunds AS r ON r.payment_id = p.id"
        " JOIN gateway_tasks AS t ON t.object_id IN (p.id, r.id) WHERE p.order_id = ANY (%s::uuid[])", ids), 60)
    return Counter(city.database.rows(
        "SELECT o.status, p.settles, coalesce(sum(r.amount_fen), 0)::int FROM orders AS o"
        " JOIN payments AS p ON p.order_id = o.id LEFT JOIN payment_refunds AS r ON r.payment_id = p.id"
        " WHERE o.id = ANY (%s::uuid[]) GROUP BY o.id, p.id", ids))


def test_notice_and_cancellation_at_once(city, twin):
    """Whoever is first: the order is paid and nothing goes back, or it ended and all goes back."""
    shop, made = begun(city, twin)
    notices = [city.gateway.payment_notice(number) for _, _, number in made]
    for *told, asked in race(city, twin, [
            [lambda n=n: tell(city, n), lambda n=n: tell(city, n), lambda n=n: tell(city, n),
             lambda m=m, o=o: twin.call("order_cancel", path={"order_id": o["id"]}, token=m.token)]
            for n, (m, o, _) in zip(notices, made)], 20):
        assert codes(told) == {204: 3} and asked.status in (200, 409)
    came = ends(city, [order for _, order, _ in made])
    assert set(came) <= {("paid", "order", 0), ("cancelled", "order", FEN)}
    assert came.total() == ROUNDS
    paid = came[("paid", "order", 0)]
    assert city.stock(shop.skus[0]) == (ROUNDS - paid, 0, paid) and city.database.violations() == []


def test_notice_and_deadline_at_once(city, twin):
    """The money came in time, or the order ended and the money goes back: once, whoever was first."""
    shop, made = begun(city, twin)
    notices = [city.gateway.payment_notice(number) for _, _, number in made]
    for start in range(0, ROUNDS, 20):
        part = [order["id"] for _, order, _ in made[start:start + 20]]
        city.database.execute("UPDATE orders SET expires_at = now() WHERE id = ANY (%s::uuid[])", part[::2])
        jobs = [lambda: city.database.execute("SELECT api.orders_expire(5)")] * 6
        told = race(city, twin, [[lambda n=n: tell(city, n)] * 2 for n in notices[start:start + 20]], jobs=jobs)
        assert {answer.status for answers in told for answer in answers} == {204}
    came = ends(city, [order for _, order, _ in made])
    assert came.total() == ROUNDS and came[("paid", "order", 0)] >= ROUNDS // 2
    assert {(settles, back == (0 if status == "paid" else FEN)) for status, settles, back in came} <= {
        ("order", True), ("refund", True)}
    paid = sum(count for (status, _, _), count in came.items() if status == "paid")
    assert city.stock(shop.skus[0]) == (ROUNDS - paid, 0, paid)


def test_money_goes_back_once(city, twin):
    """Approved twice at the same moment, for half of them while the buyer takes it back."""
    shop, made = begun(city, twin)
    for answers in race(city, twin, [[lambda n=n: tell(city, city.gateway.payment_notice(n))] for _, _, n in made], 20):
        assert answers[0].status == 204
    asked = [answers[0].must(201).json() for answers in race(city, twin, [
        [lambda m=m, o=o: shop.refund(m, o, [1])] for m, o, _ in made])]
    back = 0
    for answers in race(city, twin, [
            [lambda r=r: shop.approve(r), lambda r=r: shop.beside(twin).approve(r),
             *([lambda r=r, m=m: twin.call("order_refund_withdraw", token=m.token, path={
                 "order_id": r["order_id"], "refund_id": r["id"]})] if n % 2 else [])]
            for n, ((m, _, _), r) in enumerate(zip(made, asked))], 20):
        assert codes(answers) == {200: 1, "refund_decided": len(answers) - 1}
        back += 200 in (answers[0].status, answers[1].status)
    came = ends(city, [order for _, order, _ in made])
    assert came == {end: count for end, count in ((("refunded", "order", FEN), back), (("paid", "order", 0), ROUNDS - back))
                    if count}
