"""The same event, and the same quiz, many times at once."""
from collections import Counter

from harness import keys
from harness.crowd import together
from harness.requests.earnings import event, members_under, reporter


def rush(clients, works):
    try:
        return together(works)
    finally:
        for client in clients:
            client.close()


def test_one_event_32_times(city, twin):
    """Everybody is told the same; the points come once."""
    for _ in range(5):
        member, rule_id, key, budget_id = reporter(city)
        body = event(rule_id, member)
        answers = rush((city.client, twin), [
            lambda c=client: c.call("points_event_report", body, headers=keys.headers(key))
            for client in [city.client, twin] * 16])
        assert {answer.status for answer in answers} == {201} and len({answer.body for answer in answers}) == 1
        assert city.available(member) == 5
        assert city.database.value("SELECT spent FROM budgets WHERE id = %s", budget_id) == 5


def test_one_event_for_two_members(city, twin):
    """One of them has it, the other is refused; both at two servers."""
    for _ in range(10):
        member, rule_id, key, _ = reporter(city)
        other = city.member(organisation_id=city.database.value("SELECT core.organisation_of(%s)", member.id))
        bodies = [event(rule_id, who, "the-same-event") for who in (member, other)]
        answers = rush((city.client, twin), [
            lambda c=client, b=body: c.call("points_event_report", b, headers=keys.headers(key))
            for client, body in zip([city.client, twin] * 4, bodies * 4)])
        codes = Counter((answer.code or answer.status) for answer in answers)
        assert codes == {201: 4, "event_ref_reused": 4}, answers
        assert city.available(member) + city.available(other) == 5


def test_a_daily_cap_under_32_events(city, twin):
    member, rule_id, key, _ = reporter(city, caps={"per_day": 17})
    answers = rush((city.client, twin), [
        lambda c=client: c.call("points_event_report", event(rule_id, member), headers=keys.headers(key))
        for client in [city.client, twin] * 16])
    assert Counter(answer.code or answer.status for answer in answers) == {201: 3, "earn_cap_reached": 29}
    assert city.available(member) == 15


def test_one_quiz_in_32_tabs(city, twin):
    for _ in range(5):
        (member,), rule_id, _ = members_under(city, kind="quiz", points=20)
        answers = rush((city.client, twin), [
            lambda c=client: c.call("quiz_answer", {"answers": [1, 0]}, path={"rule_id": rule_id},
                                    token=member.token) for client in [city.client, twin] * 16])
        assert Counter(answer.code or answer.status for answer in answers) == {201: 1, "already_answered": 31}
        assert city.available(member) == 20
    assert city.database.violations() == []
