"""Events that a merchant's program reports, and quizzes."""
import uuid
from datetime import timedelta

import pytest

from harness import keys
from harness.city import now
from harness.requests.earnings import event, members_under, reporter, rule


def report(city, key, body):
    return city.client.call("points_event_report", body, headers=keys.headers(key))


def answer(city, member, rule_id, answers, **more):
    return city.client.call("quiz_answer", {"answers": answers}, path={"rule_id": rule_id},
                            token=member.token, **more)


def tomorrow(city, member):
    city.database.execute(
        "SET session_replication_role = replica; UPDATE quiz_attempts SET day = day - 1 WHERE member_id = %s;"
        " SET session_replication_role = origin", member.id)


def test_points_event_report_twice_is_once(city):
    """The same event again is told the same, and gives nothing more."""
    member, rule_id, key, budget_id = reporter(city)
    body = event(rule_id, member)
    first = report(city, key, body).must(201)
    assert (first.json()["state"], first.json()["points"]) == ("earned", 5)
    with city.database.unchanged():
        assert report(city, key, body).must(201).body == first.body
    assert city.available(member) == 5
    assert city.database.value("SELECT spent FROM budgets WHERE id = %s", budget_id) == 5
    entry, = city.client.call("me_point_entries", token=member.token).must(200).json()["items"]
    assert (entry["kind"], entry["reference"]) == ("earn", first.json()["id"])


def test_points_event_report_for_another_member(city):
    member, rule_id, key, _ = reporter(city)
    other = city.member(organisation_id=str(city.database.value("SELECT core.organisation_of(%s)", member.id)))
    ref = f"walk-{uuid.uuid4()}"
    report(city, key, event(rule_id, member, ref)).must(201)
    with city.database.unchanged():
        report(city, key, event(rule_id, other, ref)).must(409, "event_ref_reused")
    report(city, key, event(rule_id, other)).must(201)


def test_points_event_report_of_another_merchant(city):
    """Their rule is as unknown as none; so is a member elsewhere."""
    member, rule_id, _, _ = reporter(city)
    stranger = keys.given(city, city.merchant().id)
    report(city, stranger, event(rule_id, member)).must(404, "earn_rule_not_found")
    report(city, stranger, event(str(uuid.uuid4()), member)).must(404, "earn_rule_not_found")
    _, own_rule, key, _ = reporter(city)
    report(city, key, event(own_rule, member)).must(404, "member_not_found")
    report(city, key, {**event(own_rule, member), "member_no": "99999999"}).must(404, "member_not_found")


def test_points_event_report_with_a_test_key(city):
    member, rule_id, live, _ = reporter(city)
    merchant_id = city.database.value("SELECT merchant_id FROM earn_rules WHERE id = %s", rule_id)
    trial = keys.given(city, merchant_id, mode="test")
    with city.database.unchanged(("api_keys",)):
        report(city, trial, event(rule_id, member)).must(403, "live_key_required")
        for key in (trial, live):
            planned = report(city, key, event(rule_id, member, dry_run=True)).must(201).json()
            assert (planned["state"], planned["id"], planned["points"]) == ("planned", None, 5)


@pytest.mark.parametrize("changes, code", [
    ({"caps": {"per_day": 5}}, "earn_cap_reached"), ({"caps": {"total": 5}}, "earn_rule_exhausted"),
    ({"total": 5}, "earn_budget_exhausted")])
def test_points_event_report_within_bounds(city, changes, code):
    """What is refused changes nothing, and may come later."""
    member, rule_id, key, _ = reporter(city, **changes)
    report(city, key, event(rule_id, member)).must(201)
    late = event(rule_id, member)
    with city.database.unchanged(("api_keys",)):
        report(city, key, late).must(409, code)
        report(city, key, {**late, "dry_run": True}).must(409, code)
    assert city.available(member) == 5
    city.client.call("earn_rule_update", {"is_paused": True, "reason": "试验"}, path={"rule_id": rule_id},
                     token=city.admin()).must(200)
    report(city, key, late).must(409, "earn_rule_not_open")


