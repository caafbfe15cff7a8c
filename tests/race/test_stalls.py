"""Awards between many hands: each is handed out, taken back or given anew once."""
import threading
import time

from harness.crowd import together
from harness.requests.awards import Prize

SCANS = 32
ROUNDS = 20
FORFEIT = {"reason": "联系不到本人"}
AGAIN = {"claim_days": 10, "reason": "住院期间逾期"}


def rush(city, twin, works):
    """works take the client that they use, in turns ours and that of another process."""
    clients = [city.client, twin]
    try:
        return together([lambda work=work, client=clients[n % 2]: work(client)
                         for n, work in enumerate(works)])
    finally:
        for client in clients:
            client.close()


def statuses(answers):
    return sorted(answer.status for answer in answers)


def redeem(city, code, token):
    return lambda client: client.call("award_redeem", {"code": code}, token=token)


def handle(city, prize, operation, body):
    return lambda client: client.call(operation, body, path={"award_id": prize.id}, token=city.admin())


def test_many_stalls_scan_one_code(city, twin):
    """Two stalls with an account each, and everybody presses twice."""
    prize = Prize(city)
    stalls = [city.staff("admin", prize.place) for _ in range(2)]
    city.admin()
    for _ in range(ROUNDS):
        code = prize.collect()
        answers = rush(city, twin, [redeem(city, code, stalls[n // 2 % 2]) for n in range(SCANS)])
        assert statuses(answers) == [200] + [404] * (SCANS - 1), answers
        assert prize.row("state") == ("redeemed",)
        city.database.execute("DELETE FROM sign_in_failures WHERE kind = 'redemption'")
        prize.id = prize.win()
    assert city.database.value(
        "SELECT count(*) FROM audit_entries AS e JOIN awards AS w ON w.id = e.object_id"
        " WHERE e.action = 'award_redeem' AND w.activity_id = %s", prize.lottery.id) == ROUNDS


def test_forfeiting_and_redeeming(city, twin):
    """One of the two, and stock comes back only when it was the first."""
    prize = Prize(city)
    stall = city.staff("admin", prize.place)
    city.admin()
    for _ in range(ROUNDS):
        taken, given = rush(city, twin, [handle(city, prize, "award_forfeit", FORFEIT),
                                         redeem(city, prize.collect(), stall)])
        assert (taken.status, given.status) in ((200, 404), (409, 200)), (taken, given)
        moved = city.database.value("SELECT count(*) FROM prize_movements WHERE award_id = %s",
                                    prize.id)
        assert moved == (1 if taken.status == 200 else 0)
        prize.id = prize.win()


def test_reissuing_twice(city, twin):
    prize = Prize(city)
    for _ in range(ROUNDS):
        prize.handle("award_forfeit", FORFEIT).must(200)
        answers = rush(city, twin, [handle(city, prize, "award_reissue", AGAIN)] * 4)
        assert statuses(answers) == [201, 409, 409, 409], answers
        prize.id = prize.win()
    assert city.database.rows("SELECT * FROM core.lottery_award_violations()") == []


def test_claiming_and_expiring(city, twin):
    """Around the deadline: claimed or forfeited, never both and never neither for long."""
    prize = Prize(city)
    ends = set()
    for turn in range(ROUNDS):
        wait = turn % 5 * 0.01
        prize.become("claim_by = clock_timestamp() + interval '20 milliseconds'")
        claimed, _ = rush(city, twin, [
            lambda client, wait=wait: (time.sleep(wait), client.call(
                "me_award_claim", {"pickup_point_id": prize.points[0]}, path={"award_id": prize.id},
                token=prize.member.token))[1],
            lambda client, wait=wait: (time.sleep(0.04 - wait), city.database.value(
                "SELECT (api.awards_expire(1000)).outcome"))])
        city.database.value("SELECT (api.awards_expire(1000)).outcome")
        ends.add((claimed.status, *prize.row("state")))
        prize.id = prize.win()
    assert ends <= {(200, "claimed"), (409, "forfeited")}, ends


def test_claiming_what_is_being_taken_back(city):
    """The claim waits for whoever was first, and then sees what they did."""
    prize = Prize(city)

    def take_back():
        with city.database.transaction() as cursor:
            cursor.execute("SELECT FROM awards WHERE id = %s FOR NO KEY UPDATE", (prize.id,))
            held.set()
            time.sleep(0.1)
            cursor.execute("SELECT core.awards_forfeit(ARRAY[%s]::uuid[], NULL, '试')", (prize.id,))
            cursor.connection.commit()

    def claim():
        assert held.wait(10)
        return prize.claim()

    held = threading.Event()
    _, answer = together([take_back, claim])
    city.client.close()
    answer.must(409, "award_not_claimable")
    assert prize.row("state") == ("forfeited",)
