"""Everybody wants a share at once: exactly as many are given as there are."""
from collections import Counter

from harness.crowd import together
from harness.requests import giveaways as made


def claim(client, giveaway, member, **more):
    return client.call("giveaway_claim", path={"giveaway_id": giveaway}, token=member.token, **more)


def rush(works, *clients):
    try:
        return together(works)
    finally:
        for client in clients:
            client.close()


def given(city, giveaway):
    return city.database.row(
        "SELECT (SELECT claimed FROM giveaway_counters WHERE giveaway_id = %s),"
        " (SELECT count(*) FROM giveaway_claims WHERE giveaway_id = %s),"
        " (SELECT count(*) FROM awards WHERE activity_id = %s)", *[giveaway] * 3)


def test_200_members_for_50_shares(city, twin):
    """Half of them at another process."""
    giveaway = city.giveaway(shares=50)
    members = city.members(200)
    answers = rush([lambda n=n, m=m: claim((city.client, twin)[n % 2], giveaway, m)
                    for n, m in enumerate(members)], city.client, twin)
    assert Counter(answer.status for answer in answers) == {201: 50, 409: 150}
    assert {answer.code for answer in answers if answer.status == 409} == {"sold_out"}
    assert given(city, giveaway) == (50, 50, 50)
    assert city.database.violations() == []


def test_one_member_many_times(city, twin):
    """Thirty requests of one member, each with a key of its own, give one share."""
    giveaway, member = city.giveaway(shares=50), city.member()
    answers = rush([lambda n=n: claim((city.client, twin)[n % 2], giveaway, member) for n in range(30)],
                   city.client, twin)
    assert Counter(answer.status for answer in answers) == {201: 1, 409: 29}
    assert {answer.code for answer in answers if answer.status == 409} == {"already_claimed"}
    assert given(city, giveaway) == (1, 1, 1)


def test_kept_and_open_shares(city):
    """Twenty are kept for the members' own organisation; ten are anybody's."""
    office = city.database.value("SELECT core.organisation_of(id)::text FROM members WHERE member_no = 10000001")
    elsewhere = city.database.value("SELECT id::text FROM organisations WHERE id <> %s AND level = 'enterprise'"
                                    " LIMIT 1", office)
    giveaway = city.giveaway(shares=30, quotas=[(office, 20)])
    members = city.members(40) + city.members(40, organisation_id=elsewhere)
    answers = rush([lambda m=m: claim(city.client, giveaway, m) for m in members], city.client)
    assert Counter(answer.status for answer in answers) == {201: 30, 409: 50}
    own = sum(answer.status == 201 for answer in answers[:40])
    assert own >= 20 and city.database.value(
        "SELECT claimed FROM giveaway_quotas WHERE giveaway_id = %s", giveaway) == 20
    assert city.database.violations() == []


def test_closing_while_members_come(city, twin):
    """Whoever has a share has one that the budget still promises; nobody gets one afterwards."""
    wanted = made.rules(city, shares=1000, value_fen=7, quotas=[], repools_at=None)
    giveaway = made.in_review(city, wanted)
    city.database.execute("UPDATE giveaways SET opens_at = now() - interval '1 hour' WHERE id = %s", giveaway)
    step = {"path": {"giveaway_id": giveaway}, "token": city.admin()}
    city.client.call("giveaway_publish", {"reason": "同意"}, **step).must(200)
    members = city.members(80)
    works = [lambda n=n, m=m: claim((city.client, twin)[n % 2], giveaway, m) for n, m in enumerate(members)]
    works.insert(40, lambda: twin.call("giveaway_close", {"reason": "到此为止"}, **step))
    answers = rush(works, city.client, twin)
    assert answers.pop(40).status == 200
    got = sum(answer.must(201).status == 201 for answer in answers if answer.code != "giveaway_not_open")
    assert given(city, giveaway) == (got, got, got)
    assert city.database.value("SELECT committed FROM budgets WHERE id = %s", wanted["budget_id"]) == got * 7
    claim(city.client, giveaway, city.member()).must(409, "giveaway_not_open")
    assert city.database.violations() == []
