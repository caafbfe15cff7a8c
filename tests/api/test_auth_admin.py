"""Staff sign in with a password and a code: what opens, what does not, and how often one may try."""
import threading
import time

import pytest

from harness import staff


@pytest.fixture(name="account")
def account_fixture(city):
    """Its password and its codes work."""
    return staff.own(city)


def refused(answer):
    answer.must(401, "credentials_invalid")
    assert "error=" not in answer.header("WWW-Authenticate")
    return answer.json()


def test_auth_admin_gives_tokens(city, account):
    body = account.sign_in().must(200).json()
    assert body["role"] == "admin" and body["member_id"] is None
    me = city.client.call("admin_me_get", token=body["access_token"]).must(200).json()
    assert me["login"] == account.login
    assert [(g["role"], g["organisation"]["name"]) for g in me["grants"]] == [("admin", "海州区总工会")]
    renewed = city.client.call("auth_refresh", {"refresh_token": body["refresh_token"]}).must(200)
    city.client.call("auth_logout", token=renewed.json()["access_token"]).must(204)


def test_auth_admin_says_the_same_of_everything_wrong(city, account):
    """An unknown name, a wrong password and a wrong code: one answer, but for its id."""
    wrong = [account.sign_in(username="nobody-at-all"), account.sign_in(password="不是这个密码"),
             account.sign_in(otp="000000" if account.code() != "000000" else "000001"),
             account.sign_in(username="jingshen")]  # who has no password yet
    said = [{key: value for key, value in refused(answer).items() if key != "instance"}
            for answer in wrong]
    assert all(words == said[0] for words in said)
    account.sign_in().must(200)


def test_auth_admin_takes_as_long_for_nobody(account):
    """A name that nobody has costs a hash too; the fastest of each, for the machine is busy."""
    def seconds(**changes):
        taken = []
        for _ in range(7):
            answer = account.sign_in(**changes)
            refused(answer)
            taken.append(answer.elapsed)
            account.city.database.execute("UPDATE sign_in_failures SET failures = 0, locked_until = NULL")
        return min(taken)

    known, unknown = seconds(password="不是这个密码"), seconds(username="nobody-else")
    assert unknown > 0.02 and known > 0.02, (known, unknown)
    assert 1 / 3 < known / unknown < 3, (known, unknown)


def test_auth_admin_takes_a_code_once(city, account):
    code = account.fresh_code()
    account_credentials = {"username": account.login, "password": account.password, "otp": code}
    city.client.call("auth_admin", account_credentials, headers=staff.some_address()).must(200)
    refused(city.client.call("auth_admin", account_credentials, headers=staff.some_address()))


def test_auth_admin_takes_a_code_once_even_at_once(city, account):
    body = account.credentials()
    answers = []

    def ask():
        answers.append(city.client.call("auth_admin", body, headers=staff.some_address()).status)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(200) == 1, answers
    account.sign_in().must(200)


@pytest.mark.parametrize("steps, opens", [(-1, True), (1, True), (-3, False), (3, False)])
def test_auth_admin_forgives_clocks_one_step(account, steps, opens):
    account.fresh_code()
    answer = account.sign_in(otp=account.early_code(steps))
    if opens:
        answer.must(200)
    else:
        refused(answer)
    account.sign_in().must(200)


def test_auth_admin_one_time_password_only_opens_the_way_to_an_own(city):
    account = staff.create(city)
    body = account.credentials()
    headers = staff.some_address()
    city.client.call("auth_admin", body, headers=headers).must(403, "password_change_required")
    answer = city.client.call("auth_admin", {**body, "new_password": "gonghui-2026!"}, headers=headers)
    answer.must(422, "validation_failed")
    assert answer.errors == [("#/new_password", "password_weak")]
    city.client.call("auth_admin", {**body, "new_password": "云台山上的第一场雪 2026"},
                     headers=headers).must(200)
    refused(account.sign_in())
    account.sign_in(password="云台山上的第一场雪 2026").must(200)


def test_auth_admin_one_time_password_ends(city):
    account = staff.create(city)
    city.database.execute("UPDATE admins SET password_expires_at = now() WHERE id = %s", account.id)
    refused(account.sign_in(new_password="云台山上的第一场雪 2026"))


def test_auth_admin_without_a_role_opens_nothing(city):
    """Right in everything, but suspended, or without a grant that holds: the same refusal."""
    account = staff.create(city)
    city.database.execute("UPDATE role_grants SET expires_at = now() WHERE admin_id = %s", account.id)
    refused(account.sign_in(new_password="云台山上的第一场雪 2026"))
    other = staff.create(city)
    city.database.execute("UPDATE admins SET status = 'suspended' WHERE id = %s", other.id)
    refused(other.sign_in(new_password="云台山上的第一场雪 2026"))


