"""What stands against an application: when it is decided, and when its applicant mends it."""
import uuid

import pytest

from harness.applicants import FACTORY, SHOP, Applicant, decide
from harness.requests.organisations import branch, fresh_credit_code
from harness.requests.rights import account, role_grant


def kept(city, application_id):
    """An application with all that it has gone through, as its office sees it; whoever may see all asks."""
    return city.client.call("admin_application_get", path={"application_id": application_id},
                            token=city.admin()).must(200).json()


def joins(city, person_id, code):
    """Somebody's membership begins without their having applied here, as by an import of the union's list."""
    city.database.execute("INSERT INTO memberships (person_id, organisation_id) VALUES (%s, %s)",
                          person_id, city.organisation(code))


def person_of(city, application_id):
    return city.database.value("SELECT person_id FROM applications WHERE id = %s", application_id)


# Decisions

@pytest.mark.parametrize("decision", ["reject", "return"])
def test_admin_application_decisions_come_too_late(city, decision):
    """Another official has gone a stage further, or has decided."""
    applicant = Applicant(city)
    made = applicant.found().must(201).json()["id"]
    decide(city, "approve", made, stage=1).must(200)
    before = kept(city, made)
    decide(city, decision, made, stage=1).must(409, "application_moved_on")
    decide(city, decision, made).must(403, "decision_not_yours")
    assert kept(city, made) == before
    decide(city, "reject", made, "lianyungang", stage=2).must(200)
    decide(city, decision, made, "lianyungang").must(409, "application_not_open")


def test_admin_application_return_of_ones_own(city):
    member = Applicant(city).joined()
    made = member.found().must(201).json()["id"]
    official = account(city)
    role_grant(city, official)
    city.client.call("admin_staff_identify", {"member_id": member.id, "reason": "到任登记"},
                     path={"admin_id": official}, token=city.admin()).must(200)
    before = kept(city, made)
    decide(city, "return", made, token=city.forge.token(official, "admin")).must(403, "own_application")
    assert kept(city, made) == before


def test_admin_application_approve_of_who_has_joined_elsewhere(city):
    applicant = Applicant(city)
    made = applicant.applied()
    joins(city, person_of(city, made), SHOP)
    decide(city, "approve", made).must(409, "already_member")
    assert kept(city, made)["state"] == "submitted" and applicant.me()["status"] == "guest"


def test_admin_application_approve_where_nobody_can_join_any_more(city):
    """Nobody closes a union that is being joined; whoever owns the database might have done it."""
    place = branch(city)
    applicant = Applicant(city)
    made = applicant.apply(organisation_id=place).must(201).json()["id"]
    city.client.call("organisation_close", {"reason": "撤并"}, path={"organisation_id": place},
                     token=city.admin()).must(409, "organisation_not_empty")
    city.database.execute("UPDATE organisations SET status = 'dissolved' WHERE id = %s", place)
    decide(city, "approve", made).must(409, "organisation_not_joinable")
    assert kept(city, made)["state"] == "submitted" and applicant.me()["status"] == "guest"


def test_admin_application_approve_of_a_union_that_there_is(city):
    """Founded meanwhile by its district."""
    code = fresh_credit_code()
    made = Applicant(city).found(credit_code=code).must(201).json()["id"]
    decide(city, "approve", made).must(200)
    city.client.call("organisation_create", {
        "parent_id": city.organisation("320706"), "level": "enterprise", "name": "先设的试验工会",
        "credit_code": code}, token=city.admin()).must(201)
    before = kept(city, made)
    decide(city, "approve", made, "lianyungang").must(409, "credit_code_taken")
    assert kept(city, made) == before


def lowest(city):
    """Industrial unions of the district's, one below the other down to the last level."""
    chain = [branch(city, level="industry")]
    while len(chain) < 9:  # province, city and district stand above
        chain.append(branch(city, chain[-1], "industry"))
    return chain


def test_founding_apply_below_the_last_level(city):
    Applicant(city).found(parent_organisation_id=lowest(city)[-1]).must(409, "parent_not_suitable")


def test_admin_application_approve_below_the_last_level(city):
    """The union above was moved down meanwhile: there is no room below it."""
    parent = branch(city, branch(city, level="town"), "industry")
    made = Applicant(city).found(parent_organisation_id=parent).must(201).json()["id"]
    decide(city, "approve", made).must(200)
    city.client.call("organisation_move", {"parent_id": lowest(city)[-2], "reason": "调整"},
                     path={"organisation_id": parent}, token=city.admin()).must(200)
    before = kept(city, made)
    decide(city, "approve", made, "lianyungang").must(409, "parent_not_suitable")
    assert kept(city, made) == before


# Mending

