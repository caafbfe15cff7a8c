"""Accounts of the staff that sign in as people do: with a password and an authenticator app."""
import base64
import hashlib
import hmac
import random
import struct
import time
import uuid
from urllib.parse import parse_qs, urlsplit

PASSWORD = "石榴花开在五月里, 年年如此"


def totp(secret, step):
    """RFC 6238 with SHA-1 and six digits."""
    mac = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place:place + 4])[0] & 0x7FFFFFFF) % 10 ** 6:06d}"


def secret_of(uri):
    """The secret in an otpauth:// URI."""
    return base64.b32decode(parse_qs(urlsplit(uri).query)["secret"][0])


def some_address():
    """Headers of a client that nobody else is: failures are counted by address."""
    return {"X-Forwarded-For": f"2001:db8:{random.randrange(65536):x}:{random.randrange(65536):x}::1"}


class Account:
    """One account with what its owner knows."""

    def __init__(self, city, made, password):
        self.city = city
        self.id = made["id"]
        self.login = made["login"]
        self.password = password
        self.secret = secret_of(made["otpauth_uri"])

    def code(self, steps=0):
        return totp(self.secret, int(time.time()) // 30 + steps)

    def early_code(self, steps):
        """A code so many half minutes away from now, and still so when a busy machine judges it."""
        left = 30 - time.time() % 30
        if left < 15:
            time.sleep(left)
        return self.code(steps)

    def fresh_code(self):
        """A code of now, although one of this half minute may have been used already."""
        self.city.database.execute("UPDATE admins SET totp_last_step = 0 WHERE id = %s", self.id)
        return self.code()

    def credentials(self, **changes):
        return {"username": self.login, "password": self.password, "otp": self.fresh_code(), **changes}

    def sign_in(self, headers=None, **changes):
        return self.city.client.call("auth_admin", self.credentials(**changes),
                                     headers=headers or some_address())


def create(city, role="admin", organisation_id=None, token=None):
    """A new account with a one-time password."""
    token = token or city.staff("platform_admin", city.organisation("320000"))
    made = city.client.call("admin_staff_create", {
        "login": f"p{uuid.uuid4().hex[:12]}", "role": role, "reason": "试验",
        "organisation_id": organisation_id or city.organisation("320706")}, token=token).must(201).json()
    return Account(city, made, made["one_time_password"])


def own(city):
    """One account of the run with a password of its own; whoever changes it makes another one."""
    if "own" not in city.accounts:
        account = create(city)
        account.sign_in(new_password=PASSWORD).must(200)
        account.password = PASSWORD
        city.accounts["own"] = account
    return city.accounts["own"]


def without_codes(city):
    """(id, token) of a fresh account with the same password, whose codes nobody has set up."""
    login = f"p{uuid.uuid4().hex[:12]}"
    admin_id = city.database.value(
        "WITH a AS (INSERT INTO admins (login, organisation_id, password_hash, password_set_at)"
        "  SELECT %s, organisation_id, password_hash, now() FROM admins WHERE id = %s RETURNING *)"
        " INSERT INTO role_grants (admin_id, role, organisation_id)"
        " SELECT id, 'admin', organisation_id FROM a RETURNING admin_id", login, own(city).id)
    return admin_id, city.forge.token(admin_id, "admin")
