"""Accounts of the staff: made, looked after and stopped by those above them."""
import subprocess
import uuid

import pytest

from harness import server as servers
from harness import staff
from harness.requests.rights import account, role_grant


def change(city, verb, admin_id, token=None):
    return city.client.call(f"admin_staff_{verb}", {"reason": "试验"}, token=token or city.admin(),
                            path={"admin_id": admin_id})


def listed(city, token=None):
    items, cursor = {}, None
    while True:
        page = city.client.call("admin_staff_list", token=token or city.admin(), query={
            "limit": 100, **({"cursor": cursor} if cursor else {})}).must(200).json()
        items.update({item["id"]: item for item in page["items"]})
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def test_admin_staff_create_and_what_follows(city):
    person = staff.create(city, token=city.admin())
    item = listed(city)[person.id]
    assert (item["login"], item["role"], item["status"]) == (person.login, "admin", "active")
    assert item["password_expires_at"] is not None
    assert person.id in listed(city, city.admin("haizhou"))
    assert person.id not in listed(city, city.staff("admin", city.organisation("320707")))
    person.sign_in(new_password=staff.PASSWORD).must(200)
    assert listed(city)[person.id]["password_expires_at"] is None


def test_admin_staff_create_refusals(city):
    def ask(token=None, **changes):
        return city.client.call("admin_staff_create", {
            "login": f"n{uuid.uuid4().hex[:12]}", "organisation_id": city.organisation("320706"),
            "reason": "试验", **changes}, token=token or city.admin())

    ask(login="haizhou").must(409, "login_taken")
    ask(role="auditor").must(403, "role_not_grantable")
    ask(role="admin", expires_at="2020-01-01T00:00:00+08:00").must(422, "expiry_past")
    ask(city.admin("haizhou"), organisation_id=city.organisation("320700")).must(
        404, "organisation_not_found")
    without = ask().must(201).json()
    assert listed(city)[without["id"]]["role"] is None


def test_admin_staff_list_pages(city):
    account(city)
    city.client.call("admin_staff_list", token=city.admin(), query={"cursor": "bm8"}).must(
        400, "cursor_invalid")
    page = city.client.call("admin_staff_list", token=city.admin(), query={"limit": 1}).must(200).json()
    assert len(page["items"]) == 1 and page["next_cursor"]


def test_admin_staff_suspend_stops_at_once(city):
    person = staff.create(city)
    tokens = person.sign_in(new_password=staff.PASSWORD).must(200).json()
    person.password = staff.PASSWORD
    assert change(city, "suspend", person.id).must(200).json()["status"] == "suspended"
    change(city, "suspend", person.id).must(200)
    city.client.call("admin_me_get", token=tokens["access_token"]).must(404, "staff_unknown")
    city.client.call("auth_refresh", {"refresh_token": tokens["refresh_token"]}).must(401)
    person.sign_in().must(401, "credentials_invalid")
    assert change(city, "resume", person.id).must(200).json()["role"] == "admin"
    person.sign_in().must(200)


@pytest.mark.parametrize("verb", ["suspend", "resume", "reset"])
def test_admin_staff_is_looked_after_from_above(city, verb):
    """Not by oneself, and not by who could not have given what the account may do."""
    auditor = account(city)
    role_grant(city, auditor, "auditor")
    change(city, verb, auditor).must(403, "role_not_grantable")
    above = account(city)
    role_grant(city, above, "admin", "320700")
    change(city, verb, above, city.admin("haizhou")).must(403, "role_not_grantable")
    token = city.staff("admin", city.organisation("320706"))
    me = city.forge.subject_of(token)
    city.database.execute("UPDATE admins SET organisation_id = %s WHERE id = %s",
                          city.organisation("320706"), me)
    change(city, verb, me, token).must(403, "own_account")


