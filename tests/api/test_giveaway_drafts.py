"""Giveaways from the draft to the end, by the staff."""
import uuid
from datetime import timedelta

import pytest

from harness.city import now, wait_until
from harness.requests import giveaways as made

REASON = {"reason": "连工发〔2026〕21 号"}


def ask(city, operation, giveaway, token, body=None, **more):
    return city.client.call(operation, body, path={"giveaway_id": giveaway}, token=token, **more)


def create(city, wanted, token=None):
    return city.client.call("giveaway_create", {"organisation_id": city.organisation("320700"), "rules": wanted},
                            token=token or city.admin())


def soon(**moment):
    return (now() + timedelta(**moment)).isoformat(timespec="seconds")


def promised(city, budget):
    return city.database.row("SELECT committed, spent FROM budgets WHERE id = %s", budget)


def shown(city, giveaway):
    return ask(city, "admin_giveaway_get", giveaway, city.admin()).must(200).json()


def test_giveaway_create_says_what_it_kept(city):
    wanted = made.rules(city)
    body = create(city, wanted).must(201).json()
    assert body["state"] == "draft" and body["remaining"] is None and body["rules_hash"] is None
    for name in ("title", "produce", "shares", "per_member", "value_fen", "claim_days", "budget_id", "mode"):
        assert body[name] == wanted[name], name
    assert [event["kind"] for event in body["events"]] == ["created"]
    city.client.call("giveaway_get", path={"giveaway_id": body["id"]}).must(404, "giveaway_not_found")


NOWHERE = str(uuid.uuid4())


@pytest.mark.parametrize("changes, status, code", [
    ({"closes_at": "2020-01-01T00:00:00+08:00"}, 409, "activity_times_reversed"),
    ({"mode": "lot"}, 409, "giveaway_mode_misfit"),
    ({"shares": 4}, 409, "giveaway_quota_misfit"),
    ({"delivers": False}, 409, "award_way_missing"),
    ({"pickup_point_ids": [NOWHERE]}, 404, "pickup_point_not_found"),
    ({"budget_id": NOWHERE}, 404, "budget_not_found"),
    ({"audience": {"organisation_id": NOWHERE, "tenure_days": 0, "winner_rest_days": 0}}, 404,
     "audience_not_found")])
def test_giveaway_create_and_revise_refuse_rules_that_do_not_fit(city, changes, status, code):
    wanted = made.rules(city, **changes)
    create(city, wanted).must(status, code)
    giveaway = made.draft(city)
    before = shown(city, giveaway)
    ask(city, "giveaway_revise", giveaway, city.admin(), {"rules": wanted}).must(status, code)
    assert shown(city, giveaway) == before


def test_giveaway_from_draft_to_end(city):
    """Two of the staff; the budget promises all shares, then those that were claimed."""
    wanted = made.rules(city, opens_at=soon(seconds=1), quotas=[])
    submits, publishes = city.admin(), city.staff()
    giveaway = create(city, made.rules(city), submits).must(201).json()["id"]
    ask(city, "giveaway_return", giveaway, publishes, REASON).must(409, "activity_state_conflict")
    ask(city, "giveaway_revise", giveaway, submits, {"rules": wanted}).must(200)
    ask(city, "giveaway_publish", giveaway, publishes, REASON).must(409, "activity_state_conflict")
    ask(city, "giveaway_submit", giveaway, submits, REASON).must(200)
    ask(city, "giveaway_submit", giveaway, submits, REASON).must(409, "activity_state_conflict")
    ask(city, "giveaway_revise", giveaway, submits, {"rules": wanted}).must(409, "activity_state_conflict")
    ask(city, "giveaway_return", giveaway, publishes, REASON).must(200)
    ask(city, "giveaway_submit", giveaway, submits, REASON).must(200)
    ask(city, "giveaway_publish", giveaway, submits, REASON).must(409, "second_person_required")
    key = str(uuid.uuid4())
    first = ask(city, "giveaway_publish", giveaway, publishes, REASON, key=key).must(200)
    again = ask(city, "giveaway_publish", giveaway, publishes, REASON, key=key).must(200)
    assert again.body == first.body and promised(city, wanted["budget_id"]) == (20 * 300, 0)
    wait_until(lambda: city.client.call("giveaway_get", path={"giveaway_id": giveaway}).json()["status"] == "open")
    for member in city.members(3):
        city.client.call("giveaway_claim", path={"giveaway_id": giveaway}, token=member.token).must(201)
    body = ask(city, "giveaway_close", giveaway, publishes, REASON).must(200).json()
    assert body["state"] == "archived" and body["ended_at"] and body["remaining"] == 17
    assert [event["kind"] for event in body["events"]] == [
        "created", "revised", "submitted", "returned", "submitted", "published", "archived"]
    assert promised(city, wanted["budget_id"]) == (3 * 300, 0)
    city.client.call("giveaway_claim", path={"giveaway_id": giveaway}, token=city.member().token).must(
        409, "giveaway_not_open")
    ask(city, "giveaway_close", giveaway, publishes, REASON).must(409, "activity_state_conflict")


