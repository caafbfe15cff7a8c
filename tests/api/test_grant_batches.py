"""Grants to many: all that was promised comes, once for each, or nothing does."""
import uuid

import pytest

from harness.city import wait_until
from harness.requests.budgets import budget
from harness.requests.earnings import batch_body
from harness.requests.organisations import branch


def grant(city, budget_id, login="lianyungang", key=None, **reach):
    return city.client.call("points_grant_batch", batch_body(budget_id, **reach), token=city.admin(login),
                            **({"key": key} if key else {}))


def listed(members, points=10):
    return [{"member_no": member.member_no, "points": points + number}
            for number, member in enumerate(members)]


def books(city, budget_id):
    """(committed, spent)"""
    return city.database.row("SELECT committed, spent FROM budgets WHERE id = %s", budget_id)


def get(city, batch_id):
    return city.client.call("points_grant_batch_get", path={"batch_id": batch_id},
                            token=city.admin()).must(200).json()


def done(city, batch_id):
    wait_until(lambda: get(city, batch_id)["state"] == "done")
    return get(city, batch_id)


def states(city, batch_id, **query):
    items = city.client.call("points_grant_batch_member_list", path={"batch_id": batch_id},
                             query={"limit": "100", **query}, token=city.admin()).must(200).json()["items"]
    return {item["member_no"]: item["state"] for item in items}


def test_points_grant_batch_by_list(city):
    """Each gets what the list says; the grants are like any other and can be reversed."""
    members, budget_id = city.members(3), budget(city, 100)
    begun = grant(city, budget_id, items=listed(members)).must(201).json()
    assert (begun["state"], begun["members"], begun["points"], begun["is_listed"]) == ("open", 3, 33, True)
    ended = done(city, begun["id"])
    assert (ended["granted"], ended["skipped"]) == ({"members": 3, "points": 33}, {"members": 0, "points": 0})
    assert [city.available(member) for member in members] == [10, 11, 12]
    assert books(city, budget_id) == (0, 33)
    given, = city.client.call("points_grant_list", token=city.admin(), query={
        "member_id": members[0].id}).must(200).json()["items"]
    city.client.call("points_grant_reverse", {"reason": "名单有误", "dry_run": False},
                     path={"grant_id": given["id"]}, token=city.admin()).must(200)
    assert city.available(members[0]) == 0 and books(city, budget_id) == (0, 23)
    entry = city.client.call("me_point_entries", token=members[1].token).must(200).json()["items"][0]
    assert (entry["kind"], entry["description"]) == ("grant", "国庆慰问")


def test_points_grant_batch_for_an_organisation(city):
    """Everybody who is an active member of the subtree, and nobody else."""
    town = branch(city, level="town")
    place = branch(city, town)
    members, here = city.members(3, 0, place), city.member(0, town)
    gone = city.member(0, place)
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", gone.id)
    elsewhere = city.member()
    budget_id = budget(city, 40)
    begun = grant(city, budget_id, organisation_id=town, points=10).must(201).json()
    assert books(city, budget_id)[1] in (0, 40)
    assert done(city, begun["id"])["granted"] == {"members": 4, "points": 40}
    assert [city.available(member) for member in (*members, here, gone, elsewhere)] == [10] * 4 + [0, 0]


def test_points_grant_batch_names_every_wrong_row(city):
    """All or nothing; 70 mistakes are 70 errors."""
    good, suspended = city.members(2)
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", suspended.id)
    budget_id = budget(city, 10**6)
    rows = [*listed([good, suspended, good]), *({"member_no": "99999999", "points": 1} for _ in range(68))]
    key = str(uuid.uuid4())
    with city.database.unchanged(("idempotency_keys",)):
        answer = grant(city, budget_id, items=rows, key=key).must(422, "items_invalid")
    assert answer.errors[:3] == [("#/items/1/member_no", "member_unknown"),
                                 ("#/items/2/member_no", "member_repeated"),
                                 ("#/items/3/member_no", "member_unknown")]
    assert len(answer.errors) == 70
    again = grant(city, budget_id, items=rows, key=key).must(422, "items_invalid")
    assert again.body == answer.body and again.header("Idempotency-Replayed") == "true"
    haizhou_budget = budget(city, 100, "320706")
    stranger = city.member(organisation_id=city.organisation("320722"))
    assert grant(city, haizhou_budget, "haizhou", items=listed([stranger])).must(
        422, "items_invalid").errors == [("#/items/0/member_no", "member_unknown")]