def test_admin_staff_identify_is_looked_after_from_above(city):
    """Else somebody could decide about themselves by being told to be another."""
    def identify(admin_id, token):
        return city.client.call("admin_staff_identify", {"member_id": None, "reason": "试验"}, token=token,
                                path={"admin_id": admin_id})
    token = city.staff("admin", city.organisation("320706"))
    me = city.forge.subject_of(token)
    city.database.execute("UPDATE admins SET organisation_id = %s, person_id = (SELECT person_id FROM members"
                          " WHERE id = %s) WHERE id = %s", city.organisation("320706"), city.member().id, me)
    identify(me, token).must(403, "own_account")
    assert city.database.value("SELECT person_id IS NOT NULL FROM admins WHERE id = %s", me)
    above = account(city)
    role_grant(city, above, "admin", "320700")
    identify(above, city.admin("haizhou")).must(403, "role_not_grantable")


def test_admin_staff_reset_ends_everything(city):
    person = staff.create(city)
    tokens = person.sign_in(new_password=staff.PASSWORD).must(200).json()
    for _ in range(5):
        person.sign_in(password="不是这个密码").must(401)
    made = change(city, "reset", person.id).must(200).json()
    assert made["login"] == person.login
    city.client.call("auth_refresh", {"refresh_token": tokens["refresh_token"]}).must(401)
    old = person.secret
    person.secret = staff.secret_of(made["otpauth_uri"])
    assert old != person.secret
    person.sign_in(password=staff.PASSWORD).must(401)
    person.sign_in(password=made["one_time_password"], new_password=staff.PASSWORD).must(200)


def test_admin_staff_reset_never_of_a_platform_admin(city):
    """Else one of them alone could become another, whom two have made."""
    root = city.organisation("320000")
    other = account(city, "320000")
    role_grant(city, other, "platform_admin", "320000")
    token = city.staff("platform_admin", root)
    change(city, "reset", other, token).must(403, "role_not_grantable")
    change(city, "suspend", other, token).must(200)
    city.database.execute("UPDATE role_grants SET revoked_at = now() WHERE admin_id = %s", other)


@pytest.fixture(name="command")
def command_fixture(settings):
    """Runs liangonghui staff WORDS..."""
    def run(*words):
        return subprocess.run([servers.binary(), "staff", *words], env=servers.environment(settings),
                              capture_output=True, text=True, timeout=60, check=False)
    return run


def test_staff_on_the_command_line(city, command):
    """The first account of a platform comes from there."""
    login = f"b{uuid.uuid4().hex[:10]}"
    done = command("create", login, "--role", "platform_admin", "--name", "平台管理")
    assert done.returncode == 0, done.stderr
    told = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    admin_id = str(city.database.value("SELECT id FROM admins WHERE login = %s", login))
    person = staff.Account(city, {**told, "id": admin_id}, told["one_time_password"])
    assert person.sign_in(new_password=staff.PASSWORD).must(200).json()["role"] == "platform_admin"
    assert f"{login} " in command("list").stdout
    again = command("reset", login)
    assert again.returncode == 0, again.stderr
    told = dict(line.split(": ", 1) for line in again.stdout.splitlines())
    person.secret = staff.secret_of(told["otpauth_uri"])
    person.sign_in(password=told["one_time_password"], new_password=staff.PASSWORD).must(200)
    city.database.execute("UPDATE role_grants SET revoked_at = now() WHERE admin_id = %s", admin_id)


@pytest.mark.parametrize("words, said", [
    ([], "usage"), (["create", "x"], "usage"), (["create", "--role", "admin"], "usage"),
    (["create", "haizhou", "--role", "admin"], "already in use"),
    (["create", "somebody", "--role", "king"], "usage"),
    (["create", "Some Body", "--role", "admin"], "usage"),
    (["create", "somebody", "--role", "admin", "--organisation", "nowhere"], "no such organisation"),
    (["reset", "nobody-here"], "no such account"), (["reset"], "usage"), (["list", "all"], "usage"),
    (["create", "somebody", "--role", "admin", "--colour", "red"], "usage")])
def test_staff_says_what_is_wrong(city, command, words, said):
    # Lots of earlier tests may expire meanwhile.
    with city.database.unchanged(("allocations", "audit_entries", "entries", "journals", "lots", "wallets")):
        done = command(*words)
        assert done.returncode == 1 and said in done.stderr, (done.stdout, done.stderr)
