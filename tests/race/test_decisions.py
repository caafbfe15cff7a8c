"""Two hands on one application: one of them decides, and nothing happens twice or by halves."""
from collections import Counter

import pytest

from harness.applicants import SHOP, Applicant, decide
from harness.crowd import together
from harness.requests.organisations import fresh_credit_code

ROUNDS = 6


def rush(city, twin, works):
    try:
        return together(works)
    finally:
        city.client.close()
        twin.close()


def codes(answers):
    return sorted(str(answer.code or answer.status) for answer in answers)


def memberships(city, applicant):
    """Open and ended ones of the person behind an account."""
    return city.database.row(
        "SELECT count(*) FILTER (WHERE upper_inf(s.span)), count(*) FILTER (WHERE NOT upper_inf(s.span))"
        " FROM memberships AS s JOIN members AS m ON m.person_id = s.person_id WHERE m.id = %s",
        applicant.id)


def test_two_approvals_of_one_application(city, twin):
    for _ in range(ROUNDS):
        applicant = Applicant(city)
        application_id = applicant.applied()
        answers = rush(city, twin, [
            lambda i=application_id: decide(city, "approve", i, "haizhou"),
            lambda i=application_id: decide(city, "approve", i, "lianyungang", client=twin)])
        assert codes(answers) == ["200", "application_not_open"]
        assert memberships(city, applicant) == (1, 0)


def test_two_approvals_of_one_stage(city, twin):
    """The second does not count for the next stage, whose office may be theirs as well."""
    for _ in range(ROUNDS):
        member = Applicant(city).joined()
        transfer = member.transfer().must(201).json()["id"]
        answers = rush(city, twin, [
            lambda i=transfer, c=client: decide(city, "approve", i, "lianyungang", client=c, stage=1)
            for client in (city.client, twin)])
        assert codes(answers) == ["200", "application_moved_on"]
        assert member.me()["organisation"]["name"] == "花果山云雾茶厂工会"


@pytest.mark.parametrize("other", ["reject", "return"])
def test_an_approval_and_its_contrary(city, twin, other):
    seen = Counter()
    for _ in range(ROUNDS):
        applicant = Applicant(city)
        application_id = applicant.applied()
        answers = rush(city, twin, [
            lambda i=application_id: decide(city, "approve", i),
            lambda i=application_id: decide(city, other, i, "lianyungang", client=twin)])
        assert codes(answers) == ["200", "application_not_open"]
        won = answers[0].status == 200
        seen[won] += 1
        assert applicant.me()["status"] == ("active" if won else "guest")


def test_an_approval_and_a_withdrawal(city, twin):
    for _ in range(ROUNDS):
        applicant = Applicant(city)
        application_id = applicant.applied()
        answers = rush(city, twin, [
            lambda i=application_id: decide(city, "approve", i, client=twin),
            lambda a=applicant, i=application_id: a.withdraw(i)])
        assert codes(answers) == ["200", "application_not_open"]
        won = answers[0].status == 200
        assert applicant.me()["status"] == ("active" if won else "guest")
        state = applicant.application(application_id).must(200).json()["state"]
        assert state == ("approved" if won else "withdrawn")


def test_two_applications_of_one_person(city, twin):
    """By two accounts, of somebody whom nobody knew a moment ago."""
    for _ in range(ROUNDS):
        first, second = Applicant(city), Applicant(city)
        second.id_number = first.id_number
        answers = rush(city, twin, [
            first.apply,
            lambda s=second: twin.call("membership_apply", s.papers(SHOP), token=s.token)])
        assert codes(answers) == ["201", "application_pending"]
        assert city.database.value(
            "SELECT count(*) FROM applications WHERE applicant_id IN (%s, %s)", first.id,
            second.id) == 1


def test_two_applications_of_one_account(city, twin):
    """For two persons: neither is entered beside the other."""
    for _ in range(ROUNDS):
        applicant, other = Applicant(city), Applicant(city)
        answers = rush(city, twin, [
            applicant.apply,
            lambda a=applicant, o=other: twin.call("membership_apply", o.papers(), token=a.token)])
        assert codes(answers) == ["201", "application_pending"]


def test_two_foundings_of_one_enterprise(city, twin):
    for _ in range(ROUNDS):
        first, second = Applicant(city), Applicant(city)
        code = first.founding()["credit_code"]
        answers = rush(city, twin, [
            first.found, lambda s=second, c=code: s.found(twin, credit_code=c)])
        assert codes(answers) == ["201", "credit_code_taken"]


