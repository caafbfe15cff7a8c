"""Who may give which role to whom, and what it is worth."""
import uuid
from datetime import timedelta

import pytest

from harness import staff
from harness.city import now
from harness.requests.rights import account, role_grant


@pytest.fixture(name="platform")
def platform_fixture(city):
    """Tokens of two platform administrators."""
    return [city.staff("platform_admin", city.organisation("320000")) for _ in range(2)]


def give(city, token, key=None, **changes):
    body = {"role": "admin", "organisation_id": city.organisation("320706"), "reason": "到任", **changes}
    return city.client.call("role_grant_create", body, token=token, **({"key": key} if key else {}))


def revoke(city, token, grant_id):
    return city.client.call("role_grant_revoke", {"reason": "离任"}, token=token,
                            path={"role_grant_id": grant_id})


def test_role_grant_create_gives_a_role(city):
    admin_id = account(city)
    answer = give(city, city.admin(), admin_id=admin_id, resources=["member"]).must(201).json()
    assert answer["state"] == "done" and answer["expires_at"] is None
    grant = answer["grant"]
    assert (grant["admin_id"], grant["role"], grant["resources"]) == (admin_id, "admin", ["member"])
    token = city.forge.token(admin_id, "admin")
    member = city.member()
    inside = city.client.call("admin_member_suspend", {"reason": "试验"}, token=token,
                              path={"member_id": member.id})
    assert inside.status == 200, inside
    give(city, city.admin(), admin_id=admin_id, resources=["member"]).must(409, "role_grant_exists")


@pytest.mark.parametrize("role, by, status, code", [
    ("admin", "admin", 201, None), ("finance", "admin", 201, None),
    ("auditor", "admin", 403, "role_not_grantable"),
    ("auditor", "platform_admin", 201, None), ("admin", "platform_admin", 201, None),
    ("finance", "platform_admin", 201, None)])
def test_role_grant_create_by_role(city, platform, role, by, status, code):
    token = city.admin() if by == "admin" else platform[0]
    give(city, token, admin_id=account(city), role=role).must(status, code)


def test_role_grant_create_platform_admin_only_at_the_top(city, platform):
    give(city, platform[0], admin_id=account(city), role="platform_admin").must(422, "role_grant_misfit")
    give(city, city.admin(), admin_id=account(city), role="platform_admin",
         organisation_id=city.organisation("320000")).must(404, "organisation_not_found")


def test_role_grant_create_platform_admin_by_two(city, platform):
    admin_id, root = account(city, "320000"), city.organisation("320000")

    def ask(token, **changes):
        return give(city, token, **{"admin_id": admin_id, "role": "platform_admin",
                                    "organisation_id": root, "reason": "换届", **changes}).must(201).json()

    key = str(uuid.uuid4())
    first = ask(platform[0], key=key)
    assert first["state"] == "awaiting_second_person" and first["grant"] is None
    assert ask(platform[0], key=key) == first  # a replay
    assert ask(platform[0])["state"] == "awaiting_second_person"  # the same person again
    assert ask(platform[1], reason="换届 ")["state"] == "awaiting_second_person"  # something else
    waiting = city.client.call("admin_pending_list", token=platform[1]).must(200).json()["items"]
    assert any(item["subject_id"] == admin_id and item["operation"] == "role_grant_create"
               and item["reason"] == "换届" and not item["is_mine"] for item in waiting)
    second = ask(platform[1])
    assert second["state"] == "done" and second["grant"]["role"] == "platform_admin"
    token = city.forge.token(admin_id, "platform_admin")
    city.client.call("admin_staff_list", token=token).must(200)


def test_role_grant_create_not_to_oneself(city):
    token = city.staff("admin", city.organisation("320706"))
    me = city.forge.subject_of(token)
    city.database.execute("UPDATE admins SET organisation_id = %s WHERE id = %s",
                          city.organisation("320706"), me)
    give(city, token, admin_id=me, role="finance").must(403, "own_account")


