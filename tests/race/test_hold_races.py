"""Holds under a rush: 200 rounds of each, some dozens of them released by one barrier, counted to the point."""
from collections import Counter

from harness.crowd import codes, race, together
from harness.requests.holds import Till, code_of, fresh, held_of, shown

ROUNDS = 200
BESIDE = 10  # rounds of a scene in which one request needs what another was told


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def held(city, twin, points, captured=False):
    """A till, members with 100 points each, and a hold of each there."""
    members = city.members(ROUNDS, 100)
    till, holds = held_of(city, twin, members, points, captured)
    return till, members, holds


def test_six_holds_of_1000_on_5000(city, twin):
    """Each by another merchant, who has a code of its own time; five find points, whatever the order."""
    till, members = Till(city), city.members(ROUNDS, 5000)
    sides = [till, till.beside(twin)] * 3
    for start in range(0, ROUNDS, BESIDE):
        answers = rush(city, twin, [
            lambda side=side, member=member, reference=fresh(): hold_in_turn(city, side, member, reference)
            for member in members[start:start + BESIDE] for side in sides])
        for number in range(0, len(answers), 6):
            assert codes(answers[number:number + 6]) == {201: 5, "insufficient_points": 1}
    assert city.wallets(members) == {(0, 5000, 0): ROUNDS}


def hold_in_turn(city, till, member, reference):
    """A hold of 1,000; when another code has taken the place of ours meanwhile, with a new one."""
    while True:
        answer = till.hold(code_of(city, member), 1000, reference)
        if answer.code != "points_code_invalid":
            return answer


def each(city, twin, till, holds, count, ask):
    """Every hold is asked about so often at once, at both processes; the counts of each one's answers."""
    sides = [till.beside(twin) if number % 2 else till for number in range(count)]
    return [codes(answers) for answers in race(city, twin, [
        [lambda side=side, hold=hold: ask(side, hold) for side in sides] for hold in holds])]


def test_one_code_shown_to_eight(city, twin):
    """A code is good for one of them."""
    tills, members = [Till(city) for _ in range(4)], city.members(ROUNDS, 1000)
    for answers in race(city, twin, [
            [lambda side=side, code=code: side.hold(code, 100)
             for till in tills for side in (till, till.beside(twin))]
            for code in shown(city, twin, members, 100)]):
        assert codes(answers) == {201: 1, "points_code_invalid": 7}
    assert city.wallets(members) == {(900, 100, 0): ROUNDS}


def test_one_reference_for_two_members(city, twin):
    till, members = Till(city), city.members(2 * ROUNDS, 100)
    scanned = shown(city, twin, members, 100)
    for answers in race(city, twin, [
            [lambda code=first, number=number: till.hold(code, 10, number),
             lambda code=second, number=number: till.beside(twin).hold(code, 10, number)]
            for first, second, number in zip(scanned[::2], scanned[1::2], [fresh() for _ in range(ROUNDS)])]):
        assert codes(answers) == {201: 1, "reference_taken": 1}
    assert city.wallets(members) == {(90, 10, 0): ROUNDS, (100, 0, 0): ROUNDS}


def test_double_capture(city, twin):
    till, members, holds = held(city, twin, 100)
    for told in each(city, twin, till, holds, 4, lambda side, hold: side.capture(hold, 60)):
        assert told == {200: 1, "hold_settled": 3}
    assert city.wallets(members) == {(40, 0, 0): ROUNDS}


def test_double_release(city, twin):
    till, members, holds = held(city, twin, 70)
    for told in each(city, twin, till, holds, 4, lambda side, hold: side.release(hold)):
        assert told == {200: 1, "hold_settled": 3}
    assert city.wallets(members) == {(100, 0, 0): ROUNDS}


