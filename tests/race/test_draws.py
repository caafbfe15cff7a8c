"""Everybody draws at once: prizes, tickets and points come out exact."""
from collections import Counter

from harness import fairness
from harness.crowd import together


def draw(city, lottery, member, **more):
    return city.client.call("lottery_draw", {}, path={"lottery_id": lottery.id},
                            token=member.token, **more)


def rush(city, lottery, members):
    try:
        return together([lambda m=member: draw(city, lottery, m) for member in members])
    finally:
        city.client.close()


def test_200_members_for_10_prizes(city):
    """Ten win, the others are refused and keep their points."""
    lottery = city.lottery(prizes=[("西瓜", 1, 10)], blank_weight=0, cost_points=10)
    members = city.members(200, 10)
    answers = rush(city, lottery, members)
    assert Counter(answer.status for answer in answers) == {201: 10, 409: 190}
    assert {answer.code for answer in answers if answer.status == 409} == {"sold_out"}
    tickets = sorted(answer.json()["ticket"] for answer in answers if answer.status == 201)
    assert tickets == list(range(1, 11))
    won, left, drawn = city.database.row(
        "SELECT (SELECT count(*) FROM draws WHERE lottery_id = %s AND prize_id IS NOT NULL),"
        " (SELECT sum(remaining) FROM prizes WHERE lottery_id = %s),"
        " (SELECT count(*) FROM draws WHERE lottery_id = %s)", *[lottery.id] * 3)
    assert (won, left, drawn) == (10, 0, 10)
    total = city.database.value("SELECT sum(available) FROM wallets WHERE member_id = ANY"
                                " (%s::uuid[])", [member.id for member in members])
    assert total == 190 * 10
    assert city.database.violations() == []


def test_200_members_with_blanks_follow_the_seed(city):
    """In ticket order, every outcome is the one that the seed says, and stock is never exceeded."""
    prizes = [("冰箱", 1, 2), ("雨伞", 4, 8), ("毛巾", 15, 1000)]
    lottery = city.lottery(prizes=prizes, blank_weight=80, cost_points=1)
    members = city.members(200, 1)
    answers = [answer.must(201).json() for answer in rush(city, lottery, members)]
    by_ticket = {answer["ticket"]: answer["prize"] for answer in answers}
    assert sorted(by_ticket) == list(range(1, 201))
    left = [stock for _, _, stock in prizes]
    for ticket in range(1, 201):
        number = fairness.number(lottery.seed, lottery.id, "", ticket, 100)
        index = fairness.prize_index([weight for _, weight, _ in prizes], 80, number)
        if index is not None and left[index] == 0:
            index = None
        if index is not None:
            left[index] -= 1
        won = by_ticket[ticket]["name"] if by_ticket[ticket] else None
        assert won == (None if index is None else prizes[index][0]), ticket
    held = city.database.rows("SELECT remaining FROM prizes WHERE lottery_id = %s"
                              " ORDER BY position", lottery.id)
    assert [row[0] for row in held] == left
    assert {answer["balance"] for answer in answers} == {0}
    assert city.database.violations() == []


def test_one_member_draws_for_more_than_they_have(city):
    """Thirty at once with points for seven: seven draws, and nothing below zero."""
    lottery = city.lottery(cost_points=3)
    member = city.member(23)
    answers = rush(city, lottery, [member] * 30)
    assert Counter(answer.status for answer in answers) == {201: 7, 409: 23}
    assert {answer.code for answer in answers if answer.status == 409} == {"insufficient_points"}
    assert city.wallet(member) == (2, 0, 0, 0)
    balances = sorted(answer.json()["balance"] for answer in answers if answer.status == 201)
    assert balances == [2, 5, 8, 11, 14, 17, 20]
    assert city.database.violations() == []


def test_draw_limit_holds_in_parallel(city):
    lottery = city.lottery(cost_points=1, draws_per_member=3)
    member = city.member(100)
    answers = rush(city, lottery, [member] * 20)
    assert Counter(answer.status for answer in answers) == {201: 3, 409: 17}
    assert {answer.code for answer in answers if answer.status == 409} == {"draw_limit_reached"}
    assert city.available(member) == 97


def test_many_lotteries_and_members_at_once(city):
    """Every member in every lottery: the lanes do not get in each other's way."""
    lotteries = [city.lottery(cost_points=2) for _ in range(5)]
    members = city.members(20, 10)
    answers = together([lambda m=member, l=lottery: draw(city, l, m)
                        for member in members for lottery in lotteries])
    city.client.close()
    assert {answer.status for answer in answers} == {201}
    assert {city.available(member) for member in members} == {0}
    for lottery in lotteries:
        tickets = sorted(answer.json()["ticket"] for answer in answers
                         if answer.json()["lottery_id"] == lottery.id)
        assert tickets == list(range(1, 21))
    assert city.database.violations() == []
