"""Merchants' API keys, right ones and wrong ones, as their programs show them."""
import hashlib
import secrets
import string
import zlib

from .matrix import Cell

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
EVERYTHING = ["products:read", "products:write", "stock:write", "orders:read", "orders:ship", "orders:refund",
              "redemptions:write", "webhooks:write", "settlements:read", "settlements:confirm", "points:hold", "points:event"]


def check(random):
    """CRC-32 of the random characters in base 62."""
    rest, text = zlib.crc32(random.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        text = DIGITS[digit] + text
    return text


def fresh(mode="live"):
    """A key that nobody has."""
    random = "".join(secrets.choice(DIGITS) for _ in range(30))
    return f"lgh_{mode}_{random}{check(random)}"


def headers(key):
    return {"X-API-Key": key}


def given(city, merchant_id, mode="live", scopes=None, state="live", quota=None):  # pylint: disable=R0913,R0917
    """A key that a merchant has, put where the server looks for it; state: live, expired or
    revoked; quota: its own, requests a minute. Its last use is on record for a day, so that asking with
    it changes nothing, however long a test takes."""
    key = fresh(mode)
    city.database.execute(
        "INSERT INTO api_keys (merchant_id, name, mode, scopes, hash, display, created_by,"
        " last_used_at, requests_per_minute, expires_at, revoked_at)"
        " VALUES (%s, '试验', %s, %s, %s, %s, %s, now() + interval '1 day', %s,"
        " CASE WHEN %s THEN now() END, CASE WHEN %s THEN now() END)",
        merchant_id, mode, EVERYTHING if scopes is None else scopes,
        hashlib.sha256(key.encode()).digest(), f"{key[:12]}…{key[-4:]}", merchant_id, quota,
        state == "expired", state == "revoked")
    return key


def holder(city, key):
    """The id of the merchant whose key it is."""
    return str(city.database.value("SELECT merchant_id FROM api_keys WHERE hash = %s",
                                   hashlib.sha256(key.encode()).digest()))


def malformed(key):
    """Label -> what looks like a key but cannot be one."""
    return {
        "empty": "", "garbage": "garbage", "cut": key[:-1], "too long": key + "0",
        "wrong checksum": key[:-1] + ("0" if key[-1] != "0" else "1"),
        "other prefix": "tuk" + key[3:], "other mode": key.replace("_live_", "_prod_"),
        "in upper case": key.upper(), "with a scheme": f"Bearer {key}", "twice": f"{key},{key}",
        "2 KiB": "A" * 2048,
    }


def refused(city, operation, request):
    """Every holder of a key, or of none, who gets nothing and changes nothing."""
    merchant = city.merchant()
    good = given(city, merchant.id)
    missing = "token_missing" if operation.roles else "api_key_missing"
    yield Cell("no key", None, (401, missing), {"X-API-Key": None})
    if not operation.roles:
        yield Cell("a token instead of a key", city.admin(), (401, missing), {"X-API-Key": None})
    wrong = {**malformed(good), "unknown": fresh(),
             **{state: given(city, merchant.id, state=state) for state in ("expired", "revoked")},
             "of a suspended merchant": given(city, city.merchant(status="suspended").id)}
    for label, key in wrong.items():
        yield Cell(f"a key that is {label}", None, (401, "api_key_invalid"), headers(key))
    for scope in operation.scopes:
        others = [other for other in EVERYTHING if other != scope]
        yield Cell(f"a key without {scope}", None, (403, "scope_missing"),
                   headers(given(city, merchant.id, scopes=others)))
    if request.path and request.things != ():
        yield Cell("another merchant's key", None, "unknown", headers(good))
    if request.path and "X-API-Key" in request.headers:
        mode = "live" if "_test_" in request.headers["X-API-Key"] else "test"
        own = given(city, holder(city, request.headers["X-API-Key"]), mode)
        verdict = (403, "live_key_required") if "live_key_required" in operation.outcomes else "unknown"
        yield Cell(f"the merchant's own {mode} key", None, verdict, headers(own))
