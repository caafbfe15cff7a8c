"""Joining, moving and leaving, from both sides of the counter."""
import uuid

import pytest

from harness.applicants import FACTORY, SHOP, Applicant, decide
from harness.requests.rights import account, role_grant


def steps(answer):
    return [(step["decision"], step["organisation"] and step["organisation"]["name"])
            for step in answer["steps"]]


def staff_view(city, application_id, login="haizhou"):
    return city.client.call("admin_application_get", path={"application_id": application_id},
                            token=city.admin(login))


def audit(city, application_id):
    return [row[0] for row in city.database.rows(
        "SELECT action FROM audit_entries WHERE object_id = %s ORDER BY seq", application_id)]


# Joining

def test_membership_apply_until_a_member(city):
    applicant = Applicant(city)
    assert applicant.me()["status"] == "guest"
    made = applicant.apply().must(201).json()
    assert (made["kind"], made["state"], made["organisation"]["name"]) == (
        "joining", "submitted", "花果山云雾茶厂工会")
    assert made["decided_by"] == made["organisation"] and made["applicant"] is None
    assert applicant.me()["status"] == "guest"
    seen = decide(city, "approve", made["id"], comment="材料齐全").must(200).json()
    assert seen["applicant"] == {
        "member_id": applicant.id, "member_no": applicant.me()["member_no"], "real_name": "买*",
        "id_number": f"3207**********{applicant.id_number[-4:]}",
        "phone": f"199****{applicant.phone[-4:]}", "is_duplicate": False}
    me = applicant.me()
    assert (me["status"], me["organisation"]["name"]) == ("active", "花果山云雾茶厂工会")
    assert me["real_name"] == seen["applicant"]["real_name"] and "*" in me["real_name"]
    span, = city.client.call("admin_member_get", path={"member_id": applicant.id},
                             token=city.admin()).must(200).json()["memberships"]
    assert (span["source"], span["employment_kind"]) == ("application", "contract")
    done = applicant.application(made["id"]).must(200).json()
    assert steps(done) == [("submitted", None), ("approved", "海州区总工会")]
    assert done["steps"][1]["comment"] == "材料齐全"
    assert audit(city, made["id"]) == ["membership_apply", "admin_application_approve"]


def test_membership_apply_keeps_nothing_in_clear(city):
    applicant = Applicant(city)
    applicant.apply().must(201)
    for table in ("people", "members", "applications", "application_steps", "audit_entries",
                  "idempotency_keys"):
        for secret in (applicant.id_number, applicant.phone, applicant.real_name):
            assert city.database.value(
                f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%%' || %s || '%%'",
                secret) == 0, (table, secret)


def test_membership_apply_once_for_one_key(city):
    applicant = Applicant(city)
    key = str(uuid.uuid4())
    first = applicant.apply(key=key).must(201)
    again = applicant.apply(key=key).must(201)
    assert again.body == first.body and again.header("Idempotency-Replayed") == "true"
    applicant.apply(key=key, employment_kind="new_form").must(422, "idempotency_key_reused")
    applicant.apply().must(409, "application_pending")


@pytest.mark.parametrize("kind", ["membership", "founding"])
def test_withdrawal_once_for_one_key(city, kind):
    applicant = Applicant(city)
    operation, key, made = f"{kind}_application_withdraw", str(uuid.uuid4()), []

    def withdraw(application_id):
        return city.client.call(operation, path={"application_id": application_id},
                                token=applicant.token, key=key)
    for _ in range(2):
        asked = applicant.apply() if kind == "membership" else applicant.found()
        made.append(asked.must(201).json()["id"])
        if len(made) == 1:
            first = withdraw(made[0]).must(200)
            assert withdraw(made[0]).must(200).body == first.body
    withdraw(made[1]).must(422, "idempotency_key_reused")


def test_membership_apply_by_another_name(city):
    member = Applicant(city).joined()
    liar = Applicant(city)
    liar.id_number = member.id_number
    for _ in range(5):
        liar.apply(real_name="张三").must(409, "identity_mismatch")
    liar.apply(real_name="张三").must(409, "identity_attempts_used")


