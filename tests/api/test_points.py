"""Granting points: within the subtree, within the budget, once."""
import uuid
from datetime import timedelta

import pytest

from harness.city import now
from harness.requests.budgets import ample, budget


def grant_body(member_id, points=100, budget_id=None, days=400, **changes):
    return {"member_id": member_id, "points": points, "reason": "高温慰问",
            "expires_at": (now() + timedelta(days=days)).isoformat("T", "seconds"),
            "budget_id": budget_id, **changes}


def grant(city, body, login="lianyungang", **more):
    body = {**body, "budget_id": body["budget_id"] or ample(city, "320706")}
    return city.client.call("points_grant", body, token=city.admin(login), **more)


def granted(city, budget_id):
    return city.database.value("SELECT spent FROM budgets WHERE id = %s", budget_id)


def below(city, code):
    """An enterprise somewhere below the organisation with this code."""
    return str(city.database.value(
        "SELECT e.id FROM organisations e JOIN organisations o"
        " ON e.path LIKE o.path || '%%' AND o.code = %s"
        " WHERE e.level = 'enterprise' ORDER BY e.id LIMIT 1", code))


def test_points_grant_arrives(city):
    member = city.member()
    answer = grant(city, grant_body(member.id, 250)).must(201)
    assert answer.header("Idempotency-Replayed") in (None, "false")
    assert city.wallet(member) == (250, 0, 0, 0)
    entry = city.client.call("me_point_entries", token=member.token).json()["items"][0]
    assert (entry["delta"], entry["balance_after"], entry["kind"]) == (250, 250, "grant")


def test_points_grant_once_for_one_key(city):
    member = city.member()
    key = str(uuid.uuid4())
    body = grant_body(member.id, 70)
    first = grant(city, body, key=key).must(201)
    for _ in range(3):
        again = grant(city, body, key=key).must(201)
        assert again.body == first.body
        assert again.header("Idempotency-Replayed") == "true"
    assert city.available(member) == 70


def test_points_grant_key_with_other_body(city):
    member = city.member()
    key = str(uuid.uuid4())
    grant(city, grant_body(member.id, 70), key=key).must(201)
    grant(city, grant_body(member.id, 71), key=key).must(422, "idempotency_key_reused")
    assert city.available(member) == 70


def test_points_grant_key_is_per_caller(city):
    """Another administrator's equal key is another key."""
    member = city.member(organisation_id=below(city, "320706"))
    key = str(uuid.uuid4())
    body = grant_body(member.id, 5)
    grant(city, body, key=key).must(201)
    other = grant(city, body, "haizhou", key=key).must(201)
    assert other.header("Idempotency-Replayed") in (None, "false")
    assert city.available(member) == 10


def test_points_grant_within_the_subtree(city):
    inside = city.member(organisation_id=below(city, "320706"))
    outside = city.member(organisation_id=below(city, "320703"))
    grant(city, grant_body(inside.id, 10), "haizhou").must(201)
    grant(city, grant_body(outside.id, 10), "haizhou").must(404, "member_not_found")
    grant(city, grant_body(outside.id, 10), "lianyungang").must(201)
    assert city.available(outside) == 10


def test_points_grant_unknown_member(city):
    grant(city, grant_body(str(uuid.uuid4()))).must(404, "member_not_found")


def test_points_grant_by_a_stranger_with_an_admins_token(city, forge):
    """A validly signed token of an administrator who does not exist has no subtree."""
    member = city.member()
    token = forge.token(uuid.uuid4(), "admin")
    city.client.call("points_grant", grant_body(member.id, budget_id=ample(city)), token=token).must(404)
    assert city.available(member) == 0


def test_points_grant_within_the_budget(city):
    member = city.member()
    budget_id = budget(city, 100)
    grant(city, grant_body(member.id, 60, budget_id)).must(201)
    grant(city, grant_body(member.id, 41, budget_id)).must(409, "budget_exceeded")
    assert granted(city, budget_id) == 60
    grant(city, grant_body(member.id, 40, budget_id)).must(201)
    assert granted(city, budget_id) == 100 and city.available(member) == 100
    grant(city, grant_body(member.id, 1, budget_id)).must(409, "budget_exceeded")


def test_points_grant_replay_does_not_touch_the_budget(city):
    member = city.member()
    budget_id = budget(city, 100)
    key = str(uuid.uuid4())
    body = grant_body(member.id, 60, budget_id)
    grant(city, body, key=key).must(201)
    grant(city, body, key=key).must(201)
    assert granted(city, budget_id) == 60


def test_points_grant_unknown_budget(city):
    member = city.member()
    grant(city, grant_body(member.id, 1, str(uuid.uuid4()))).must(404, "budget_not_found")
    # A budget above the administrator is not theirs to spend.
    inside = city.member(organisation_id=below(city, "320706"))
    above = budget(city, 100, "320700")
    grant(city, grant_body(inside.id, 1, above), "haizhou").must(404, "budget_not_found")
    assert granted(city, above) == 0


def test_points_grant_refusal_is_replayed(city):
    """A refusal is stored like a success: the same key gives the same refusal again."""
    member = city.member()
    budget_id = budget(city, 10)
    key = str(uuid.uuid4())
    body = grant_body(member.id, 60, budget_id)
    first = grant(city, body, key=key).must(409, "budget_exceeded")
    city.database.execute("SELECT core.budget_move(%s, 'amended', %s, 990, 0, 0, NULL, NULL)", budget_id,
                          str(uuid.uuid4()))
    again = grant(city, body, key=key).must(409, "budget_exceeded")
    assert again.header("Idempotency-Replayed") == "true"
    assert first.body == again.body
    assert city.available(member) == 0


def test_points_grant_expiry_in_the_past(city):
    member = city.member()
    grant(city, grant_body(member.id, days=-1)).must(422, "expiry_past")
    assert city.available(member) == 0


@pytest.mark.parametrize("text", ["2099-12-31T23:59:59+08:00", "2099-12-31T15:59:59Z",
                                  "2099-12-31T15:59:59.123456Z"])
def test_points_grant_times(city, text):
    member = city.member()
    grant(city, grant_body(member.id, 1, expires_at=text)).must(201)
    stored = city.database.value("SELECT expires_at FROM lots WHERE member_id = %s", member.id)
    assert stored.isoformat("T", "seconds") == "2099-12-31T23:59:59+08:00"


def test_points_grant_reason_is_kept_as_typed(city):
    member = city.member()
    reason = "慰问 👨‍👩‍👧‍👦 '\";-- \u202e阿卜杜拉"
    grant(city, grant_body(member.id, 1, reason=reason)).must(201)
    kept = city.database.value("SELECT reason FROM grants WHERE member_id = %s", member.id)
    assert kept == reason
