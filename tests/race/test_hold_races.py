"""Holds under a rush: released by a barrier, counted to the point."""
from collections import Counter

from harness.crowd import codes, race, together
from harness.requests.holds import Till, code_of, fresh

ROUNDS = 8
MANY = 200  # of what one barrier releases by the dozen


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def test_six_holds_of_1000_on_5000(city, twin):
    """Each by another merchant, who has a code of its own time; five find points, whatever the order."""
    for _ in range(ROUNDS):
        member = city.member(5000)
        till, reference = Till(city), fresh()
        works = []
        for number in range(6):
            asking = till.beside(twin if number % 2 else city.client)
            works.append(lambda asking=asking, number=number: hold_in_turn(
                city, asking, member, f"{reference}-{number}"))
        assert codes(rush(city, twin, works)) == {201: 5, "insufficient_points": 1}
        assert city.wallet(member) == (0, 5000, 0, 0)


def hold_in_turn(city, till, member, reference):
    """A hold of 1,000; when another code has taken the place of ours meanwhile, with a new one."""
    while True:
        answer = till.hold(code_of(city, member), 1000, reference)
        if answer.code != "points_code_invalid":
            return answer


def shown(city, twin, members, points):
    """A code of each member, made at once."""
    return [answers[0].must(201).json()["code"] for answers in race(city, twin, [
        [lambda member=member: city.client.call("points_code_create", {"max_points": points}, token=member.token)]
        for member in members])]


def held(city, twin, points, captured=False):
    """A till, members with 100 points each, and a hold of each there."""
    till, members = Till(city), city.members(MANY, 100)
    holds = [answers[0].must(201).json()["id"] for answers in race(city, twin, [
        [lambda code=code: till.hold(code, points)] for code in shown(city, twin, members, points)])]
    if captured:
        for answers in race(city, twin, [[lambda hold=hold: till.capture(hold)] for hold in holds]):
            answers[0].must(200)
    return till, members, holds


def wallets(city, members):
    """How many members have so many (available, held) points."""
    return Counter(city.database.rows("SELECT available::int, held::int FROM wallets WHERE member_id"
                                      " = ANY (%s::uuid[])", [member.id for member in members]))


def each(city, twin, till, holds, count, ask):
    """Every hold is asked about so often at once, at both processes; the counts of each one's answers."""
    sides = [till.beside(twin) if number % 2 else till for number in range(count)]
    return [codes(answers) for answers in race(city, twin, [
        [lambda side=side, hold=hold: ask(side, hold) for side in sides] for hold in holds])]


def test_one_code_shown_to_eight(city, twin):
    """A code is good for one of them."""
    tills, members = [Till(city) for _ in range(4)], city.members(MANY, 1000)
    for answers in race(city, twin, [
            [lambda side=side, code=code: side.hold(code, 100)
             for till in tills for side in (till, till.beside(twin))]
            for code in shown(city, twin, members, 100)]):
        assert codes(answers) == {201: 1, "points_code_invalid": 7}
    assert wallets(city, members) == {(900, 100): MANY}


def test_one_reference_for_two_members(city, twin):
    for _ in range(ROUNDS):
        members, till, reference = city.members(2, 100), Till(city), fresh()
        shown = [code_of(city, member) for member in members]
        answers = rush(city, twin, [lambda: till.hold(shown[0], 10, reference),
                                    lambda: till.beside(twin).hold(shown[1], 10, reference)])
        assert codes(answers) == {201: 1, "reference_taken": 1}
        assert sorted(city.available(member) for member in members) == [90, 100]


def test_double_capture(city, twin):
    till, members, holds = held(city, twin, 100)
    for told in each(city, twin, till, holds, 4, lambda side, hold: side.capture(hold, 60)):
        assert told == {200: 1, "hold_settled": 3}
    assert wallets(city, members) == {(40, 0): MANY}


def test_double_release(city, twin):
    till, members, holds = held(city, twin, 70)
    for told in each(city, twin, till, holds, 4, lambda side, hold: side.release(hold)):
        assert told == {200: 1, "hold_settled": 3}
    assert wallets(city, members) == {(100, 0): MANY}


def test_capture_and_release(city, twin):
    """One of the two wins, and the points are where it says."""
    till, members, holds = held(city, twin, 70)
    told = race(city, twin, [[
        lambda side=sides[0], hold=hold: side.capture(hold), lambda side=sides[1], hold=hold: side.release(hold)]
        for sides, hold in zip([(till.beside(twin), till), (till, till.beside(twin))] * MANY, holds)])
    for answers in told:
        assert codes(answers) == {200: 1, "hold_settled": 1}
    captured = sum(answers[0].status == 200 for answers in told)
    assert wallets(city, members) == Counter({(30, 0): captured, (100, 0): MANY - captured})


def test_capture_and_the_deadline(city, twin):
    """The job and the merchant at the same moment: the points are taken or back, never both."""
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        hold_id = till.held(member, 70)
        city.database.execute("UPDATE holds SET expires_at = clock_timestamp() + interval '50 ms'"
                              " WHERE id = %s", hold_id)
        captured, _ = rush(city, twin, [
            lambda: till.capture(hold_id),
            lambda: city.database.execute("SELECT pg_sleep(0.05); SELECT api.holds_expire(100)")])
        assert captured.status == 200 or captured.code == "hold_expired"
        city.database.execute("SELECT pg_sleep(0.05); SELECT api.holds_expire(100)")
        assert till.get(hold_id)["state"] == ("captured" if captured.status == 200 else "expired")
        assert city.wallet(member) == (30 if captured.status == 200 else 100, 0, 0, 0)


def test_refunds_at_once(city, twin):
    """Four refunds of 30 on 100: three, and never a point more than was captured."""
    till, members, holds = held(city, twin, 100, captured=True)
    for told in each(city, twin, till, holds, 4, lambda side, hold: side.refund(hold, 30)):
        assert told == {201: 3, "refund_exceeded": 1}
    assert wallets(city, members) == {(90, 0): MANY}


def test_one_refund_twice(city, twin):
    """The same reference under two keys: one refund."""
    till, members, holds = held(city, twin, 100, captured=True)
    for told in each(city, twin, till, holds, 2, lambda side, hold: side.refund(hold, 20, f"one-{hold}")):
        assert told == {201: 1, "reference_taken": 1}
    assert wallets(city, members) == {(20, 0): MANY}


def test_a_hold_beside_an_order_and_draws(city, twin):
    """Everything that spends at once sees what is left: 100 points pay one hold of 60, or one order of
    60 and draws of 10 out of the rest, and not a point more."""
    product = city.product([{"points_price": 60, "stock": 1000}])
    lottery = city.lottery(cost_points=10)
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        code = code_of(city, member, 60)
        works = [lambda: till.hold(code, 60),
                 lambda: twin.call("order_create", {
                     "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 60},
                     token=member.token)]
        works += [lambda client=client: client.call(
            "lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token)
            for client in (city.client, twin) for _ in range(3)]
        answers = rush(city, twin, works)
        done = [answer.status == 201 for answer in answers]
        assert {answer.code for answer in answers} <= {None, "insufficient_points"}
        spent = 60 * (done[0] + done[1]) + 10 * sum(done[2:])
        assert spent <= 100 and 100 - spent < 60
        assert city.wallet(member)[:2] == (100 - spent, 60 if done[0] else 0)
