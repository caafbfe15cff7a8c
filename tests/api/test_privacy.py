"""Personal data: read with a reason, found, corrected, exported and forgotten."""
import json
import uuid

import pytest

from harness import mini_program, requests
from harness.applicants import Applicant
from harness.city import Member, wait_until
from harness.requests.rights import account, role_grant

REASON = "核对困难职工帮扶申请材料"
ADDRESS = {"recipient": "石敢当", "phone": "13900001111", "region_code": "320706",
           "detail": "解放中路 99 号 3 单元"}


def reveal(city, member, fields=("real_name", "id_number", "phone"), admin="lianyungang"):
    return city.client.call("admin_member_reveal", {"fields": list(fields), "reason": REASON},
                            path={"member_id": member.id}, token=city.admin(admin))


def search(city, admin="lianyungang", **what):
    return city.client.call("admin_member_search", what, token=city.admin(admin))


def accesses(city, member):
    return city.client.call("me_data_accesses", token=member.token).must(200).json()["items"]


def elsewhere(city):
    """A resident of another district, whom Haizhou's staff do not cover."""
    return city.resident(city.database.value(
        "SELECT id FROM organisations WHERE starts_with(path, '320000/320700/320722/')"
        " AND level = 'enterprise' LIMIT 1"))


def test_admin_member_reveal(city, server):
    member = city.resident()
    told = reveal(city, member).must(200).json()
    assert told == {"member_id": member.id, "real_name": member.real_name,
                    "id_number": member.id_number, "phone": member.phone}
    only = reveal(city, member, ["phone", "phone"]).must(200).json()
    assert only == {"member_id": member.id, "phone": member.phone}
    seen = accesses(city, member)
    assert sorted(item["field"] for item in seen) == ["id_number", "phone", "phone", "real_name"]
    assert {(item["read_by"], item["role"], item["reason"], item["organisation"]["name"])
            for item in seen} == {("staff", "admin", REASON, "连云港市总工会")}
    assert not {"lianyungang", "actor_id"} & set(json.dumps(seen).split('"'))
    written = city.database.rows(
        "SELECT action, changes::text, reason FROM audit_entries WHERE object_id = %s ORDER BY seq",
        member.id)
    assert [row[0] for row in written] == ["admin_member_reveal"] * 2
    assert member.id_number not in str(written) and member.real_name not in str(written)
    log = server.log_text()
    assert not any(word in log for word in (member.id_number, member.phone, member.real_name))


def test_admin_member_reveal_of_who_has_no_papers(city):
    member = city.member()
    told = reveal(city, member).must(200).json()
    assert told == {"member_id": member.id, "real_name": None, "id_number": None, "phone": None}


def test_admin_member_reveal_outside_the_subtree(city):
    member = elsewhere(city)
    reveal(city, member, admin="haizhou").must(404, "member_not_found")
    unknown = city.client.call("admin_member_reveal", {"fields": ["phone"], "reason": REASON},
                               path={"member_id": requests.unknown_id()}, token=city.admin("haizhou"))
    assert unknown.must(404).json()["code"] == "member_not_found"
    assert accesses(city, member) == []
    reveal(city, member).must(200)


def test_admin_member_reveal_needs_a_reason(city):
    member = city.resident()
    for reason in ("", "x", "文" * 201, None):
        city.client.call("admin_member_reveal", {"fields": ["phone"], "reason": reason},
                         path={"member_id": member.id}, token=city.admin()).must(422)
    assert accesses(city, member) == []