def test_role_grant_create_within_the_own_reach(city):
    """Neither above, nor beside, nor further down, nor of other things, nor longer than one's own."""
    district = city.organisation("320706")
    token = city.staff("admin", district)
    admin_id = account(city)
    give(city, token, admin_id=admin_id, organisation_id=city.organisation("320700")).must(
        404, "organisation_not_found")
    give(city, token, admin_id=admin_id, organisation_id=city.organisation("320707")).must(
        404, "organisation_not_found")
    give(city, token, admin_id=account(city, "320707")).must(404, "staff_not_found")
    give(city, city.staff("admin", district, includes_below=False), admin_id=admin_id).must(
        403, "role_not_grantable")
    limited = city.staff("admin", district, resources=["role_grant", "member"])
    give(city, limited, admin_id=admin_id).must(403, "role_not_grantable")
    give(city, limited, admin_id=admin_id, resources=["points"]).must(403, "role_not_grantable")
    give(city, limited, admin_id=admin_id, resources=["member"]).must(201)
    city.database.execute("UPDATE role_grants SET expires_at = now() + interval '1 day'"
                          " WHERE admin_id = %s", city.forge.subject_of(token))
    give(city, token, admin_id=admin_id).must(403, "role_not_grantable")
    soon = (now() + timedelta(hours=5)).isoformat("T", "seconds")
    give(city, token, admin_id=admin_id, expires_at=soon).must(201)


def test_role_grant_create_keeps_duties_apart(city, platform):
    """Not where they could meet; in another branch they do not."""
    admin_id, root = account(city), city.organisation("320000")
    role_grant(city, admin_id, "auditor", "320706")
    give(city, city.admin(), admin_id=admin_id).must(409, "duties_not_separate")
    give(city, city.admin(), admin_id=admin_id, role="finance",
         organisation_id=city.organisation("320700")).must(409, "duties_not_separate")
    give(city, city.admin(), admin_id=admin_id,
         organisation_id=city.organisation("320707")).must(201)
    give(city, platform[0], admin_id=admin_id, role="auditor", organisation_id=root).must(
        409, "duties_not_separate")
    other = account(city)
    role_grant(city, other, "auditor", "320706")
    city.database.execute("UPDATE role_grants SET revoked_at = now() WHERE admin_id = %s", other)
    give(city, city.admin(), admin_id=other).must(201)


@pytest.mark.parametrize("changes", [
    {"admin_id": None}, {"organisation_id": None}, {"role": "station_keeper"},
    {"role": "merchant_staff", "organisation_id": None}, {"member_id": "member"},
    {"station_id": "station"}])
def test_role_grant_create_must_fit(city, changes):
    made = {"member": lambda: city.member().id,
            "station": lambda: str(city.database.value("SELECT id FROM stations LIMIT 1"))}
    changes = {name: made[value]() if value in made else value for name, value in changes.items()}
    give(city, city.admin(), **{"admin_id": account(city), **changes}).must(422, "role_grant_misfit")


def test_role_grant_create_of_a_station_and_a_merchant(city):
    """To members, who carry it in their tokens."""
    member = city.member()
    for role, kind in (("station_keeper", "station"), ("merchant_staff", "merchant")):
        place = str(city.database.value(
            f"SELECT id FROM {kind}s WHERE district_code = '320706' ORDER BY id LIMIT 1"))
        body = {"admin_id": None, "member_id": member.id, "role": role, "organisation_id": None,
                f"{kind}_id": place}
        give(city, city.admin("haizhou"), **body).must(201)
        give(city, city.staff("admin", city.organisation("320707")), **body).must(
            404, f"{kind}_not_found")
        give(city, city.admin(), **{**body, f"{kind}_id": str(uuid.uuid4())}).must(
            404, f"{kind}_not_found")
        stranger = city.member(organisation_id=city.organisation("320707"))
        give(city, city.admin("haizhou"), **{**body, "member_id": stranger.id}).must(
            404, "member_not_found")
    assert city.database.value("SELECT core.roles_of(%s, NULL)", member.id) == \
        "member station_keeper merchant_staff"