def test_two_foundings_mended_to_one_enterprise(city, twin):
    for _ in range(ROUNDS):
        applicants = [Applicant(city) for _ in range(2)]
        made = [applicant.found().must(201).json()["id"] for applicant in applicants]
        for application_id in made:
            decide(city, "return", application_id).must(200)
        body = applicants[0].founding(credit_code=fresh_credit_code())
        answers = rush(city, twin, [
            lambda c=client, a=applicant, i=application_id: c.call(
                "founding_application_resubmit", body, path={"application_id": i}, token=a.token)
            for client, applicant, application_id in zip((city.client, twin), applicants, made)])
        assert codes(answers) == ["200", "credit_code_taken"]


def test_a_founding_and_an_organisation_of_its_code(city, twin):
    """Staff add the union by hand while the city approves it: there is one in the end."""
    for _ in range(ROUNDS):
        applicant = Applicant(city)
        founding = applicant.found().must(201).json()
        decide(city, "approve", founding["id"], "lianyungang", stage=1).must(200)
        code = founding["form"]["credit_code"]
        answers = rush(city, twin, [
            lambda i=founding["id"]: decide(city, "approve", i, "lianyungang", stage=2),
            lambda c=code: twin.call("organisation_create", {
                "parent_id": city.organisation("320706"), "level": "enterprise",
                "name": "试验物流公司工会", "credit_code": c, "reason": "补录"},
                token=city.admin("lianyungang"))])
        assert sorted(str(answer.code) for answer in answers) == ["None", "credit_code_taken"]
        assert city.database.value("SELECT count(*) FROM organisations WHERE credit_code = %s",
                                   code) == 1


def test_an_approval_and_a_moving_organisation(city, twin):
    """The paths of applications follow, and nobody waits in vain."""
    for turn in range(ROUNDS):
        place = city.database.value(
            "INSERT INTO organisations (code, name, level, parent_id) SELECT 'RACE-' ||"
            " nextval('core.member_numbers'), '试验街道工会', 'town', id FROM organisations"
            " WHERE code = '320706' RETURNING id")
        applicant = Applicant(city)
        application_id = applicant.apply(organisation_id=str(place)).must(201).json()["id"]
        answers = rush(city, twin, [
            lambda i=application_id: decide(city, "approve", i, "lianyungang"),
            lambda p=place: twin.call("organisation_move", {
                "parent_id": city.organisation("320707"), "reason": "区划调整", "dry_run": False},
                path={"organisation_id": p}, token=city.admin("lianyungang"))])
        assert [answer.status for answer in answers] == [200, 200], (turn, answers)
        assert applicant.me()["status"] == "active"
    assert city.database.violations() == []


def test_a_transfer_and_a_leaving(city, twin):
    for _ in range(ROUNDS):
        member = Applicant(city).joined()
        answers = rush(city, twin, [
            member.transfer,
            lambda m=member: twin.call("leaving_apply", {"reason": "返乡"}, token=m.token)])
        assert codes(answers) == ["201", "application_pending"]


def test_a_transfer_and_the_end_of_the_membership(city, twin):
    """The member moves and their new membership is ended, or it ends and they move nowhere."""
    seen = Counter()
    for _ in range(ROUNDS):
        member = Applicant(city).joined()
        transfer = member.transfer().must(201).json()["id"]
        decide(city, "approve", transfer, stage=1).must(200)
        answers = rush(city, twin, [
            lambda i=transfer: decide(city, "approve", i, "lianyungang", stage=2),
            lambda m=member: twin.call("admin_membership_end", {
                "end_reason": "retired", "reason": "退休"}, path={"member_id": m.id},
                token=city.admin("lianyungang"))])
        assert answers[1].status == 200
        assert answers[0].status == 200 or answers[0].code == "not_a_member"
        seen[answers[0].status] += 1
        opened, ended = memberships(city, member)
        assert (opened, ended) in ((0, 1), (0, 2), (1, 1)), "one membership at a time"
    assert city.database.violations() == []


def test_an_approval_and_the_clock(city, twin):
    """A leaving that the union confirms while time does."""
    for _ in range(ROUNDS):
        member = Applicant(city).joined()
        leaving = member.leave().must(201).json()["id"]
        city.database.execute("UPDATE applications SET due_at = now() WHERE id = %s", leaving)
        answers = rush(city, twin, [
            lambda i=leaving: decide(city, "approve", i),
            lambda: city.database.value("SELECT outcome FROM api.applications_expire(1000)")])
        assert answers[1] == "ok"
        assert answers[0].status == 200 or answers[0].code == "application_not_open"
        assert member.me()["status"] == "left" and memberships(city, member) == (0, 1)
    assert city.database.violations() == []