def test_reveal_limit(city):
    """Copying a union's members ends early; who was read before can be read again."""
    known, fresh = city.residents(2)
    others = city.members(200)
    admin_id = city.database.value("SELECT id FROM admins WHERE login = 'haizhou'")
    reveal(city, known, admin="haizhou").must(200)
    city.database.execute(
        "INSERT INTO personal_data_accesses (member_id, field, actor_kind, actor_id, role,"
        " organisation_id, operation, reason, request_id)"
        " SELECT m, 'phone', 'admin', %s, 'admin', (SELECT id FROM organisations WHERE code ="
        " '320706'), 'admin_member_reveal', 'limit', gen_random_uuid() FROM unnest(%s::uuid[]) m",
        admin_id, [member.id for member in others])
    try:
        reveal(city, fresh, admin="haizhou").must(429, "reveal_limit_reached")
        assert accesses(city, fresh) == []
        reveal(city, known, admin="haizhou").must(200)
        reveal(city, fresh).must(200)
        _, correction = requests.privacy.correction_of(city)
        city.client.call("admin_correction_reveal", {"reason": "核对"},
                         path={"correction_id": correction["id"]},
                         token=city.admin("haizhou")).must(429, "reveal_limit_reached")
        founding = Applicant(city).found().must(201).json()
        city.client.call("admin_application_reveal", {"reason": "核对"}, path={"application_id": founding["id"]},
                         token=city.admin("haizhou")).must(429, "reveal_limit_reached")
    finally:  # nobody deletes these rows but whoever owns the table
        city.database.execute(
            "ALTER TABLE personal_data_accesses DISABLE TRIGGER personal_data_accesses_kept;"
            " DELETE FROM personal_data_accesses WHERE reason = 'limit';"
            " ALTER TABLE personal_data_accesses ENABLE TRIGGER personal_data_accesses_kept")


def test_admin_member_search(city):
    member = city.resident()
    for what in ({"id_number": member.id_number}, {"phone": member.phone},
                 {"phone": f"+86 {member.phone[:3]}-{member.phone[3:7]} {member.phone[7:]}"},
                 {"real_name": member.real_name},
                 {"real_name": f" {member.real_name[0]} {member.real_name[1:]}"}):
        found = search(city, **what).must(200).json()
        assert [item["id"] for item in found["items"]] == [member.id], what
        assert found["next_cursor"] is None
    item = found["items"][0]
    assert (item["real_name"], item["phone"]) == ("石*", f"{member.phone[:3]}****{member.phone[-4:]}")
    assert item["id_number"] == f"{member.id_number[:4]}**********{member.id_number[-4:]}"
    assert item["organisation"]["name"] and item["status"] == "active"
    assert accesses(city, member) == [], "a mask is no reading in clear"


def test_admin_member_search_within_the_subtree(city):
    member = elsewhere(city)
    assert search(city, "haizhou", phone=member.phone).must(200).json()["items"] == []
    assert len(search(city, phone=member.phone).must(200).json()["items"]) == 1


def test_admin_member_search_pages(city):
    members = city.residents(3)
    for member in members:
        city.database.execute("UPDATE people SET real_name_index = %s WHERE id = %s",
                              city.papers.index("real_name", members[0].real_name), member.person_id)
    seen, cursor = [], {}
    while cursor is not None:
        page = search(city, real_name=members[0].real_name, limit=2, **cursor).must(200).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    assert seen == sorted(member.id for member in members)
    search(city, real_name="x", cursor="e30").must(400, "cursor_invalid")


def test_admin_member_search_takes_exactly_one(city):
    search(city).must(422)
    both = search(city, phone="13812341234", real_name="张伟").must(422)
    assert sorted(both.errors) == [("#/phone", "conflict"), ("#/real_name", "conflict")]


def test_me_data_accesses_pages(city):
    member = city.resident()
    for _ in range(2):
        reveal(city, member).must(200)
    seen, cursor = [], None
    while True:
        query = {"limit": 4} if cursor is None else {"limit": 4, "cursor": cursor}
        page = city.client.call("me_data_accesses", query=query, token=member.token).must(200).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len({item["id"] for item in seen}) == 6
    assert [item["at"] for item in seen] == sorted((item["at"] for item in seen), reverse=True)
    city.client.call("me_data_accesses", query={"cursor": "e30"},
                     token=member.token).must(400, "cursor_invalid")


