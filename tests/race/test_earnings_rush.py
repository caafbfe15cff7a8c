"""Everybody signs in at once: once for each, and no more than the budget has."""
import threading
import uuid
from collections import Counter

import pytest

from harness.city import wait_until
from harness.crowd import together
from harness.requests.earnings import members_under


def sign_in(client, member, **more):
    return client.call("me_sign_in", token=member.token, **more)


def rush(clients, works):
    try:
        return together(works)
    finally:
        for client in clients:
            client.close()


def books(city, budget_id, rule_id):
    """(spent, points counted, earnings)"""
    return city.database.row(
        "SELECT b.spent, c.points, c.earnings FROM budgets AS b, earn_counters AS c"
        " WHERE b.id = %s AND c.rule_id = %s", budget_id, rule_id)


def test_one_member_in_32_tabs(city, twin):
    """Half of the tabs at another server."""
    for _ in range(10):
        (member,), rule_id, budget_id = members_under(city)
        answers = rush((city.client, twin), [
            lambda c=client: sign_in(c, member) for client in [city.client, twin] * 16])
        assert Counter(answer.code or answer.status for answer in answers) == {
            201: 1, "already_signed_in": 31}
        assert city.wallet(member) == (5, 0, 0, 0)
        assert books(city, budget_id, rule_id) == (5, 5, 1)


def test_one_key_in_32_tabs(city):
    for number in range(5):
        (member,), rule_id, budget_id = members_under(city)
        answers = rush([city.client], [
            lambda: sign_in(city.client, member, key=f"one-key-in-32-tabs-{number}")] * 32)
        assert {answer.code or answer.status for answer in answers} <= {201, "idempotency_in_progress"}
        assert len({answer.body for answer in answers if answer.status == 201}) == 1
        assert books(city, budget_id, rule_id) == (5, 5, 1)


def test_200_members_for_a_budget_of_100(city, twin):
    members, rule_id, budget_id = members_under(city, 200, total=500)
    answers = rush((city.client, twin), [
        lambda c=client, m=member: sign_in(c, m)
        for client, member in zip([city.client, twin] * 100, members)])
    assert Counter(answer.code or answer.status for answer in answers) == {
        201: 100, "earn_budget_exhausted": 100}
    assert books(city, budget_id, rule_id) == (500, 500, 100)
    total = city.database.value("SELECT sum(available) FROM wallets WHERE member_id = ANY (%s::uuid[])",
                                [member.id for member in members])
    assert total == 500
    assert city.database.violations() == []


def test_200_members_for_a_cap_of_100(city, twin):
    members, rule_id, budget_id = members_under(city, 200, total=5000, caps={"total": 503})
    answers = rush((city.client, twin), [
        lambda c=client, m=member: sign_in(c, m)
        for client, member in zip([city.client, twin] * 100, members)])
    assert Counter(answer.code or answer.status for answer in answers) == {
        201: 100, "earn_rule_exhausted": 100}
    assert books(city, budget_id, rule_id) == (500, 500, 100)


WAITING = ("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
           " AND query LIKE '%%api.me_sign_in(%%' AND datname = current_database()")


@pytest.mark.parametrize("bounds, code", [({"caps": {"total": 5}}, "earn_rule_exhausted"),
                                          ({"total": 5}, "earn_budget_exhausted")])
def test_what_is_left_is_judged_after_the_wait(city, bounds, code):
    """Another process has just given the last points, and has not committed yet."""
    (first, second), _, _ = members_under(city, 2, **bounds)
    answers = []
    late = threading.Thread(target=lambda: answers.append(sign_in(city.client, second)))
    with city.database.transaction() as cursor:
        cursor.execute("SELECT outcome FROM api.me_sign_in(ARRAY[%s]::uuid[], '{points}', ARRAY[%s],"
                       " ARRAY['x'::bytea], ARRAY[gen_random_uuid()])", (first.id, str(uuid.uuid4())))
        assert cursor.fetchone() == ("ok",)
        late.start()
        wait_until(lambda: city.database.value(WAITING))
        cursor.connection.commit()
    late.join(10)
    answers[0].must(409, code)
    assert (city.available(first), city.available(second)) == (5, 0)