@pytest.mark.parametrize("reach, wrong", [
    ({}, ["#/organisation_id", "#/points"]), ({"points": 1}, ["#/organisation_id"]),
    ({"items": [{"member_no": "10000001", "points": 1}], "points": 1}, ["#/points"]),
    ({"items": [{"member_no": "1000000", "points": 0}]}, ["#/items/0/member_no", "#/items/0/points"]),
    ({"items": []}, ["#/items"]),
    ({"items": [{"member_no": "10000001", "points": 1}] * 501}, ["#/items"])])
def test_points_grant_batch_says_whom(city, reach, wrong):
    answer = grant(city, str(uuid.uuid4()), **reach).must(422, "validation_failed")
    assert sorted(place for place, _ in answer.errors) == wrong


def test_points_grant_batch_within_the_budget(city):
    """Refused as a whole when the budget has one point too few."""
    members, budget_id, empty = city.members(3), budget(city, 32), branch(city)
    haizhou_budget = budget(city, 9, "320706")
    with city.database.unchanged(("idempotency_keys",)):
        grant(city, budget_id, items=listed(members)).must(409, "budget_exceeded")
        grant(city, budget_id, items=listed(members), dry_run=True).must(409, "budget_exceeded")
        grant(city, str(uuid.uuid4()), items=listed(members)).must(404, "budget_not_found")
        grant(city, budget_id, organisation_id=empty, points=1).must(409, "batch_empty")
        grant(city, haizhou_budget, "haizhou", organisation_id=city.organisation("320722"),
              points=1).must(404, "organisation_not_found")
        grant(city, budget_id, items=listed(members), expires_at="2020-01-01T00:00:00Z").must(
            422, "expiry_past")


@pytest.fixture(name="multitude")
def multitude_fixture(city):
    """An organisation with one member more than a grant may reach; they are gone when it has been tried."""
    place = branch(city)
    as_owner = "SET session_replication_role = replica; {}; SET session_replication_role = origin"
    city.database.execute(as_owner.format(
        "WITH fresh AS (INSERT INTO people (real_name_masked) SELECT '试*' FROM generate_series(1, 100001)"
        " RETURNING id), joined AS (INSERT INTO memberships (person_id, organisation_id)"
        " SELECT f.id, %s FROM fresh AS f) INSERT INTO members (member_no, person_id, phone_masked)"
        " SELECT nextval('core.member_numbers'), f.id, '138****0000' FROM fresh AS f"), place)
    yield place
    city.database.execute(as_owner.format(
        "WITH gone AS (DELETE FROM memberships WHERE organisation_id = %s RETURNING person_id),"
        " accounts AS (DELETE FROM members AS m USING gone AS g WHERE m.person_id = g.person_id)"
        " DELETE FROM people AS p USING gone AS g WHERE p.id = g.person_id"), place)


def test_points_grant_batch_reaches_a_hundred_thousand(city, multitude):
    budget_id = budget(city, 1000000)
    for dry_run in (True, False):
        grant(city, budget_id, organisation_id=multitude, points=1, dry_run=dry_run).must(409, "batch_too_large")
    assert books(city, budget_id) == (0, 0)
    city.database.execute(
        "UPDATE memberships SET span = tstzrange(now() - interval '1 hour', now()), end_reason = 'left'"
        " WHERE id = (SELECT id FROM memberships WHERE organisation_id = %s LIMIT 1)", multitude)
    planned = grant(city, budget_id, organisation_id=multitude, points=1, dry_run=True).must(201).json()
    assert planned["members"] == planned["points"] == 100000