def test_me_data_export(city):
    member = city.resident()
    city.grant([member.id], 500)
    product = city.product([{"points_price": 100}])
    order = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 100,
        "address": ADDRESS}, token=member.token).must(201).json()
    city.client.call("lottery_draw", {}, path={"lottery_id": city.lottery().id},
                     token=member.token).must(201)
    city.client.call("me_consent_give", {"purpose": "phone", "version": 1},
                     token=member.token).must(200)
    reveal(city, member, ["phone"]).must(200)
    city.database.execute("INSERT INTO identities (member_id, appid, openid) VALUES (%s,"
                          " 'wx0123456789abcdef', %s)", member.id, f"openid-of-{member.id}")
    told = city.client.call("me_data_export", token=member.token).must(200).json()
    assert [item["openid"] for item in told["identities"]] == ["****" + member.id[-4:]]
    assert told["person"] == {"real_name": member.real_name, "id_number": member.id_number,
                              "phone": member.phone}
    assert told["deliveries"] == [{"order_id": order["id"], "address": ADDRESS}]
    assert [entry["delta"] for entry in told["point_entries"]] == [-1, -100, 500]
    assert told["points"]["available"] == 399
    assert [item["id"] for item in told["orders"]] == [order["id"]]
    assert len(told["draws"]) == len(told["memberships"]) == len(told["consents"]) == 1
    assert told["cut"] == []
    assert sorted((item["read_by"], item["field"]) for item in told["accesses"]) == [
        ("self", "delivery"), ("self", "id_number"), ("self", "phone"), ("self", "real_name"),
        ("staff", "phone")], "this export is among the readings"


def test_me_data_export_of_a_guest(city):
    """Somebody who has only signed in."""
    told = city.client.call("me_data_export", token=city.guest()).must(200).json()
    assert told["person"] == {"real_name": None, "id_number": None, "phone": None}
    assert told["memberships"] == told["orders"] == told["accesses"] == []


def correct(city, member, field, value):
    return city.client.call("me_correction_request", {field: value, "reason": "证件已换新"},
                            token=member.token)


def decide(city, decision, correction, admin="lianyungang"):
    return city.client.call(f"admin_correction_{decision}", {"comment": "与身份证原件核对"},
                            path={"correction_id": correction["id"]}, token=city.admin(admin))


def test_nobody_decides_about_their_own_correction(city):
    """Once it is told which member the official is."""
    member, correction = requests.privacy.correction_of(city)
    official = account(city, "320700")
    role_grant(city, official, code="320700")
    city.client.call("admin_staff_identify", {"member_id": member.id, "reason": "到任登记"},
                     path={"admin_id": official}, token=city.admin()).must(200)
    for decision in ("approve", "reject"):
        city.client.call(f"admin_correction_{decision}", {"comment": "与身份证原件核对"},
                         path={"correction_id": correction["id"]},
                         token=city.forge.token(official, "admin")).must(403, "own_application")
    decide(city, "approve", correction).must(200)


def test_correction_of_a_name(city):
    member = city.resident()
    correction = correct(city, member, "real_name", " 章 小石 ").must(201).json()
    assert (correction["value"], correction["status"]) == ("章*", "pending")
    listed = city.client.call("admin_correction_list", query={"member_id": member.id},
                              token=city.admin()).must(200).json()
    assert [item["id"] for item in listed["items"]] == [correction["id"]], "staff find it"
    told = city.client.call("admin_correction_reveal", {"reason": REASON},
                            path={"correction_id": correction["id"]}, token=city.admin())
    assert told.must(200).json()["value"] == "章小石"
    assert [item["field"] for item in accesses(city, member)] == ["real_name"]
    done = decide(city, "approve", correction).must(200).json()
    assert (done["status"], done["comment"]) == ("approved", "与身份证原件核对")
    assert reveal(city, member, ["real_name"]).must(200).json()["real_name"] == "章小石"
    assert search(city, real_name="章小石", limit=100).must(200).json()["items"]
    assert search(city, real_name=member.real_name).must(200).json()["items"] == []
    decide(city, "approve", correction).must(409, "correction_decided")
    decide(city, "reject", correction).must(409, "correction_decided")
    city.client.call("admin_correction_reveal", {"reason": REASON},
                     path={"correction_id": correction["id"]},
                     token=city.admin()).must(409, "correction_decided")
    kept = city.database.row("SELECT value_sealed, value_index FROM corrections WHERE id = %s",
                             correction["id"])
    assert kept == (None, None)


