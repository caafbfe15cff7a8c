"""The staff's side of the tree: adding, renaming, moving, merging and closing organisations."""
import uuid

import pytest

from harness import requests
from harness.requests.organisations import REASON, branch, fresh_credit_code


def act(city, verb, organisation_id, token=None, key=None, **body):
    return city.client.call(
        f"organisation_{verb}", {"reason": REASON, **body}, path={"organisation_id": organisation_id},
        token=token or city.admin(), key=key or str(uuid.uuid4()))


def get(city, organisation_id):
    return city.client.call("organisation_get", path={"organisation_id": organisation_id}).must(200).json()


def create(city, login="lianyungang", key=None, **body):
    return city.client.call("organisation_create", {
        "parent_id": city.organisation("320706"), "level": "enterprise", "name": "新设的试验工会", **body},
        token=city.admin(login), key=key or str(uuid.uuid4()))


def events(city, organisation_id, login="lianyungang", **query):
    return city.client.call("organisation_history", path={"organisation_id": organisation_id},
                            query=query, token=city.admin(login)).must(200).json()


def second_admin(city):
    """Another administrator of the city."""
    admin_id = city.database.value("INSERT INTO admins (login) VALUES (%s) RETURNING id",
                                   f"d{uuid.uuid4().hex[:12]}")
    city.database.execute("INSERT INTO role_grants (admin_id, role, organisation_id) VALUES (%s, 'admin', %s)",
                          admin_id, city.organisation("320700"))
    return city.forge.token(admin_id, "admin")


def test_organisation_create(city):
    credit_code = fresh_credit_code()
    made = create(city, key="found-it-only-once-1" + credit_code, credit_code=credit_code, reason=REASON)
    body = made.must(201).json()
    assert body["parent_id"] == city.organisation("320706") and body["code"].startswith("U")
    assert get(city, body["id"]) == body
    again = create(city, key="found-it-only-once-1" + credit_code, credit_code=credit_code, reason=REASON)
    assert again.must(201).body == made.body and again.header("Idempotency-Replayed") == "true"
    create(city, credit_code=credit_code).must(409, "credit_code_taken")
    [event] = events(city, body["id"])["items"]
    assert (event["event"], event["actor_kind"], event["reason"]) == ("created", "admin", REASON)


@pytest.mark.parametrize("body, status, code", [
    ({"level": "city"}, 409, "organisation_level_illegal"), ({"code": "320706"}, 409, "organisation_code_taken"),
    ({"name": " \u3000 "}, 422, "organisation_name_blank"),
    ({"parent_id": str(uuid.uuid4())}, 404, "organisation_not_found")])
def test_organisation_create_refusals(city, body, status, code):
    create(city, **body).must(status, code)


def test_organisation_create_only_in_the_subtree(city):
    create(city, "haizhou").must(201)
    create(city, "haizhou", parent_id=city.organisation("320707")).must(404, "organisation_not_found")


def test_organisation_update(city):
    place, taken = branch(city), fresh_credit_code()
    city.database.execute("UPDATE organisations SET credit_code = %s WHERE id = %s", taken, branch(city))
    own = fresh_credit_code()
    for _ in range(2):
        body = act(city, "update", place, name="更名 之后 的工会", credit_code=own.lower()).must(200).json()
        assert (body["name"], body["credit_code"]) == ("更名 之后 的工会", own)
    [event] = events(city, place)["items"]
    assert event["event"] == "updated"
    assert {change["field"] for change in event["changes"]} == {"name", "credit_code"}
    act(city, "update", place, credit_code=taken).must(409, "credit_code_taken")
    act(city, "update", place, name="\u3000 ").must(422, "organisation_name_blank")
    act(city, "update", place, token=city.admin("haizhou"), name="海州也能改").must(200)
    act(city, "update", branch(city, "320707"), token=city.admin("haizhou"), name="赣榆的不能").must(
        404, "organisation_not_found")