def test_role_grant_create_for_a_time(city):
    admin_id = account(city)
    give(city, city.admin(), admin_id=admin_id,
         expires_at=(now() - timedelta(minutes=1)).isoformat("T", "seconds")).must(422, "expiry_past")
    soon = (now() + timedelta(days=9)).isoformat("T", "seconds")
    grant = give(city, city.admin(), admin_id=admin_id, expires_at=soon).must(201).json()["grant"]
    for query, shown in (({"expiring": "true"}, True), ({"expiring": "false"}, True)):
        page = city.client.call("role_grant_list", token=city.admin(),
                                query={"admin_id": admin_id, **query}).must(200).json()
        assert [item["id"] for item in page["items"]] == [grant["id"]] * shown
    city.database.execute("UPDATE role_grants SET expires_at = NULL WHERE id = %s", grant["id"])
    page = city.client.call("role_grant_list", token=city.admin(),
                            query={"admin_id": admin_id, "expiring": "true"}).must(200).json()
    assert page["items"] == []
    city.database.execute("UPDATE role_grants SET expires_at = now() WHERE id = %s", grant["id"])
    token = city.forge.token(admin_id, "admin")
    city.client.call("admin_member_suspend", {"reason": "试验"}, token=token,
                     path={"member_id": city.member().id}).must(404)


def test_role_grant_create_with_a_key_again(city):
    admin_id, key = account(city), str(uuid.uuid4())
    first = give(city, city.admin(), key=key, admin_id=admin_id).must(201)
    again = give(city, city.admin(), key=key, admin_id=admin_id).must(201)
    assert first.body == again.body and again.header("Idempotency-Replayed") == "true"
    give(city, city.admin(), key=key, admin_id=admin_id, role="finance").must(
        422, "idempotency_key_reused")


def test_role_grant_list_pages(city):
    admin_id = account(city)
    ids = [role_grant(city, admin_id, role) for role in ("admin", "finance", "admin")]
    seen, cursor = [], None
    while True:
        page = city.client.call("role_grant_list", token=city.admin(), query={
            "admin_id": admin_id, "limit": 1, **({"cursor": cursor} if cursor else {})}).must(200).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ids[::-1]
    city.client.call("role_grant_list", token=city.admin(), query={"cursor": "bm8"}).must(
        400, "cursor_invalid")
    member = city.member()
    page = city.client.call("role_grant_list", token=city.admin(), query={
        "member_id": member.id, "organisation_id": city.organisation("320706")}).must(200).json()
    assert page["items"] == []


def test_role_grant_revoke_ends_the_session(city):
    person = staff.create(city)
    tokens = person.sign_in(new_password=staff.PASSWORD).must(200).json()
    second = role_grant(city, person.id, "finance")
    [first] = [str(row[0]) for row in city.database.rows(
        "SELECT id FROM role_grants WHERE admin_id = %s AND role = 'admin'", person.id)]
    assert revoke(city, city.admin(), first).must(200).json()["revoked_at"]
    renewed = city.client.call("auth_refresh", {"refresh_token": tokens["refresh_token"]}).must(200).json()
    assert renewed["role"] == "finance"
    once = revoke(city, city.admin(), second).must(200)
    assert revoke(city, city.admin(), second).must(200).body == once.body
    city.client.call("auth_refresh", {"refresh_token": renewed["refresh_token"]}).must(401)
    assert city.database.value("SELECT revoked_reason FROM session_families WHERE admin_id = %s",
                               person.id) == "rights"


def test_role_grant_revoke_not_of_those_who_audit(city, platform):
    """An administrator sees the auditor of their subtree, but cannot dismiss them."""
    grant = role_grant(city, account(city), "auditor")
    revoke(city, city.admin(), grant).must(403, "role_not_grantable")
    revoke(city, platform[0], grant).must(200)


def test_role_grant_revoke_leaves_a_platform_admin(city, platform):
    """Never nobody; the race of two who dismiss each other is in tests/race."""
    ids = [city.forge.subject_of(token) for token in platform]
    others = [str(row[0]) for row in city.database.rows(
        "UPDATE role_grants SET revoked_at = now() WHERE role = 'platform_admin'"
        " AND revoked_at IS NULL AND NOT admin_id::text = ANY (%s) RETURNING id", ids)]
    first, second = (str(city.database.value(
        "SELECT id FROM role_grants WHERE admin_id = %s", admin_id)) for admin_id in ids)
    try:
        revoke(city, platform[0], second).must(200)
        revoke(city, platform[0], first).must(409, "last_platform_admin")
    finally:
        city.database.execute("UPDATE role_grants SET revoked_at = NULL WHERE id = ANY (%s::uuid[])",
                              others)