def test_correction_of_an_id_number_that_somebody_has(city):
    member, other = city.residents(2)
    correction = correct(city, member, "id_number", other.id_number.lower()).must(201).json()
    decide(city, "approve", correction).must(409, "id_number_taken")
    mine = reveal(city, member, ["id_number"]).must(200).json()
    assert mine["id_number"] == member.id_number
    assert decide(city, "reject", correction).must(200).json()["status"] == "rejected"
    again = city.client.call("me_correction_list", token=member.token).must(200).json()["items"]
    assert [item["status"] for item in again] == ["rejected"]


def test_correction_of_who_is_somebody_else_by_now(city):
    """The account's two records were merged: what was sealed for the one does not fit the other."""
    member, correction = requests.privacy.correction_of(city)
    survivor = city.resident()
    city.database.execute("UPDATE members SET person_id = NULL WHERE id = %s", survivor.id)
    city.database.execute("SELECT core.person_merge(%s, %s)", member.person_id, survivor.person_id)
    decide(city, "approve", correction).must(409, "correction_outdated")
    names = city.database.row("SELECT real_name_masked FROM people WHERE id = %s", survivor.person_id)
    assert names == ("石*",)
    assert decide(city, "reject", correction).must(200).json()["status"] == "rejected"


def test_correction_is_one_at_a_time(city):
    member = city.resident()
    correct(city, member, "real_name", "章小石").must(201)
    correct(city, member, "real_name", "章大石").must(409, "correction_pending")
    correct(city, member, "id_number", "32070619900307004x").must(201)


@pytest.mark.parametrize("body, errors", [
    ({"id_number": "320706199003070016"}, [("#/id_number", "id_number_invalid")]),
    ({"real_name": " 　"}, [("#/real_name", "required")]),
    ({}, [("#/real_name", "required"), ("#/id_number", "required")]),
    ({"real_name": "章小石", "id_number": "32070619900307004X"},
     [("#/real_name", "conflict"), ("#/id_number", "conflict")])])
def test_correction_of_nothing_sensible(city, body, errors):
    answer = city.client.call("me_correction_request", {**body, "reason": "更名"},
                              token=city.resident().token).must(422)
    assert answer.errors == errors


def test_correction_by_a_guest(city):
    city.client.call("me_correction_request", {"real_name": "章小石", "reason": "更名"},
                     token=city.guest()).must(409, "person_missing")


def test_correction_outside_the_subtree(city):
    correction = correct(city, elsewhere(city), "real_name", "章小石").must(201).json()
    for decision in ("approve", "reject"):
        decide(city, decision, correction, "haizhou").must(404, "correction_not_found")
    city.client.call("admin_correction_reveal", {"reason": REASON},
                     path={"correction_id": correction["id"]},
                     token=city.admin("haizhou")).must(404, "correction_not_found")


def forget(city, member):
    """Lets the days of grace pass, and the job come."""
    city.database.execute("UPDATE erasures SET erases_at = now() - interval '1 second', tried_at = NULL"
                          " WHERE member_id = %s AND status = 'pending'", member.id)
    wait_until(lambda: city.database.value(
        "SELECT count(*) = 0 FROM erasures WHERE member_id = %s AND status = 'pending'"
        " AND tried_at IS NULL", member.id))


