"""Holds under a rush: released by a barrier, counted to the point."""
from collections import Counter

from harness.crowd import together
from harness.requests.holds import Till, code_of, fresh

ROUNDS = 8


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def codes(answers):
    return Counter(answer.code or answer.status for answer in answers)


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


def test_one_code_shown_to_eight(city, twin):
    """A code is good for one of them."""
    for _ in range(ROUNDS):
        member, tills = city.member(1000), [Till(city) for _ in range(8)]
        code = code_of(city, member, 100)
        answers = rush(city, twin, [
            lambda till=till, number=number: till.beside(twin if number % 2 else city.client).hold(
                code, 100) for number, till in enumerate(tills)])
        assert codes(answers) == {201: 1, "points_code_invalid": 7}
        assert city.wallet(member) == (900, 100, 0, 0)


def test_one_reference_for_two_members(city, twin):
    for _ in range(ROUNDS):
        members, till, reference = city.members(2, 100), Till(city), fresh()
        shown = [code_of(city, member) for member in members]
        answers = rush(city, twin, [lambda: till.hold(shown[0], 10, reference),
                                    lambda: till.beside(twin).hold(shown[1], 10, reference)])
        assert codes(answers) == {201: 1, "reference_taken": 1}
        assert sorted(city.available(member) for member in members) == [90, 100]


def test_double_capture(city, twin):
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        hold_id = till.held(member, 100)
        works = [lambda number=number: till.beside(twin if number % 2 else city.client).capture(
            hold_id, 60) for number in range(4)]
        assert codes(rush(city, twin, works)) == {200: 1, "hold_settled": 3}
        assert city.wallet(member) == (40, 0, 0, 0)


def test_double_release(city, twin):
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        hold_id = till.held(member, 70)
        works = [lambda number=number: till.beside(twin if number % 2 else city.client).release(hold_id)
                 for number in range(4)]
        assert codes(rush(city, twin, works)) == {200: 1, "hold_settled": 3}
        assert city.wallet(member) == (100, 0, 0, 0)


def test_capture_and_release(city, twin):
    """One of the two wins, and the points are where it says."""
    won = Counter()
    for number in range(ROUNDS):
        member, till = city.member(100), Till(city)
        hold_id = till.held(member, 70)
        sides = [till.beside(twin), till] if number % 2 else [till, till.beside(twin)]
        captured, released = rush(city, twin, [lambda: sides[0].capture(hold_id),
                                               lambda: sides[1].release(hold_id)])
        assert codes([captured, released]) == {200: 1, "hold_settled": 1}
        state = till.get(hold_id)["state"]
        assert state == ("captured" if captured.status == 200 else "released")
        assert city.wallet(member) == (30 if captured.status == 200 else 100, 0, 0, 0)
        won[state] += 1
    assert won.total() == ROUNDS


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
    """Eight refunds of 20 on 100: five, and never a point more than was captured."""
    for _ in range(ROUNDS):
        member, till = city.member(100), Till(city)
        hold_id = till.held(member, 100)
        till.capture(hold_id).must(200)
        works = [lambda number=number: till.beside(twin if number % 2 else city.client).refund(
            hold_id, 20) for number in range(8)]
        assert codes(rush(city, twin, works)) == {201: 5, "refund_exceeded": 3}
        assert city.wallet(member) == (100, 0, 0, 0)


def test_one_refund_twice(city, twin):
    """The same reference under two keys: one refund."""
    for _ in range(ROUNDS):
        member, till, reference = city.member(100), Till(city), fresh()
        hold_id = till.held(member, 100)
        till.capture(hold_id).must(200)
        answers = rush(city, twin, [lambda: till.refund(hold_id, 20, reference),
                                    lambda: till.beside(twin).refund(hold_id, 20, reference)])
        assert codes(answers) == {201: 1, "reference_taken": 1}
        assert city.wallet(member) == (20, 0, 0, 0)


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