@pytest.mark.parametrize("changes, code", [
    ({"shares": 1000, "value_fen": 100000}, "budget_exceeded"), ({"budget_id": None}, "budget_missing"),
    ({"opens_at": soon(hours=-2), "repools_at": None, "closes_at": soon(hours=-1)}, "activity_over")])
def test_giveaway_submit_and_publish_refuse(city, changes, code):
    """The second asks again: what was enough when it was handed over may be so no longer."""
    giveaway = made.draft(city, made.rules(city, **changes))
    before = shown(city, giveaway)
    ask(city, "giveaway_submit", giveaway, city.admin(), REASON).must(409, code)
    assert shown(city, giveaway) == before
    city.database.execute("UPDATE activities SET state = 'review' WHERE id = %s", giveaway)
    ask(city, "giveaway_publish", giveaway, city.admin(), REASON).must(409, code)
    assert shown(city, giveaway) == {**before, "state": "review"}


def test_giveaway_by_lot(city):
    """Members enter the raffle of the same id; its draw decides, and its proof is a raffle's."""
    wanted = made.lot_rules(city, shares=2, opens_at=soon(seconds=1), closes_at=soon(seconds=6), quotas=[])
    giveaway = made.in_review(city, wanted)
    ask(city, "giveaway_publish", giveaway, city.admin(), REASON).must(200)
    wait_until(lambda: city.client.call("giveaway_get", path={"giveaway_id": giveaway}).json()["status"] == "open")
    members = city.members(4)
    city.client.call("giveaway_claim", path={"giveaway_id": giveaway}, token=members[0].token).must(
        409, "giveaway_by_lot")
    for member in members:
        city.client.call("lottery_enter", path={"lottery_id": giveaway}, token=member.token).must(201)
    wait_until(lambda: city.client.call("lottery_get", path={"lottery_id": giveaway}).json()["status"] == "revealed", 30)
    proof = city.client.call("lottery_proof", path={"lottery_id": giveaway}).must(200).json()
    assert len(proof["entries"]) == 4 and sum(entry["rank"] is not None for entry in proof["entries"]) == 2
    held = city.database.rows("SELECT member_id::text, value_fen FROM awards WHERE activity_id = %s", giveaway)
    assert len(held) == 2 and {row[1] for row in held} == {300}
    assert city.client.call("giveaway_get", path={"giveaway_id": giveaway}).json()["remaining"] == 0
    ask(city, "giveaway_close", giveaway, city.admin(), REASON).must(200)
    assert promised(city, wanted["budget_id"]) == (2 * 300, 0)


def test_giveaways_of_others_are_unknown(city):
    """Admins of a district neither see nor move the city's."""
    giveaway, district = made.draft(city), city.admin("haizhou")
    for operation, body in (("admin_giveaway_get", None), ("giveaway_revise", {"rules": made.rules(city)}),
                            ("giveaway_submit", REASON), ("giveaway_return", REASON),
                            ("giveaway_publish", REASON), ("giveaway_close", REASON)):
        ask(city, operation, giveaway, district, body).must(404, "giveaway_not_found")