@pytest.fixture(name="applicant")
def applicant_fixture(city):
    return Applicant(city)


@pytest.fixture(name="joining")
def joining_fixture(city, applicant):
    """The id of an application to join that was returned."""
    made = applicant.applied()
    decide(city, "return", made).must(200)
    return made


@pytest.fixture(name="founding")
def founding_fixture(city, applicant):
    """The id of one to found a union, likewise."""
    made = applicant.found().must(201).json()["id"]
    decide(city, "return", made).must(200)
    return made


def mend(city, kind, application_id, body, applicant):
    return city.client.call(f"{kind}_application_resubmit", body, path={"application_id": application_id},
                            token=applicant.token)


def refused(city, kind, application_id, body, applicant, status, code):  # pylint: disable=R0913,R0917
    before = kept(city, application_id)
    mend(city, kind, application_id, body, applicant).must(status, code)
    assert kept(city, application_id) == before


def test_membership_application_resubmit_to_a_union_that_is_unknown(city, applicant, joining):
    wrong = applicant.papers(organisation_id=str(uuid.uuid4()))
    refused(city, "membership", joining, wrong, applicant, 404, "organisation_not_found")


def test_membership_application_resubmit_without_consent(city, applicant, joining):
    city.client.call("me_consent_withdraw", path={"purpose": "id_number"}, token=applicant.token).must(200)
    refused(city, "membership", joining, applicant.papers(), applicant, 409, "consent_required")


@pytest.mark.parametrize("kind", ["membership", "founding"])
def test_application_resubmit_by_who_is_suspended(city, applicant, kind, request):
    application_id = request.getfixturevalue({"membership": "joining", "founding": "founding"}[kind])
    body = applicant.papers() if kind == "membership" else applicant.founding()
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", applicant.id)
    refused(city, kind, application_id, body, applicant, 404, "member_unknown")


def test_membership_application_resubmit_of_who_has_joined_elsewhere(city, applicant, joining):
    joins(city, person_of(city, joining), SHOP)
    refused(city, "membership", joining, applicant.papers(FACTORY), applicant, 409, "already_member")


def test_membership_application_resubmit_by_another_name(city, applicant, joining):
    """Whoever guesses is stopped here as where one applies."""
    liar = applicant.papers(id_number=Applicant(city).joined().id_number, real_name="张三")
    for _ in range(5):
        refused(city, "membership", joining, liar, applicant, 409, "identity_mismatch")
    refused(city, "membership", joining, liar, applicant, 409, "identity_attempts_used")
    refused(city, "membership", joining, applicant.papers(), applicant, 409, "identity_attempts_used")


def test_membership_application_resubmit_as_somebody_who_applies(city, applicant, joining):
    other = Applicant(city)
    theirs = other.applied()
    body = applicant.papers(id_number=other.id_number)
    refused(city, "membership", joining, body, applicant, 409, "application_pending")
    other.withdraw(theirs).must(200)
    mend(city, "membership", joining, body, applicant).must(200)


@pytest.mark.parametrize("changes, status, code", [
    (lambda city: {"parent_organisation_id": str(uuid.uuid4())}, 404, "organisation_not_found"),
    (lambda city: {"parent_organisation_id": city.organisation("320000")}, 409, "parent_not_suitable"),
    (lambda city: {"parent_organisation_id": lowest(city)[-1]}, 409, "parent_not_suitable"),
    (lambda city: {"name": "\u3000\u3000\u3000\u3000"}, 422, "organisation_name_blank")])
def test_founding_application_resubmit_refuses_what_cannot_be(city, applicant, founding, changes, status, code):
    # pylint: disable=R0913,R0917
    refused(city, "founding", founding, applicant.founding(**changes(city)), applicant, status, code)


def test_founding_application_resubmit_of_a_union_that_there_is(city, applicant, founding):
    """Or that somebody else is founding."""
    other = Applicant(city).found().must(201).json()
    taken = fresh_credit_code()
    city.client.call("organisation_create", {
        "parent_id": city.organisation("320706"), "level": "enterprise", "name": "已有的试验工会",
        "credit_code": taken}, token=city.admin()).must(201)
    for code in (other["form"]["credit_code"], taken):
        refused(city, "founding", founding, applicant.founding(credit_code=code), applicant, 409,
                "credit_code_taken")


def test_me_erasure_request_waits_for_the_application(city, applicant, joining):
    """Returned or not, it is decided or withdrawn first."""
    city.client.call("me_erasure_request", {}, token=applicant.token).must(409, "erasure_open_applications")
    city.client.call("me_erasure_get", token=applicant.token).must(404, "erasure_not_requested")
    applicant.withdraw(joining).must(200)
    city.client.call("me_erasure_request", {}, token=applicant.token).must(200)
