"""Benefits are for members: who has joined no union, has left, or is suspended, gets none."""
import uuid

import pytest

from harness import requests


def leave(city, member):
    city.database.execute("SELECT core.membership_end((SELECT person_id FROM members WHERE id = %s),"
                          " 'left')", member.id)


def suspend(city, member):
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", member.id)


def forget_papers(city, member):
    city.database.execute("UPDATE members SET person_id = NULL WHERE id = %s", member.id)


STANDINGS = {"left": leave, "suspended": suspend, "guest": forget_papers}


@pytest.mark.parametrize("standing", sorted(STANDINGS))
def test_me_get_tells_the_standing(city, standing):
    member = city.member()
    assert city.client.call("me_get", token=member.token).must(200).json()["status"] == "active"
    STANDINGS[standing](city, member)
    told = city.client.call("me_get", token=member.token).must(200).json()
    assert told["status"] == standing
    assert (told["organisation"] is None) == (standing != "suspended")
    assert (told["joined_at"] is None) == (standing == "guest")


@pytest.mark.parametrize("standing", sorted(STANDINGS))
@pytest.mark.parametrize("name", ["lottery_draw", "order_create"])
def test_benefits_need_a_membership(city, name, standing):
    request = requests.valid(city, name)
    member = city.member(1000)
    STANDINGS[standing](city, member)
    requests.send(city, name, request, token=member.token).must(403, "membership_required")
    assert city.wallet(member)[0] == 1000


def test_order_create_replay_outlives_the_membership(city):
    """What was answered once is answered again: the melon was theirs."""
    request = requests.valid(city, "order_create")
    member = city.member(1000)
    first = requests.send(city, "order_create", request, token=member.token,
                          key="melon-before-leaving").must(201)
    leave(city, member)
    again = requests.send(city, "order_create", request, token=member.token,
                          key="melon-before-leaving").must(201)
    assert again.body == first.body


def branches(city):
    """(an organisation under Haizhou, one under Lianyun) with the token of Haizhou's administrator."""
    below = "SELECT id FROM organisations WHERE path LIKE %s AND level = 'enterprise' LIMIT 1"
    return (str(city.database.value(below, "%/320706/%")), str(city.database.value(below, "%/320703/%")),
            city.admin("haizhou"))


def stand(city, verb, member_id, token):
    return city.client.call(f"admin_member_{verb}", {"reason": "核实身份"}, token=token,
                            path={"member_id": member_id})


def audited(city, member):
    return [row[0] for row in city.database.rows(
        "SELECT action FROM audit_entries WHERE object_id = %s ORDER BY seq", member.id)]


def test_admin_member_suspend_and_resume(city):
    ours, _, token = branches(city)
    member = city.member(100, organisation_id=ours)
    signed_in = city.client.call("auth_demo", {"member_no": "10000005"}).must(200).json()
    demo = city.database.value("SELECT id FROM members WHERE member_no = 10000005")
    for _ in range(2):
        stand(city, "suspend", member.id, token).must(200)
    assert city.client.call("me_get", token=member.token).must(200).json()["status"] == "suspended"
    stand(city, "suspend", demo, city.admin()).must(200)
    city.client.call("auth_refresh", {"refresh_token": signed_in["refresh_token"]}).must(
        401, "refresh_token_invalid")
    city.client.call("auth_demo", {"member_no": "10000005"}).must(404, "account_unknown")
    for _ in range(2):
        stand(city, "resume", demo, city.admin()).must(200)
        stand(city, "resume", member.id, token).must(200)
    city.client.call("auth_demo", {"member_no": "10000005"}).must(200)
    assert audited(city, member) == ["admin_member_suspend", "admin_member_resume"]


@pytest.mark.parametrize("verb", ["suspend", "resume"])
def test_admin_member_standing_is_the_own_branchs(city, verb):
    _, theirs, token = branches(city)
    stranger = city.member(organisation_id=theirs)
    answers = [stand(city, verb, member_id, token).must(404, "member_not_found").json()
               for member_id in (stranger.id, requests.unknown_id())]
    assert [{**answer, "instance": None} for answer in answers] == [{**answers[0], "instance": None}] * 2


def test_admin_membership_end_keeps_history(city):
    ours, theirs, token = branches(city)
    member, stranger = city.member(100, organisation_id=ours), city.member(organisation_id=theirs)
    end = {"end_reason": "retired", "reason": "办理退休"}

    def ended(member_id, key=None):
        return city.client.call("admin_membership_end", end, path={"member_id": member_id},
                                token=token, key=key or str(uuid.uuid4()))

    key = str(uuid.uuid4())
    first = ended(member.id, key).must(200)
    assert first.json()["organisation_id"] == ours
    assert ended(member.id, key).must(200).body == first.body
    ended(member.id).must(404, "member_not_found")
    ended(stranger.id).must(404, "member_not_found")
    told = city.client.call("me_get", token=member.token).must(200).json()
    assert (told["status"], told["organisation"]) == ("left", None) and told["joined_at"]
    assert city.available(member) == 100
    assert audited(city, member) == ["admin_membership_end"]
    assert city.database.value(
        "SELECT s.end_reason FROM memberships AS s JOIN members AS m ON m.person_id = s.person_id"
        " WHERE m.id = %s", member.id) == "retired"