def test_points_grant_batch_dry_run(city):
    members, budget_id = city.members(3), budget(city, 33)
    with city.database.unchanged():
        planned = grant(city, budget_id, items=listed(members), dry_run=True).must(201).json()
    assert (planned["state"], planned["id"], planned["members"], planned["points"]) == (
        "planned", None, 3, 33)


def test_points_grant_batch_once_for_one_key(city):
    (member,), budget_id, key = city.members(1), budget(city, 100), str(uuid.uuid4())
    first = grant(city, budget_id, items=listed([member]), key=key).must(201)
    again = grant(city, budget_id, items=listed([member]), key=key).must(201)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    grant(city, budget_id, items=listed([member], 11), key=key).must(422, "idempotency_key_reused")
    done(city, first.json()["id"])
    assert city.available(member) == 10 and books(city, budget_id) == (0, 10)


def test_points_grant_batch_skips_who_has_left(city):
    """Between the promise and the turn; their share goes back to the budget."""
    members, budget_id = city.members(3), budget(city, 100)
    begun = grant(city, budget_id, items=listed(members), starts_at="2098-01-01T00:00:00Z").must(201).json()
    assert books(city, budget_id) == (33, 0)
    city.client.call("admin_membership_end", {"end_reason": "retired", "reason": "退休"}, path={"member_id": members[1].id},
                     token=city.admin()).must(200)
    city.database.execute("UPDATE grant_batches SET starts_at = now() WHERE id = %s", begun["id"])
    ended = done(city, begun["id"])
    assert (ended["granted"], ended["skipped"]) == ({"members": 2, "points": 22}, {"members": 1, "points": 11})
    assert states(city, begun["id"], state="skipped") == {members[1].member_no: "skipped"}
    assert books(city, budget_id) == (0, 22) and city.available(members[1]) == 0


def test_points_grant_batch_cancel(city):
    members, budget_id = city.members(2), budget(city, 100)
    begun = grant(city, budget_id, items=listed(members), starts_at="2098-01-01T00:00:00Z").must(201).json()

    def cancel():
        return city.client.call("points_grant_batch_cancel", {"reason": "名单有误"},
                                path={"batch_id": begun["id"]}, token=city.admin())
    assert cancel().must(200).json()["state"] == "cancelled"
    assert books(city, budget_id) == (0, 0)
    assert set(states(city, begun["id"]).values()) == {"cancelled"}
    cancel().must(409, "grant_batch_ended")


def test_points_grant_batch_lists_page_by_page(city):
    members, budget_id = city.members(3), budget(city, 100)
    begun = grant(city, budget_id, items=listed(members), starts_at="2098-01-01T00:00:00Z").must(201).json()
    for name, path, wanted in (
            ("points_grant_batch_member_list", {"batch_id": begun["id"]}, {member.id for member in members}),
            ("points_grant_batch_list", {}, {begun["id"]})):
        seen, cursor = [], {}
        while cursor is not None:
            page = city.client.call(name, token=city.admin(), path=path, query={
                "limit": 2, **cursor}).must(200).json()
            seen += [item.get("member_id") or item["id"] for item in page["items"]]
            cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
        assert len(seen) == len(set(seen)) and wanted <= set(seen)
        city.client.call(name, token=city.admin(), path=path, query={"cursor": "bm8"}).must(
            400, "cursor_invalid")


def test_points_grant_dry_run(city):
    """Tells what would come, and does nothing."""
    member, budget_id = city.member(), budget(city, 5)

    def planned(**changes):
        return city.client.call("points_grant", {
            "member_id": member.id, "points": 5, "reason": "高温慰问", "dry_run": True,
            "expires_at": "2098-12-31T23:59:59+08:00", "budget_id": budget_id, **changes},
            token=city.admin())
    with city.database.unchanged():
        body = planned().must(201).json()
        assert (body["state"], body["id"], body["points"]) == ("planned", None, 5)
        planned(points=6).must(409, "budget_exceeded")
        planned(member_id=str(uuid.uuid4())).must(404, "member_not_found")
        planned(expires_at="2020-01-01T00:00:00Z").must(422, "expiry_past")
