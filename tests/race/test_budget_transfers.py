"""Budgets under several hands: never overdrawn, nothing moved twice."""
from harness.crowd import together
from harness.requests.budgets import REASON, budget

ROUNDS = 8


def ask(city, source, target, amount, token=None, client=None):
    return (client or city.client).call(
        "budget_transfer", {"to_budget_id": target, "amount": amount, "reason": REASON,
                            "dry_run": False},
        path={"budget_id": source}, token=token or city.admin())


def totals(city, *budgets):
    return [city.database.value("SELECT total FROM budgets WHERE id = %s", one) for one in budgets]


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def test_transfers_both_ways(city, twin):
    """A to B and B to A at once: both are done, and nobody waits for ever."""
    second = city.staff("finance", city.organisation("320700"))
    for _ in range(ROUNDS):
        one, other = budget(city, 100), budget(city, 100)
        ask(city, one, other, 30).must(200)
        ask(city, other, one, 50).must(200)
        answers = rush(city, twin, [lambda: ask(city, one, other, 30, second),
                                    lambda: ask(city, other, one, 50, second, twin)])
        assert [answer.json()["state"] for answer in answers] == ["done", "done"], answers
        assert totals(city, one, other) == [120, 80]


def test_a_transfer_and_a_grant(city, twin):
    """Together they would overdraw: one of them is refused."""
    second = city.staff("finance", city.organisation("320700"))
    for _ in range(ROUNDS):
        source, target, member = budget(city, 100), budget(city, 0), city.member()
        ask(city, source, target, 60).must(200)
        grant = {"member_id": member.id, "points": 60, "reason": "节日慰问", "budget_id": source,
                 "expires_at": "2099-01-01T00:00:00+08:00"}
        moved, given = rush(city, twin, [
            lambda: ask(city, source, target, 60, second),
            lambda: twin.call("points_grant", grant, token=city.admin())])
        assert sorted(str(answer.code) for answer in (moved, given)) == ["None", "budget_exceeded"]
        assert city.database.row("SELECT total - spent, spent FROM budgets WHERE id = %s", source) in (
            (40, 0), (40, 60))
        assert city.available(member) == (60 if given.status == 201 else 0)