def test_organisation_move_takes_its_members_along(city):
    place = branch(city)
    below = branch(city, place)
    member = city.member(organisation_id=below)
    planned = act(city, "move", place, parent_id=city.organisation("320707"), dry_run=True).must(200).json()
    assert (planned["state"], planned["obstacles"]) == ("planned", [])
    assert (planned["effect"]["organisations"], planned["effect"]["members"]) == (2, 1)
    assert get(city, place)["parent_id"] == city.organisation("320706")
    done = act(city, "move", place, parent_id=city.organisation("320707")).must(200).json()
    assert done["state"] == "done" and done["effect"] == planned["effect"]
    assert [above["name"] for above in get(city, below)["ancestors"]][-2] == "赣榆区总工会"
    me = city.client.call("me_get", token=member.token).must(200).json()
    assert me["organisation"]["id"] == below
    stranger = city.client.call("admin_member_get", path={"member_id": member.id}, token=city.admin("haizhou"))
    stranger.must(404, "member_not_found")


@pytest.mark.parametrize("verb, field", [("move", "parent_id"), ("merge", "into_id")])
def test_both_ends_lie_in_the_subtree(city, verb, field):
    """What is next door answers as what does not exist."""
    ours, theirs, token = branch(city), branch(city, "320707"), city.admin("haizhou")
    for place, target, code in ((ours, theirs, "target_organisation_not_found"),
                                (ours, requests.unknown_id(), "target_organisation_not_found"),
                                (theirs, ours, "organisation_not_found"),
                                (requests.unknown_id(), ours, "organisation_not_found")):
        for dry_run in (True, False):
            act(city, verb, place, token, dry_run=dry_run, **{field: target}).must(404, code)


def test_organisation_move_refusals(city):
    place = branch(city)
    below = branch(city, place)
    act(city, "move", place, parent_id=below).must(409, "organisation_cycle")
    act(city, "move", place, parent_id=place).must(409, "organisation_cycle")
    act(city, "move", place, parent_id=city.organisation("320706")).must(409, "organisation_already_there")
    act(city, "move", city.organisation("320707"), parent_id=city.organisation("320706")).must(
        409, "organisation_level_illegal")
    planned = act(city, "move", place, parent_id=below, dry_run=True).must(200).json()
    assert planned["obstacles"] == ["organisation_cycle"]


def test_organisation_merge_into_what_stands_below_it(city):
    place = branch(city)
    below = branch(city, place)
    for target in (place, below, branch(city, below)):
        act(city, "merge", place, into_id=target).must(409, "organisation_cycle")
    assert get(city, place)["status"] == get(city, below)["status"] == "active"


def test_the_tree_ends_at_its_twelfth_level(city):
    """However one comes there: created, moved with what stands below, or sent on by a merger."""
    chain = [branch(city)]
    while len(chain) < 9:  # province, city and district stand above
        chain.append(branch(city, chain[-1]))
    create(city, parent_id=chain[-1]).must(409, "organisation_too_deep")
    place = branch(city)
    below = branch(city, place)
    act(city, "move", place, parent_id=chain[-1]).must(409, "organisation_too_deep")
    act(city, "move", place, parent_id=chain[-2]).must(409, "organisation_too_deep")
    act(city, "merge", place, into_id=chain[-1]).must(409, "organisation_too_deep")
    planned = act(city, "merge", place, into_id=chain[-1], dry_run=True).must(200).json()
    assert planned["obstacles"] == ["organisation_too_deep"]
    assert get(city, below)["parent_id"] == place
    act(city, "move", place, parent_id=chain[-3]).must(200)
    assert len(get(city, below)["ancestors"]) == 11


def test_organisation_merge_takes_two(city):
    place, target = branch(city), branch(city)
    below, member = branch(city, place), city.member(100, organisation_id=place)
    first = act(city, "merge", place, into_id=target, dry_run=False).must(200).json()
    assert first["state"] == "awaiting_second_person" and first["expires_at"]
    assert get(city, place)["status"] == "active"
    done = act(city, "merge", place, second_admin(city), into_id=target, dry_run=False).must(200).json()
    assert (done["state"], done["expires_at"]) == ("done", None)
    gone = get(city, place)
    assert (gone["status"], gone["merged_into"]) == ("dissolved", target)
    assert get(city, below)["parent_id"] == target
    me = city.client.call("me_get", token=member.token).must(200).json()
    assert me["organisation"]["id"] == target and me["status"] == "active"
    assert city.available(member) == 100
    spans = city.client.call("admin_member_get", path={"member_id": member.id},
                             token=city.admin()).must(200).json()["memberships"]
    assert [(s["organisation"]["id"], s["source"], s["end_reason"]) for s in spans] == [
        (target, "merge", None), (place, "application", "merged")]
    assert spans[0]["joined_at"] == spans[1]["left_at"]
    assert [event["event"] for event in events(city, target)["items"]] == ["absorbed"]
    act(city, "merge", place, into_id=target).must(409, "organisation_dissolved")