def test_membership_apply_with_the_same_name_written_otherwise(city):
    first = Applicant(city)
    first.withdraw(first.applied()).must(200)
    second = Applicant(city)
    second.id_number = first.id_number.lower()
    second.apply(real_name=" 买买提•吐尔逊 ").must(201)


def test_membership_apply_without_a_name(city):
    answer = Applicant(city).apply(real_name=" \u200b　").must(422, "validation_failed")
    assert answer.errors == [("#/real_name", "required")]


def test_membership_apply_names_every_wrong_field(city):
    answer = Applicant(city).apply(real_name="", id_number="320706199003070016", phone="1381234",
                                   employment_kind="none").must(422, "validation_failed")
    assert sorted(answer.errors) == [
        ("#/employment_kind", "not_in_enum"), ("#/id_number", "id_number_invalid"),
        ("#/phone", "mobile_invalid"), ("#/real_name", "too_short")]


def test_membership_apply_without_consent(city):
    applicant = Applicant(city)
    city.client.call("me_consent_withdraw", path={"purpose": "id_number"},
                     token=applicant.token).must(200)
    applicant.apply().must(409, "consent_required")


def test_membership_apply_where_nobody_can(city):
    applicant = Applicant(city)
    applicant.apply("320706").must(409, "organisation_not_joinable")
    applicant.apply(organisation_id=str(uuid.uuid4())).must(404, "organisation_not_found")
    applicant.joined().apply(SHOP).must(409, "already_member")


def test_membership_apply_by_nobody(city, forge):
    papers = Applicant(city).papers()
    token = forge.token(uuid.uuid4(), "member")
    city.client.call("membership_apply", papers, token=token).must(404, "member_unknown")


def test_membership_apply_of_who_has_an_account(city):
    """Staff are told, and cannot make a second account of one person."""
    member = Applicant(city).joined()
    city.database.execute("INSERT INTO identities (member_id, appid, openid) VALUES (%s, %s, %s)",
                          member.id, "wx00000000000000aa", uuid.uuid4().hex)
    again = Applicant(city)
    again.id_number = member.id_number
    application_id = again.applied()
    assert staff_view(city, application_id).must(200).json()["applicant"]["is_duplicate"]
    decide(city, "approve", application_id).must(409, "account_in_use")
    assert again.me()["status"] == "guest"
    again.apply(SHOP).must(409, "application_pending")
    again.withdraw(application_id).must(200)
    again.apply(SHOP).must(409, "already_member")


def listed(city, applicant):
    """The id of an account that a union keeps for somebody who has never signed in."""
    member = Applicant(city)
    member.id_number, member.phone = applicant.id_number, applicant.phone
    member.joined()
    return member.id


def test_membership_apply_of_who_is_in_the_list(city):
    """The union looks at it; then the guest's account gives way to the one of the list."""
    applicant = Applicant(city)
    kept = listed(city, applicant)
    application_id = applicant.applied()
    assert staff_view(city, application_id).must(200).json()["applicant"]["is_duplicate"]
    done = decide(city, "approve", application_id).must(200).json()
    assert done["applicant"]["member_id"] == kept
    city.client.call("me_get", token=applicant.token).must(404, "member_unknown")
    token = city.forge.token(kept, "member")
    assert city.client.call("me_get", token=token).must(200).json()["status"] == "active"
    city.client.call("membership_application_get", token=token,
                     path={"application_id": application_id}).must(200)


def test_membership_apply_with_the_phone_of_the_list(city):
    """WeChat vouches for the number: nobody need look at it."""
    applicant = Applicant(city)
    kept = listed(city, applicant)
    city.database.execute(
        "UPDATE members AS m SET phone_verified_at = now(), phone_index = kept.phone_index"
        " FROM members AS kept WHERE m.id = %s AND kept.id = %s", applicant.id, kept)
    key = str(uuid.uuid4())
    done = applicant.apply(key=key).must(201)
    assert (done.json()["state"], steps(done.json())) == (
        "approved", [("submitted", None), ("approved", None)])
    assert applicant.apply(key=key).must(201).body == done.body
    applicant.apply().must(404, "member_unknown")
    token = city.forge.token(kept, "member")
    assert city.client.call("me_get", token=token).must(200).json()["status"] == "active"


# Founding

