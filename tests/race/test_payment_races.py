"""Notices, cancellations and refunds at the same moment: one of them wins, and the money is right."""
from harness.crowd import together
from harness.gateway import Purchase, settle, tell

ROUNDS = 200
AT_ONCE = 10


def begun(city, count):
    """Orders of one member that wait for their payment at the gateway, and are paid there."""
    purchase = Purchase(city, stock=count)
    made = [(purchase.id, purchase.begin())]
    for _ in range(count - 1):
        purchase.id = city.client.call("order_create", {"items": [
            {"sku_id": purchase.product.sku, "quantity": 1}], "points_to_spend": 0},
            token=purchase.member.token).must(201).json()["id"]
        made.append((purchase.id, purchase.begin()))
    for _, number in made:
        assert city.gateway.pay(number)
    return purchase, made


def test_notice_and_cancellation_at_once(city):
    """Whoever is first: the order is paid and nothing goes back, or it ended and all goes back."""
    purchase, made = begun(city, ROUNDS // AT_ONCE)
    notices = {number: city.gateway.payment_notice(number) for _, number in made}

    def cancel(order_id):
        return city.client.call("order_cancel", path={"order_id": order_id}, token=purchase.member.token)
    for order_id, number in made:
        works = [lambda n=number: tell(city, notices[n]) for _ in range(AT_ONCE - 1)]
        *told, cancelled = together([*works, lambda o=order_id: cancel(o)])
        assert [answer.status for answer in told] == [204] * (AT_ONCE - 1)
        assert cancelled.status in (200, 409)
    ids = [order_id for order_id, _ in made]
    settle(city, lambda: not city.database.rows(
        "SELECT FROM payments AS p LEFT JOIN payment_refunds AS r ON r.payment_id = p.id"
        " JOIN gateway_tasks AS t ON t.object_id IN (p.id, r.id) WHERE p.order_id = ANY (%s::uuid[])", ids))
    ends = city.database.rows(
        "SELECT o.status, p.settles, coalesce(sum(r.amount_fen), 0) FROM orders AS o"
        " JOIN payments AS p ON p.order_id = o.id LEFT JOIN payment_refunds AS r ON r.payment_id = p.id"
        " WHERE o.id = ANY (%s::uuid[]) GROUP BY o.id, p.id", ids)
    assert len(ends) == len(made)
    assert {end for end in ends} <= {("paid", "order", 0), ("cancelled", "order", 1990)}
    assert city.database.violations() == []