def test_erasure(city, forge):
    member = city.resident()
    city.grant([member.id], 300)
    signed_in = city.client.call("me_get", token=member.token).must(200).json()
    product = city.product([{"points_price": 100}])
    order = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 100,
        "address": ADDRESS}, token=member.token).must(201).json()
    city.client.call("me_erasure_request", {}, token=member.token).must(409, "erasure_open_orders")
    city.client.call("order_cancel", path={"order_id": order["id"]}, token=member.token).must(200)
    correct(city, member, "real_name", "章小石").must(201)
    asked = city.client.call("me_erasure_request", {"reason": "已到外地"}, token=member.token)
    asked = asked.must(200).json()
    assert (asked["status"], asked["held_by"]) == ("pending", None)
    again = city.client.call("me_erasure_request", {}, token=member.token).must(200).json()
    assert again == asked, "asking twice is asking once"
    assert reveal(city, member, ["phone"]).must(200).json()["phone"] == member.phone, "not yet"

    forget(city, member)
    for name in ("me_get", "me_data_export"):
        city.client.call(name, token=member.token).must(404, "member_unknown")
    reveal(city, member).must(404, "member_not_found")
    for what in ({"id_number": member.id_number}, {"phone": member.phone},
                 {"real_name": member.real_name}):
        assert search(city, **what).must(200).json()["items"] == []
    row = city.database.row(
        "SELECT m.*::text, p.*::text, (SELECT string_agg(o::text, '') FROM orders o WHERE"
        " o.member_id = m.id), (SELECT string_agg(c::text, '') FROM corrections c WHERE c.member_id ="
        " m.id) FROM members m JOIN people p ON p.id = m.person_id WHERE m.id = %s", member.id)
    assert "已注销" in row[1] and "closed" in row[0]
    assert not any(word in str(row) for word in ("石敢当", "解放中路", "139****1111", "石*", "章*"))
    assert city.database.value("SELECT count(*) FROM session_families WHERE subject_id = %s"
                               " AND revoked_at IS NULL", member.id) == 0
    assert city.database.row("SELECT end_reason, upper_inf(span) FROM memberships WHERE person_id = %s",
                             member.person_id) == ("erased", False)
    assert city.database.value("SELECT count(*) FROM entries WHERE member_id = %s", member.id) > 0
    assert signed_in["member_no"] == member.member_no


def test_erasure_of_whom_wechat_vouches_for(city):
    """Who comes again after it is somebody new."""
    user = mini_program.somebody()
    signed_in = mini_program.sign_in(city.client, user)
    member = Member(signed_in["member_id"], None, signed_in["access_token"])
    city.client.call("me_erasure_request", {}, token=member.token).must(200)
    forget(city, member)
    assert mini_program.sign_in(city.client, user)["member_id"] != member.id


def test_erasure_withdrawn(city):
    member = city.resident()
    city.client.call("me_erasure_get", token=member.token).must(404, "erasure_not_requested")
    city.client.call("me_erasure_withdraw", token=member.token).must(404, "erasure_not_requested")
    city.client.call("me_erasure_request", {}, token=member.token).must(200)
    taken = city.client.call("me_erasure_withdraw", token=member.token).must(200).json()
    assert taken["status"] == "withdrawn" and taken["ended_at"]
    assert city.client.call("me_erasure_get", token=member.token).must(200).json() == taken
    city.client.call("me_get", token=member.token).must(200)


