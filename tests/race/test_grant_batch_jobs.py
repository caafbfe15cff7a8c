"""Two processes grant to many at once: each member once, and the budget to the point."""
from harness.city import wait_until
from harness.crowd import together
from harness.requests.budgets import budget
from harness.requests.earnings import batch_body
from harness.requests.organisations import branch


def grant(client, city, budget_id, **reach):
    return client.call("points_grant_batch", batch_body(budget_id, **reach), token=city.admin())


def wallets(city, members):
    return sorted(points for (points,) in city.database.rows(
        "SELECT available FROM wallets WHERE member_id = ANY (%s::uuid[])", [m.id for m in members]))


def ended(city, begun):
    wait_until(lambda: city.database.value(
        "SELECT bool_and(state <> 'open') FROM grant_batches WHERE id = ANY (%s::uuid[])",
        [batch["id"] for batch in begun]), 60)


def test_two_batches_in_two_processes(city, twin):
    """1,200 members, some steps at either server, beside one another."""
    place = branch(city)
    members, budget_id = city.members(1200, 0, place), budget(city, 24000)
    begun = [grant(client, city, budget_id, organisation_id=place, points=10).must(201).json()
             for client in (city.client, twin)]
    ended(city, begun)
    assert wallets(city, members) == [20] * 1200
    assert city.database.row("SELECT committed, spent FROM budgets WHERE id = %s", budget_id) == (0, 24000)
    assert city.database.violations() == []


def test_jobs_at_the_same_instant(city):
    """The statement of the job itself, eight times at once: the one that is at work keeps the others off."""
    members, budget_id = city.members(40), budget(city, 400)
    begun = grant(city.client, city, budget_id, items=[
        {"member_no": member.member_no, "points": 10} for member in members]).must(201).json()
    for _ in range(8):
        together([lambda: city.database.value("SELECT outcome FROM api.grant_batches_run(7)")] * 8)
    ended(city, [begun])
    assert wallets(city, members) == [10] * 40
    assert city.database.row("SELECT committed, spent FROM budgets WHERE id = %s", budget_id) == (0, 400)


def test_two_batches_for_one_budget(city, twin):
    """The budget covers one of them: one is promised, the other refused, whoever comes first."""
    for _ in range(10):
        members, budget_id = city.members(2), budget(city, 39)
        items = [{"member_no": member.member_no, "points": 10} for member in members]
        try:
            answers = together([lambda c=client: grant(c, city, budget_id, items=items)
                                for client in (city.client, twin)])
        finally:
            city.client.close()
            twin.close()
        assert sorted(str(answer.code) for answer in answers) == ["None", "budget_exceeded"]
        ended(city, [answer.json() for answer in answers if answer.status == 201])
        assert wallets(city, members) == [10, 10]


def test_a_cancellation_and_the_job(city, twin):
    """What was granted before stays, the rest is released; together they are what was promised."""
    for _ in range(5):
        members, budget_id = city.members(30), budget(city, 300)
        begun = grant(city.client, city, budget_id, items=[
            {"member_no": member.member_no, "points": 10} for member in members]).must(201).json()
        try:
            together([lambda: city.database.value("SELECT outcome FROM api.grant_batches_run(11)"),
                      lambda: twin.call("points_grant_batch_cancel", {"reason": "名单有误"},
                                        path={"batch_id": begun["id"]}, token=city.admin())])
        finally:
            twin.close()
        ended(city, [begun])
        committed, spent = city.database.row("SELECT committed, spent FROM budgets WHERE id = %s", budget_id)
        assert committed == 0 and spent == sum(wallets(city, members))
    assert city.database.violations() == []