def test_capture_and_release(city, twin):
    """One of the two wins, and the points are where it says."""
    till, members, holds = held(city, twin, 70)
    told = race(city, twin, [[
        lambda side=sides[0], hold=hold: side.capture(hold), lambda side=sides[1], hold=hold: side.release(hold)]
        for sides, hold in zip([(till.beside(twin), till), (till, till.beside(twin))] * ROUNDS, holds)])
    for answers in told:
        assert codes(answers) == {200: 1, "hold_settled": 1}
    captured = sum(answers[0].status == 200 for answers in told)
    assert city.wallets(members) == Counter({(30, 0, 0): captured, (100, 0, 0): ROUNDS - captured})


def test_capture_and_the_deadline(city, twin):
    """The job and the merchant at the same moment: the points are taken or back, never both."""
    till, members, holds = held(city, twin, 70)
    waiting = [holds[start:start + 20] for start in range(0, ROUNDS, 20)]

    def expire():
        city.database.execute(
            "UPDATE holds SET expires_at = clock_timestamp() + random() * interval '100 ms'"
            " WHERE id = ANY (%s::uuid[])", waiting.pop(0))
        for _ in range(12):
            city.database.execute("SELECT pg_sleep(0.01); SELECT api.holds_expire(100)")
    told = race(city, twin, [[lambda side=side, hold=hold: side.capture(hold)]
                             for side, hold in zip([till, till.beside(twin)] * ROUNDS, holds)], 20, [expire])
    taken = Counter(answers[0].code or answers[0].status for answers in told)
    assert set(taken) <= {200, "hold_expired"} and not waiting
    city.database.execute("SELECT pg_sleep(0.1); SELECT api.holds_expire(100)")
    assert Counter(city.database.rows("SELECT state FROM holds WHERE id = ANY (%s::uuid[])", holds)) == Counter(
        {("captured",): taken[200], ("expired",): taken["hold_expired"]})
    assert city.wallets(members) == Counter({(30, 0, 0): taken[200], (100, 0, 0): taken["hold_expired"]})


def test_refunds_at_once(city, twin):
    """Four refunds of 30 on 100: three, and never a point more than was captured."""
    till, members, holds = held(city, twin, 100, captured=True)
    for told in each(city, twin, till, holds, 4, lambda side, hold: side.refund(hold, 30)):
        assert told == {201: 3, "refund_exceeded": 1}
    assert city.wallets(members) == {(90, 0, 0): ROUNDS}


def test_one_refund_twice(city, twin):
    """The same reference under two keys: one refund."""
    till, members, holds = held(city, twin, 100, captured=True)
    for told in each(city, twin, till, holds, 2, lambda side, hold: side.refund(hold, 20, f"one-{hold}")):
        assert told == {201: 1, "reference_taken": 1}
    assert city.wallets(members) == {(20, 0, 0): ROUNDS}


def test_a_hold_beside_an_order_and_draws(city, twin):
    """Everything that spends at once sees what is left: 100 points pay one hold of 60, or one order of
    60 and draws of 10 out of the rest, and not a point more."""
    sku = city.product([{"points_price": 60, "stock": 1000}]).sku
    lottery = {"lottery_id": city.lottery(cost_points=10).id}
    till, members = Till(city), city.members(ROUNDS, 100)
    told = race(city, twin, [[
        lambda code=code: till.hold(code, 60),
        lambda member=member: twin.call("order_create", {
            "items": [{"sku_id": sku, "quantity": 1}], "points_to_spend": 60}, token=member.token),
        *[lambda member=member, client=client: client.call("lottery_draw", {}, path=lottery, token=member.token)
          for client in (city.client, twin) * 3]]
        for member, code in zip(members, shown(city, twin, members, 60))])
    left = Counter()
    for answers in told:
        done = [answer.status == 201 for answer in answers]
        assert {answer.code for answer in answers} <= {None, "insufficient_points"}
        spent = 60 * (done[0] + done[1]) + 10 * sum(done[2:])
        assert spent <= 100 and 100 - spent < 60
        left[100 - spent, 60 if done[0] else 0, 0] += 1
    assert city.wallets(members) == left