def test_erasure_and_holds(city):
    member = city.resident()
    hold = requests.privacy.hold_of(city, member.id)
    assert requests.privacy.hold_of(city, member.id)["id"] == hold["id"], "the same hold once"
    city.client.call("me_erasure_request", {}, token=member.token).must(409, "erasure_held")

    def release():
        return city.client.call("admin_legal_hold_release", {"reason": "已调解"},
                                path={"legal_hold_id": hold["id"]}, token=city.admin()).must(200).json()
    released = release()
    assert released["released_at"] and release() == released
    city.client.call("me_erasure_request", {}, token=member.token).must(200)
    requests.privacy.hold_of(city, member.id)
    forget(city, member)
    kept = city.client.call("me_erasure_get", token=member.token).must(200).json()
    assert (kept["status"], kept["held_by"]) == ("pending", "erasure_held")
    assert reveal(city, member, ["phone"]).must(200).json()["phone"] == member.phone
    listed = city.client.call("admin_legal_hold_list", query={"member_id": member.id},
                              token=city.admin()).must(200).json()["items"]
    assert [bool(item["released_at"]) for item in listed] == [False, True]


def test_erasure_with_points_owed(city):
    member = city.resident()
    city.database.execute("SELECT core.points_owe(%s, 5, 'clawback_debt', gen_random_uuid())", member.id)
    city.client.call("me_erasure_request", {}, token=member.token).must(409, "erasure_points_debt")
    city.grant([member.id], 5)
    city.client.call("me_erasure_request", {}, token=member.token).must(200)


def test_erasure_by_nobody(city, forge):
    city.client.call("me_erasure_request", {}, token=forge.token(uuid.uuid4(), "member")).must(
        404, "member_unknown")


def test_legal_holds_outside_the_subtree(city):
    member = elsewhere(city)
    city.client.call("admin_legal_hold_create", {"member_id": member.id, "reason": "争议"},
                     token=city.admin("haizhou")).must(404, "member_not_found")
    hold = requests.privacy.hold_of(city, member.id)
    city.client.call("admin_legal_hold_release", {"reason": "已调解"},
                     path={"legal_hold_id": hold["id"]},
                     token=city.admin("haizhou")).must(404, "legal_hold_not_found")
    listed = city.client.call("admin_legal_hold_list", query={"member_id": member.id},
                              token=city.admin("haizhou")).must(200).json()
    assert listed["items"] == []
    for name in ("admin_legal_hold_list", "admin_correction_list"):
        city.client.call(name, query={"cursor": "e30"}, token=city.admin()).must(400, "cursor_invalid")
    city.client.call("me_correction_list", query={"cursor": "e30"},
                     token=member.token).must(400, "cursor_invalid")


def test_admin_application_reveal(city, server):
    """Whom to ask about a founding: read by whoever may see the application, seen by the applicant."""
    founder = Applicant(city)
    form = founder.founding()
    made = city.client.call("founding_apply", form, token=founder.token).must(201).json()

    def ask(admin, application_id=made["id"]):
        return city.client.call("admin_application_reveal", {"reason": REASON},
                                path={"application_id": application_id}, token=city.admin(admin))

    assert ask("haizhou").must(200).json() == {"id": made["id"], "contact": form["contact"]}
    seen, = accesses(city, founder)
    assert (seen["field"], seen["role"], seen["organisation"]["name"]) == (
        "contact", "admin", "海州区总工会")
    assert form["contact"]["phone"] not in server.log_text()
    elsewhere_made = founder_of(city, "320722")
    ask("haizhou", elsewhere_made["id"]).must(404, "application_not_found")
    ask("lianyungang", elsewhere_made["id"]).must(200)


def founder_of(city, code):
    """An application to found a union below another district."""
    founder = Applicant(city)
    return founder.found(parent_organisation_id=city.organisation(code)).must(201).json()


def test_admin_application_reveal_of_nobody(city):
    """Without a contact nothing is read, and nothing stands in the applicant's list."""
    founder = Applicant(city)
    form = founder.founding()
    del form["contact"]
    made = city.client.call("founding_apply", form, token=founder.token).must(201).json()
    told = city.client.call("admin_application_reveal", {"reason": REASON},
                            path={"application_id": made["id"]}, token=city.admin("haizhou"))
    assert told.must(200).json() == {"id": made["id"], "contact": None}
    assert accesses(city, founder) == []