def test_quiz_answer_once_a_day(city):
    (member,), rule_id, _ = members_under(city, kind="quiz", points=20)
    told = city.client.call("quiz_get", path={"rule_id": rule_id}, token=member.token).must(200)
    assert b"answer" not in told.body and len(told.json()["questions"]) == 2
    key = str(uuid.uuid4())
    failed = answer(city, member, rule_id, [0, 1], key=key).must(201)
    assert (failed.json()["score"], failed.json()["passed"], failed.json()["points"]) == (0, False, 0)
    assert answer(city, member, rule_id, [0, 1], key=key).must(201).body == failed.body
    answer(city, member, rule_id, [1, 0]).must(409, "already_answered")
    tomorrow(city, member)
    passed = answer(city, member, rule_id, [1, 1]).must(201).json()
    assert (passed["score"], passed["passed"], passed["points"], passed["balance"]) == (1, True, 20, 20)
    assert city.wallet(member) == (20, 0, 0, 0)
    shown, = city.client.call("me_earn_rules", token=member.token, query={"limit": "1"}).must(200).json()["items"]
    assert (shown["id"], shown["obstacle"], shown["earned"]["total"]) == (rule_id, "already_answered", 20)


def test_quiz_answers_are_told_to_nobody(city):
    """Neither to the staff who look at the rule."""
    rule_id, _ = rule(city, "quiz")
    told = city.client.call("earn_rule_get", path={"rule_id": rule_id}, token=city.admin()).must(200)
    assert set(told.json()["quiz"]["questions"][0]) == {"text", "options"}


def test_quiz_answer_misfits(city):
    (member,), rule_id, _ = members_under(city, kind="quiz")
    guest = type("Guest", (), {"token": city.guest()})
    with city.database.unchanged(("idempotency_keys",)):
        answer(city, member, rule_id, [1]).must(422, "answers_misfit")
        answer(city, member, rule_id, [1, 0, 0]).must(422, "answers_misfit")
        answer(city, member, rule_id, [6, 0]).must(422, "validation_failed")
        answer(city, member, str(uuid.uuid4()), [1]).must(404, "earn_rule_not_found")
        answer(city, guest, rule_id, [1, 0]).must(403, "membership_required")


def test_quiz_get_unknown(city):
    """Another union's quiz, one that is yet to come, what is no quiz, and nothing at all are one."""
    later = (now() + timedelta(days=1)).isoformat("T", "seconds")
    (member,), coming, _ = members_under(city, kind="quiz", opens_at=later)
    signing, = city.database.row("SELECT id::text FROM earn_rules WHERE kind = 'sign_in' LIMIT 1")
    for rule_id in (coming, rule(city, "quiz")[0], signing, str(uuid.uuid4())):
        city.client.call("quiz_get", path={"rule_id": rule_id}, token=member.token).must(404, "earn_rule_not_found")


@pytest.mark.parametrize("changes, code", [
    ({"caps": {"per_month": 9}}, "earn_cap_reached"), ({"caps": {"per_member": 9}}, "earn_cap_reached"),
    ({"caps": {"total": 9}}, "earn_rule_exhausted"), ({"is_paused": True}, "earn_rule_not_open")])
def test_quiz_answer_caps(city, changes, code):
    """What refuses the points refuses the attempt, right or wrong."""
    (member,), rule_id, _ = members_under(city, kind="quiz")
    answer(city, member, rule_id, [1, 0]).must(201)
    tomorrow(city, member)
    city.client.call("earn_rule_update", {**changes, "reason": "试验"}, path={"rule_id": rule_id},
                     token=city.admin()).must(200)
    for answers in ([1, 0], [0, 1]):
        answer(city, member, rule_id, answers).must(409, code)
    assert city.available(member) == 5
    assert city.client.call("quiz_get", path={"rule_id": rule_id}, token=member.token).must(200).json()[
        "attempt"] is None


def test_quiz_answer_that_earns_nothing_is_not_lost(city):
    """When the budget is empty nobody can answer, right or wrong; when it is filled, all can."""
    (first, second), rule_id, budget_id = members_under(city, 2, kind="quiz", total=5)
    answer(city, first, rule_id, [1, 0]).must(201)
    with city.database.unchanged(("idempotency_keys",)):
        answer(city, second, rule_id, [1, 0]).must(409, "earn_budget_exhausted")
        answer(city, second, rule_id, [0, 1]).must(409, "earn_budget_exhausted")
    city.database.execute("SELECT core.budget_move(%s, 'amended', %s, 5, 0, 0, NULL, NULL)", budget_id,
                          str(uuid.uuid4()))
    assert answer(city, second, rule_id, [1, 0]).must(201).json()["passed"]