def test_founding_apply_until_there_is_a_union(city):
    applicant = Applicant(city)
    made = applicant.found().must(201).json()
    assert made["form"]["contact"] == {"name": "李*", "phone": f"199****{applicant.phone[-4:]}"}
    applicant.found(credit_code="91110000101623741K").must(409, "application_pending")
    decide(city, "approve", made["id"], stage=1).must(200)
    decide(city, "approve", made["id"]).must(403, "decision_not_yours")
    done = decide(city, "approve", made["id"], "lianyungang", stage=2).must(200).json()
    assert steps(done) == [("submitted", None), ("approved", "海州区总工会"),
                           ("approved", "连云港市总工会")]
    union = done["founded_organisation"]
    seen = city.client.call("founding_application_get", token=applicant.token,
                            path={"application_id": made["id"]}).must(200).json()
    assert (seen["state"], seen["founded_organisation"]) == ("approved", union)
    other = Applicant(city)
    other.found(credit_code=made["form"]["credit_code"]).must(409, "credit_code_taken")
    joining = city.client.call("membership_apply", applicant.papers(organisation_id=union["id"]),
                               token=applicant.token).must(201).json()
    decide(city, "approve", joining["id"]).must(200)
    assert applicant.me()["organisation"] == union


def test_founding_apply_keeps_no_contact_in_clear(city):
    applicant = Applicant(city)
    made = applicant.found().must(201).json()
    row = city.database.value("SELECT a::text FROM applications AS a WHERE id = %s", made["id"])
    assert "李敏" not in row and applicant.phone not in row


def test_founding_apply_names_every_wrong_field(city):
    answer = Applicant(city).found(credit_code="91110000101623741L", employees=0, name="工会",
                                   contact={"name": "　", "phone": "1"})
    assert sorted(answer.must(422, "validation_failed").errors) == [
        ("#/contact/phone", "mobile_invalid"), ("#/credit_code", "credit_code_invalid"),
        ("#/employees", "too_small"), ("#/name", "too_short")]
    applicant = Applicant(city)
    blank = applicant.found(contact={"name": "　", "phone": applicant.phone})
    assert blank.must(422, "validation_failed").errors == [("#/contact/name", "required")]
    applicant.found(name="\u3000\u3000\u3000\u3000").must(422, "organisation_name_blank")
    applicant.found(contact=None).must(201)


def test_founding_apply_where_nobody_can(city):
    applicant = Applicant(city)
    applicant.found(parent_organisation_id=city.organisation("320000")).must(
        409, "parent_not_suitable")
    applicant.found(parent_organisation_id=str(uuid.uuid4())).must(404, "organisation_not_found")


def test_founding_application_return_and_mend(city):
    applicant = Applicant(city)
    made = applicant.found().must(201).json()

    def mend(**changes):
        return city.client.call("founding_application_resubmit", applicant.founding(**changes),
                                path={"application_id": made["id"]}, token=applicant.token)
    mend().must(409, "application_not_returned")
    decide(city, "return", made["id"]).must(200)
    assert mend(contact={"name": "　", "phone": applicant.phone}).must(422).errors == [
        ("#/contact/name", "required")]
    again = mend(employees=90, contact=None).must(200).json()
    assert (again["state"], again["form"]["employees"], again["form"]["contact"]) == (
        "submitted", 90, None)
    done = city.client.call("founding_application_withdraw", path={"application_id": made["id"]},
                            token=applicant.token).must(200).json()
    assert steps(done)[-1] == ("withdrawn", None)
    city.client.call("founding_application_withdraw", path={"application_id": made["id"]},
                     token=applicant.token).must(409, "application_not_open")


# Decisions

def test_admin_application_return_and_mend(city):
    applicant = Applicant(city)
    application_id = applicant.applied()
    decide(city, "return", application_id, reason="应在海头镇电商").must(200)
    seen = applicant.application(application_id).must(200).json()
    assert (seen["state"], seen["decided_by"], seen["steps"][1]["comment"]) == (
        "returned", None, "应在海头镇电商")
    decide(city, "approve", application_id).must(409, "application_not_open")

    def mend(code=SHOP, **changes):
        return city.client.call("membership_application_resubmit", applicant.papers(code, **changes),
                                path={"application_id": application_id}, token=applicant.token)
    assert mend(real_name="　").must(422).errors == [("#/real_name", "required")]
    mend("320707").must(409, "organisation_not_joinable")
    again = mend().must(200).json()
    assert (again["state"], again["organisation"]["name"]) == ("submitted", "青口海产品交易市场工会")
    mend().must(409, "application_not_returned")
    staff_view(city, application_id).must(404, "application_not_found")
    decide(city, "approve", application_id, "lianyungang").must(200)
    assert applicant.me()["organisation"]["name"] == "青口海产品交易市场工会"