def test_organisation_merge_without_members_takes_one(city):
    place, target = branch(city), branch(city)
    assert act(city, "merge", place, into_id=target).must(200).json()["state"] == "done"
    act(city, "merge", branch(city, level="town"), into_id=target).must(409, "organisation_levels_differ")


def test_organisation_close(city):
    place = branch(city)
    below, member = branch(city, place), city.member(organisation_id=place)
    planned = act(city, "close", place, dry_run=True).must(200).json()
    assert planned["obstacles"] == ["organisation_not_empty"]
    assert (planned["effect"]["organisations"], planned["effect"]["members"]) == (1, 1)
    act(city, "close", place).must(409, "organisation_not_empty")
    act(city, "close", below).must(200)
    city.database.execute("SELECT core.membership_end((SELECT person_id FROM members WHERE id = %s), 'left')",
                          member.id)
    assert act(city, "close", place).must(200).json()["organisation"]["status"] == "dissolved"
    act(city, "close", place).must(409, "organisation_dissolved")
    act(city, "close", city.organisation("320706"), city.admin("haizhou")).must(409, "organisation_own")
    act(city, "close", branch(city, "320707"), city.admin("haizhou")).must(404, "organisation_not_found")
    create(city, parent_id=place).must(409, "organisation_dissolved")
    act(city, "update", place, name="不能再改").must(409, "organisation_dissolved")


def test_a_replay_does_nothing_again(city):
    place, key = branch(city), "moved-once-" + uuid.uuid4().hex
    there = act(city, "move", place, key=key, parent_id=city.organisation("320707")).must(200)
    act(city, "move", place, parent_id=city.organisation("320706")).must(200)
    again = act(city, "move", place, key=key, parent_id=city.organisation("320707")).must(200)
    assert again.body == there.body and get(city, place)["parent_id"] == city.organisation("320706")
    act(city, "move", place, key=key, parent_id=city.organisation("320722")).must(422, "idempotency_key_reused")


def test_a_plan_changes_nothing(city):
    place = branch(city)
    city.member(organisation_id=place)
    city.settle()
    with city.database.unchanged():
        act(city, "move", place, parent_id=city.organisation("320707"), dry_run=True).must(200)
        act(city, "merge", place, into_id=branch_of_haizhou(city), dry_run=True).must(200)
        act(city, "close", place, dry_run=True).must(200)


def branch_of_haizhou(city):
    return str(city.database.value(
        "SELECT id FROM organisations WHERE path LIKE '%%/320706/%%' AND level = 'enterprise'"
        " AND status = 'active' ORDER BY id LIMIT 1"))


def test_organisation_history_pages(city):
    place = branch(city)
    for name in ("第一次更名", "第二次更名", "第三次更名"):
        act(city, "update", place, name=name).must(200)
    first = events(city, place, limit=2)
    second = events(city, place, limit=2, cursor=first["next_cursor"])
    assert [event["changes"][0]["after"] for event in first["items"] + second["items"]] == [
        "第三次更名", "第二次更名", "第一次更名"]
    assert second["next_cursor"] is None
    for cursor, status, code in (("e30", 400, "cursor_invalid"),):
        city.client.call("organisation_history", path={"organisation_id": place}, query={"cursor": cursor},
                         token=city.admin()).must(status, code)


@pytest.mark.parametrize("name", ["organisation_history", "organisation_summary"])
def test_reports_are_the_own_branchs(city, name):
    token = city.admin("haizhou")
    for place in (city.organisation("320707"), city.organisation("320700"), requests.unknown_id()):
        city.client.call(name, path={"organisation_id": place}, token=token).must(404, "organisation_not_found")


def test_organisation_summary_counts(city):
    place = branch(city, level="town")
    suspended = city.members(3, organisation_id=branch(city, place))[0]
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", suspended.id)
    body = city.client.call("organisation_summary", path={"organisation_id": place},
                            token=city.admin("haizhou")).must(200).json()
    assert body["members"] == {"active": 2, "suspended": 1}
    assert (body["organisations"]["town"], body["organisations"]["enterprise"]) == (1, 1)
