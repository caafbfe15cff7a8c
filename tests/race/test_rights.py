"""Rights that two give or take at the same moment."""
import threading

import pytest

from harness.requests.rights import account, role_grant


def at_once(*asks):
    """Runs all together; their answers in order."""
    barrier, answers = threading.Barrier(len(asks)), [None] * len(asks)

    def run(number):
        barrier.wait()
        answers[number] = asks[number]()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(asks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_duties_that_must_be_separate_never_meet(city):
    """One gives an account the administration, another the audit of the same place."""
    platform = [city.staff("platform_admin", city.organisation("320000")) for _ in range(2)]
    for _ in range(20):
        admin_id = account(city)

        def give(number, role, admin_id=admin_id):
            return lambda: city.client.call("role_grant_create", {
                "admin_id": admin_id, "role": role, "reason": "试验",
                "organisation_id": city.organisation("320706")}, token=platform[number])

        answers = at_once(give(0, "admin"), give(1, "auditor"))
        assert sorted(answer.status for answer in answers) == [201, 409], answers
        assert city.database.value("SELECT count(*) FROM role_grants WHERE admin_id = %s", admin_id) == 1


@pytest.mark.parametrize("way", ["revoke", "suspend"])
def test_platform_admins_who_dismiss_each_other_leave_one(city, way):
    others = [row[0] for row in city.database.rows(
        "UPDATE role_grants SET revoked_at = now() WHERE role = 'platform_admin'"
        " AND revoked_at IS NULL RETURNING id")]
    try:
        for _ in range(10):
            admins = [account(city, "320000") for _ in range(2)]
            grants = [role_grant(city, admin_id, "platform_admin", "320000") for admin_id in admins]

            def dismiss(number, admins=admins, grants=grants):
                name, path = (("role_grant_revoke", {"role_grant_id": grants[1 - number]})
                              if way == "revoke" else
                              ("admin_staff_suspend", {"admin_id": admins[1 - number]}))
                return lambda: city.client.call(name, {"reason": "试验"}, path=path, token=city.forge.token(
                    admins[number], "platform_admin"))

            answers = at_once(dismiss(0), dismiss(1))
            assert [answer.status for answer in answers].count(200) == 1, answers
            assert city.database.value("SELECT core.platform_admins_left(core.uuid7())") == 1
            city.database.execute("UPDATE role_grants SET revoked_at = now() WHERE id::text = ANY (%s)"
                                  " AND revoked_at IS NULL", grants)
    finally:
        city.database.execute("UPDATE role_grants SET revoked_at = NULL WHERE id = ANY (%s::uuid[])",
                              [str(grant) for grant in others])