def locked(answer, least, most):
    answer.must(429, "sign_in_locked")
    assert least <= int(answer.header("Retry-After")) <= most, answer.header("Retry-After")


def wait_over(city, kind="account"):
    """As if the time had passed."""
    city.database.execute(
        "UPDATE sign_in_failures SET locked_until = now() WHERE kind = %s AND locked_until > now()", kind)


def test_auth_admin_locks_the_account(city):
    """Five failures, then a minute, then two; and the right password waits as well."""
    account = staff.create(city)
    for _ in range(5):
        refused(account.sign_in(password="不是这个密码"))
    locked(account.sign_in(new_password=staff.PASSWORD), 50, 60)
    wait_over(city)
    refused(account.sign_in(password="不是这个密码"))
    locked(account.sign_in(new_password=staff.PASSWORD), 110, 120)
    for expected in (240, 480, 960, 1920, 3600, 3600):
        wait_over(city)
        refused(account.sign_in(password="不是这个密码"))
        locked(account.sign_in(), expected - 10, expected)
    wait_over(city)
    account.sign_in(new_password=staff.PASSWORD).must(200)
    account.password = staff.PASSWORD
    refused(account.sign_in(password="不是这个密码"))  # counted anew
    account.sign_in().must(200)
    note = city.database.row("SELECT count(*), max((changes ->> 'failures')::integer) FROM audit_entries"
                             " WHERE action = 'auth_admin' AND actor_kind = 'system'"
                             " AND object_id = %s", account.id)
    assert note == (8, 12)


def test_auth_admin_locks_a_name_that_nobody_has(account):
    """Else the lock would tell who has an account."""
    for _ in range(5):
        refused(account.sign_in(username="no-such-person"))
    locked(account.sign_in(username="no-such-person"), 50, 60)


def test_auth_admin_counts_before_it_judges(account):
    """Twelve at once are no twelve guesses."""
    answers = []

    def ask(number):
        answers.append(account.sign_in(username="guessed-at-once", password=f"试猜的密码{number}").status)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(401) <= 5 and set(answers) <= {401, 429, 503}, answers
    account.city.database.execute("UPDATE sign_in_failures SET failures = 0, locked_until = NULL")


def test_auth_admin_locks_the_address(city, account):
    """Many names from one place; what succeeds there is not counted, and does not wipe it."""
    headers = staff.some_address()
    for number in range(19):
        refused(account.sign_in(headers, username=f"name-{number}"))
    account.sign_in(headers).must(200)
    refused(account.sign_in(headers, username="name-19"))
    locked(account.sign_in(headers), 50, 60)
    account.sign_in(staff.some_address()).must(200)
    wait_over(city, "address")
    account.sign_in(headers).must(200)


def test_auth_admin_keeps_neither_names_nor_addresses(city, account):
    account.sign_in({"X-Forwarded-For": "203.0.113.77"}, username="my-secret-name").must(401)
    for key, in city.database.rows("SELECT encode(key, 'escape') FROM sign_in_failures"):
        assert "secret" not in key and "203.0.113" not in key
    assert city.database.value("SELECT count(*) > 0 FROM sign_in_failures WHERE octet_length(key) = 32")


def test_sign_in_failures_expire(city):
    city.database.execute("INSERT INTO sign_in_failures (kind, key, last_at) SELECT 'account',"
                          " sha256(n::text::bytea), now() - interval '25 hours'"
                          " FROM generate_series(1, 5) AS n ON CONFLICT DO NOTHING")
    city.database.row("SELECT * FROM api.sign_in_failures_expire(100)")
    assert city.database.value("SELECT count(*) FROM sign_in_failures"
                               " WHERE last_at < now() - interval '24 hours'") == 0


def test_sessions_of_staff_are_short(city, account):
    body = account.sign_in().must(200).json()
    lasts = ("SELECT max(t.expires_at) - now() FROM refresh_tokens AS t JOIN session_families AS f"
             " ON f.id = t.family_id WHERE f.admin_id = %s AND f.created_at > now() - interval '1 day'"
             " AND t.used_at IS NULL")
    assert 3.9 * 3600 < city.database.value(lasts, account.id).total_seconds() <= 4 * 3600
    city.database.execute("UPDATE session_families SET created_at = now() - interval '11 hours'"
                          " WHERE admin_id = %s", account.id)
    renewed = city.client.call("auth_refresh", {"refresh_token": body["refresh_token"]}).must(200).json()
    left = city.database.value("SELECT expires_at - now() FROM refresh_tokens"
                               " ORDER BY created_at DESC LIMIT 1").total_seconds()
    assert 0.9 * 3600 < left <= 3600
    city.database.execute("UPDATE refresh_tokens SET expires_at = now() WHERE family_id IN"
                          " (SELECT id FROM session_families WHERE admin_id = %s)", account.id)
    city.client.call("auth_refresh", {"refresh_token": renewed["refresh_token"]}).must(
        401, "refresh_token_invalid")


