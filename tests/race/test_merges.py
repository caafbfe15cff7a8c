"""Two records of one person become one while points come, go and return: none is lost or doubled."""
from harness.crowd import together
from harness.requests.budgets import ample
from harness.requests.persons import REASON, twins

ROUNDS = 8


def ask(city, gone, kept, token=None, client=None):
    return (client or city.client).call(
        "person_merge", {"into_person_id": kept.person_id, "reason": REASON, "dry_run": False},
        path={"person_id": gone.person_id}, token=token or city.admin())


def half_merged(city):
    """Twins whom one of the staff has asked to merge, and the token of the second one."""
    gone, kept = twins(city)
    ask(city, gone, kept).must(200)
    return gone, kept, city.staff("admin", city.organisation("320700"))


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def order(city, member, sku_id, points, client=None):
    return (client or city.client).call("order_create", {
        "items": [{"sku_id": sku_id, "quantity": 1}], "points_to_spend": points}, token=member.token)


def points_of(city, *members):
    return sum(sum(city.database.row(
        "SELECT available, held FROM wallets WHERE member_id = %s", member.id)) for member in members)


def test_a_grant_meanwhile(city, twin):
    """Whichever comes first, all points are with the one who is left."""
    for _ in range(ROUNDS):
        gone, kept, second = half_merged(city)
        city.grant([gone.id], 100)
        grant = {"member_id": gone.id, "points": 11, "reason": "节日慰问", "budget_id": ample(city),
                 "expires_at": "2099-01-01T00:00:00+08:00"}
        answers = rush(city, twin, [
            lambda: ask(city, gone, kept, second),
            lambda: twin.call("points_grant", grant, token=city.admin())])
        assert [answer.status for answer in answers] == [200, 201], answers
        assert (points_of(city, gone), points_of(city, kept)) == (0, 111)


def test_an_order_meanwhile(city, twin):
    """The order is paid and its points are gone, or it was refused and they went over."""
    product = city.product([{"points_price": 60, "stock": 1000}])
    for _ in range(ROUNDS):
        gone, kept, second = half_merged(city)
        city.grant([gone.id], 100)
        merged, ordered = rush(city, twin, [
            lambda: ask(city, gone, kept, second),
            lambda: order(city, gone, product.sku, 60, twin)])
        assert merged.status == 200, merged
        assert ordered.status == 201 or ordered.status in (403, 409), ordered
        assert points_of(city, gone) == 0
        assert points_of(city, kept) == (40 if ordered.status == 201 else 100)


def test_a_cancellation_meanwhile(city, twin):
    """What comes back from an order follows to where the rest of the points went."""
    product = city.product([{"points_price": 60, "stock": 1000}])
    for _ in range(ROUNDS):
        gone, kept, second = half_merged(city)
        city.grant([gone.id], 100)
        order_id = order(city, gone, product.sku, 60).must(201).json()["id"]
        answers = rush(city, twin, [
            lambda: ask(city, gone, kept, second),
            lambda: twin.call("order_cancel", path={"order_id": order_id}, token=gone.token)])
        assert answers[0].status == 200, answers
        if answers[1].status != 200:  # the session had ended by then
            city.client.call("order_cancel", path={"order_id": order_id}, token=kept.token).must(200)
        assert (points_of(city, gone), points_of(city, kept)) == (0, 100)


def test_a_merge_and_its_contrary(city, twin):
    """Of A into B and B into A one is done; nobody waits for ever."""
    for _ in range(ROUNDS):
        gone, kept, second = half_merged(city)
        ask(city, kept, gone).must(200)
        city.grant([gone.id, kept.id], 50)
        answers = rush(city, twin, [lambda: ask(city, gone, kept, second),
                                    lambda: ask(city, kept, gone, second, twin)])
        assert sorted(str(answer.code or answer.status) for answer in answers) == [
            "200", "person_merged"], answers
        assert sorted(points_of(city, member) for member in (gone, kept)) == [0, 100]


def test_second_persons_together(city, twin):
    """Two second persons at once: it is done once, and the other one is told so."""
    for _ in range(ROUNDS):
        gone, kept, second = half_merged(city)
        third = city.staff("admin", city.organisation("320700"))
        city.grant([gone.id], 100)
        answers = rush(city, twin, [lambda: ask(city, gone, kept, second),
                                    lambda: ask(city, gone, kept, third, twin)])
        assert sorted(str(answer.code or answer.json()["state"]) for answer in answers) == [
            "done", "person_merged"], answers
        assert points_of(city, kept) == 100