def test_admin_application_reject(city):
    applicant = Applicant(city)
    application_id = applicant.applied()
    decide(city, "reject", application_id, reason="不是本单位职工").must(200)
    seen = applicant.application(application_id).must(200).json()
    assert (seen["state"], seen["due_at"]) == ("rejected", None)
    applicant.withdraw(application_id).must(409, "application_not_open")
    applicant.apply().must(201)


@pytest.mark.parametrize("decision", ["approve", "reject", "return"])
def test_decisions_outside_the_subtree(city, decision):
    application_id = Applicant(city).applied(SHOP)
    theirs = decide(city, decision, application_id).must(404, "application_not_found")
    nobodys = decide(city, decision, str(uuid.uuid4())).must(404, "application_not_found")
    assert {**theirs.json(), "instance": ""} == {**nobodys.json(), "instance": ""}
    staff_view(city, application_id).must(404, "application_not_found")


def test_decisions_by_stage(city):
    application_id = Applicant(city).applied()
    decide(city, "approve", application_id, stage=2).must(409, "application_moved_on")
    decide(city, "approve", application_id, stage=1).must(200)


def test_admin_application_approve_needs_no_body(city):
    applicant = Applicant(city)
    city.client.call("admin_application_approve", path={"application_id": applicant.applied()},
                     token=city.admin("haizhou")).must(200)
    assert applicant.me()["status"] == "active"


def test_auditors_look_and_do_not_decide(city):
    application_id = Applicant(city).applied()
    token = city.staff("auditor", city.organisation("320706"))
    city.client.call("admin_application_get", path={"application_id": application_id},
                     token=token).must(200)
    decide(city, "approve", application_id, token=token).must(403, "role_forbidden")


def test_nobody_decides_about_themselves(city):
    """Once it is told who the staff member is."""
    member = Applicant(city).joined()
    transfer = member.transfer("LYG-E002").must(201).json()["id"]
    official = account(city)
    role_grant(city, official)
    token = city.forge.token(official, "admin")

    def identify(member_id, login="lianyungang"):
        return city.client.call(
            "admin_staff_identify", {"member_id": member_id, "reason": "到任登记"},
            path={"admin_id": official}, token=city.admin(login))
    identify(str(uuid.uuid4())).must(404, "member_not_found")
    identify(member.id).must(200)
    decide(city, "approve", transfer, token=token).must(403, "own_application")
    decide(city, "reject", transfer, token=token).must(403, "own_application")
    identify(None).must(200)
    decide(city, "approve", transfer, token=token).must(200)


def test_overdue_applications_go_up(city):
    """Whoever acts for the town alone decides below it when the enterprise is late."""
    application_id = Applicant(city).applied()
    town, name = city.database.row("SELECT t.id, t.name FROM organisations AS t JOIN organisations"
                                   " AS o ON o.parent_id = t.id WHERE o.code = %s", FACTORY)
    token = city.staff("admin", town, includes_below=False)
    decide(city, "approve", application_id, token=token).must(404)
    city.database.execute("UPDATE applications SET due_at = now() - interval '1 minute'"
                          " WHERE id = %s", application_id)
    seen = staff_view(city, application_id).must(200).json()
    assert seen["overdue"] and seen["state"] == "submitted"
    done = decide(city, "approve", application_id, token=token).must(200).json()
    assert steps(done)[-1] == ("approved", name)


# Lists

def test_admin_application_list_finds_its_pages(city):
    place = city.organisation("LYG-E002")
    made = {Applicant(city).applied("LYG-E002") for _ in range(3)}
    found, cursor = [], None
    while True:
        query = {"organisation_id": place, "limit": "2", **({"cursor": cursor} if cursor else {})}
        page = city.client.call("admin_application_list", query=query,
                                token=city.admin("haizhou")).must(200).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert made <= set(found) and len(found) == len(set(found))
    for query in ({"organisation_id": city.organisation(SHOP)},
                  {"organisation_id": str(uuid.uuid4())}):
        city.client.call("admin_application_list", query=query,
                         token=city.admin("haizhou")).must(404, "organisation_not_found")
    city.client.call("admin_application_list", query={"cursor": "abc"},
                     token=city.admin("haizhou")).must(400, "cursor_invalid")


