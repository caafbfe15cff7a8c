"""A grant is taken back while its points are spent, and by two at once: nothing is lost or doubled."""
from harness.crowd import together
from harness.requests.budgets import ample

ROUNDS = 8


def granted(city, points):
    member = city.member()
    grant_id = city.client.call("points_grant", {
        "member_id": member.id, "points": points, "reason": "节日慰问", "budget_id": ample(city),
        "expires_at": "2099-01-01T00:00:00+08:00"}, token=city.admin()).must(201).json()["id"]
    return member, grant_id


def reverse(city, grant_id, client=None):
    return (client or city.client).call(
        "points_grant_reverse", {"reason": "重复发放", "dry_run": False},
        path={"grant_id": grant_id}, token=city.admin())


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def test_two_reversals(city, twin):
    for _ in range(ROUNDS):
        member, grant_id = granted(city, 100)
        answers = rush(city, twin, [lambda: reverse(city, grant_id),
                                    lambda: reverse(city, grant_id, twin)])
        assert sorted(str(answer.code) for answer in answers) == ["None", "grant_reversed"]
        assert city.wallet(member) == (0, 0, 0, 0)


def test_a_reversal_and_an_order(city, twin):
    """The order was paid and is owed, or it was refused and nothing is."""
    product = city.product([{"points_price": 60, "stock": 1000}])
    for _ in range(ROUNDS):
        member, grant_id = granted(city, 100)
        reversed_, ordered = rush(city, twin, [
            lambda: reverse(city, grant_id),
            lambda: twin.call("order_create", {
                "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 60},
                token=member.token)])
        assert reversed_.status == 200 and ordered.status in (201, 409), (reversed_, ordered)
        assert city.wallet(member) == (0, 0, 0, 60 if ordered.status == 201 else 0)