def test_a_grant_that_has_run_out_renews_nothing(city):
    account = staff.create(city)
    body = account.sign_in(new_password=staff.PASSWORD).must(200).json()
    city.database.execute("UPDATE role_grants SET expires_at = now() WHERE admin_id = %s", account.id)
    city.client.call("admin_me_get", token=body["access_token"]).must(404, "staff_unknown")
    city.client.call("auth_refresh", {"refresh_token": body["refresh_token"]}).must(
        401, "refresh_token_invalid")


def test_admin_password_change(city):
    account = staff.create(city)
    other = account.sign_in(new_password=staff.PASSWORD).must(200).json()
    account.password = staff.PASSWORD
    mine = account.sign_in().must(200).json()
    change = {"current_password": staff.PASSWORD, "new_password": "海风吹过云台山的那个下午"}

    def ask(**changes):
        return city.client.call("admin_password_change", {**change, **changes},
                                token=mine["access_token"])

    ask(current_password="不是这个密码").must(403, "password_incorrect")
    answer = ask(new_password=f"my name is {account.login}").must(422, "validation_failed")
    assert answer.errors == [("#/new_password", "password_weak")]
    ask().must(204)
    city.client.call("auth_refresh", {"refresh_token": other["refresh_token"]}).must(401)
    city.client.call("auth_refresh", {"refresh_token": mine["refresh_token"]}).must(200)
    refused(account.sign_in())
    account.password = "海风吹过云台山的那个下午"
    account.sign_in().must(200)
    for _ in range(5):
        ask(current_password="不是这个密码").must(403, "password_incorrect")
    locked(ask(current_password=account.password), 50, 60)
    city.client.call("admin_totp_begin", {"current_password": account.password},
                     token=mine["access_token"]).must(429, "sign_in_locked")


def test_admin_password_change_of_nobody(city, forge):
    """A token whose account has no role any more."""
    token = city.staff(state="revoked")
    body = {"current_password": "x", "new_password": staff.PASSWORD}
    city.client.call("admin_password_change", body, token=token).must(404, "staff_unknown")
    city.client.call("admin_totp_begin", {"current_password": "x"}, token=token).must(404, "staff_unknown")
    city.client.call("admin_totp_confirm", {"otp": "123456"}, token=token).must(404, "staff_unknown")


def test_admin_totp_moves_to_another_phone(city):
    account = staff.create(city)
    token = account.sign_in(new_password=staff.PASSWORD).must(200).json()["access_token"]
    account.password = staff.PASSWORD
    call = city.client.call
    call("admin_totp_confirm", {"otp": "123456"}, token=token).must(409, "totp_not_begun")
    call("admin_totp_begin", {"current_password": "不对"}, token=token).must(403, "password_incorrect")
    begun = call("admin_totp_begin", {"current_password": account.password}, token=token).must(200).json()
    account.sign_in().must(200)  # the old phone, until the new one was shown
    old, new = account.secret, staff.secret_of(begun["otpauth_uri"])
    assert begun["secret"] in begun["otpauth_uri"] and old != new
    wrong = "000000" if staff.totp(new, int(time.time()) // 30) != "000000" else "111111"
    call("admin_totp_confirm", {"otp": wrong}, token=token).must(422, "otp_invalid")
    codes = call("admin_totp_confirm", {"otp": staff.totp(new, int(time.time()) // 30)},
                 token=token).must(200).json()["recovery_codes"]
    refused(account.sign_in())
    account.secret = new
    account.sign_in().must(200)
    assert len(set(codes)) == 10
    account.sign_in(otp=codes[3].upper().replace("-", " ")).must(200)
    refused(account.sign_in(otp=codes[3]))
    me = call("admin_me_get", token=token).must(200).json()
    assert me["recovery_codes_left"] == 9
    assert not city.database.rows("SELECT FROM recovery_codes WHERE hash = convert_to(%s, 'UTF8')", codes[0])


def test_admin_totp_begun_long_ago(city):
    admin_id, token = staff.without_codes(city)
    begun = city.client.call("admin_totp_begin", {"current_password": staff.PASSWORD},
                             token=token).must(200).json()
    city.database.execute("UPDATE admins SET totp_next_expires_at = now() WHERE id = %s", admin_id)
    code = staff.totp(staff.secret_of(begun["otpauth_uri"]), int(time.time()) // 30)
    city.client.call("admin_totp_confirm", {"otp": code}, token=token).must(409, "totp_not_begun")