def test_membership_application_list_is_ones_own(city):
    applicant = Applicant(city)
    ids = []
    for _ in range(3):
        ids.insert(0, applicant.applied())
        applicant.withdraw(ids[0]).must(200)
    stranger = Applicant(city)
    stranger.applied()

    def page(token=applicant.token, **query):
        return city.client.call("membership_application_list", query=query, token=token)
    first = page(limit="2").must(200).json()
    rest = page(limit="2", cursor=first["next_cursor"]).must(200).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    assert rest["next_cursor"] is None
    page(stranger.token, cursor=first["next_cursor"]).must(400, "cursor_invalid")
    stranger.application(ids[0]).must(404, "application_not_found")


# Moving and leaving

def test_transfer_apply_moves_a_member(city):
    member = Applicant(city).joined()
    made = member.transfer().must(201).json()
    assert (made["from_organisation"]["name"], made["organisation"]["name"]) == (
        "花果山云雾茶厂工会", "青口海产品交易市场工会")
    member.transfer().must(409, "application_pending")
    decide(city, "return", made["id"]).must(409, "decision_not_allowed")
    decide(city, "approve", made["id"], stage=1).must(200)
    decide(city, "approve", made["id"], stage=2).must(403, "decision_not_yours")
    decide(city, "reject", made["id"]).must(403, "decision_not_yours")
    assert member.me()["organisation"]["name"] == "花果山云雾茶厂工会"
    done = decide(city, "approve", made["id"], "lianyungang", stage=2).must(200).json()
    assert steps(done) == [("submitted", None), ("approved", "海州区总工会"),
                           ("approved", "连云港市总工会")]
    assert member.me()["organisation"]["name"] == "青口海产品交易市场工会"
    assert member.me()["status"] == "active"
    history = city.database.rows(
        "SELECT source, end_reason FROM memberships AS s JOIN members AS m"
        " ON m.person_id = s.person_id WHERE m.id = %s ORDER BY s.id", member.id)
    assert history == [("application", "transferred"), ("transfer", None)]


def test_transfer_apply_to_where_one_cannot(city):
    member = Applicant(city).joined()
    member.transfer(FACTORY).must(409, "already_member")
    member.transfer("320707").must(409, "organisation_not_joinable")
    city.client.call("transfer_apply", {"to_organisation_id": str(uuid.uuid4()), "reason": "去"},
                     token=member.token).must(404, "organisation_not_found")
    Applicant(city).transfer().must(403, "membership_required")


def test_transfer_of_who_is_no_member_any_more(city):
    member = Applicant(city).joined()
    made = member.transfer().must(201).json()
    city.client.call("admin_membership_end", {"end_reason": "retired", "reason": "退休"},
                     path={"member_id": member.id}, token=city.admin()).must(200)
    decide(city, "approve", made["id"], stage=1).must(200)
    decide(city, "approve", made["id"], "lianyungang").must(409, "not_a_member")


def test_leaving_apply(city):
    member = Applicant(city).joined()
    made = member.leave().must(201).json()
    decide(city, "reject", made["id"]).must(409, "decision_not_allowed")
    decide(city, "approve", made["id"]).must(200)
    me = member.me()
    assert (me["status"], me["organisation"]) == ("left", None)
    member.leave().must(403, "membership_required")
    member.apply().must(201)


def test_leaving_is_confirmed_by_time(city):
    member = Applicant(city).joined()
    made = member.leave().must(201).json()
    city.database.execute("UPDATE applications SET due_at = now() WHERE id = %s", made["id"])
    city.database.execute("SELECT api.applications_expire(1000)")
    assert member.me()["status"] == "left"
    done = member.application(made["id"]).must(200).json()
    assert steps(done) == [("submitted", None), ("approved", None)]
    assert audit(city, made["id"]) == ["leaving_apply", "applications_expire"]
