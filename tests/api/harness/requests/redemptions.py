"""Redemptions: tills of merchants, and what they do with vouchers."""
import uuid

from .. import keys
from . import vouchers
from .holds import fresh
from .request import Request


class Counter:
    """A merchant with a store, and a program there that asks with the merchant's key."""

    def __init__(self, city, client=None):
        self.city = city
        self.client = client or city.client
        self.merchant = city.merchant()
        self.store = store(city, self.merchant.id)
        self.key = keys.given(city, self.merchant.id)

    def beside(self, client):
        """The same till, asking another process."""
        other = Counter.__new__(Counter)
        other.__dict__.update(self.__dict__, client=client)
        return other

    def clerk(self, role="clerk", store_id=None):
        """A token of one of the merchant's staff, by default a clerk of its store."""
        member = self.city.member()
        self.city.database.execute(
            "INSERT INTO merchant_staff (merchant_id, member_id, store_id, role, created_by)"
            " VALUES (%s, %s, %s, %s, %s)", self.merchant.id, member.id,
            (store_id or self.store) if role == "clerk" else None, role, member.id)
        return self.city.forge.token(member.id, "merchant_staff")

    def ask(self, operation, body=None, token=None, **parts):
        """With the key, or as whoever has the token."""
        if token:
            return self.client.call(operation, body, token=token, **parts)
        return self.client.call(operation, body, headers=keys.headers(self.key), **parts)

    def redeem(self, token, bill_fen=None, clerk=None, **more):
        return self.ask("merchant_redeem", {"token": token, "bill_fen": bill_fen, **more}, clerk)

    def preview(self, token, bill_fen=None, clerk=None, **more):
        return self.ask("merchant_redemption_preview", {"token": token, "bill_fen": bill_fen, **more}, clerk)

    def lock(self, token, bill_fen=None, clerk=None, **more):
        return self.ask("redemption_lock_create", {"token": token, "bill_fen": bill_fen, **more}, clerk)

    def use(self, lock_id, **body):
        return self.ask("redemption_lock_redeem", body, path={"lock_id": lock_id})

    def release(self, lock_id):
        return self.ask("redemption_lock_release", path={"lock_id": lock_id})

    def reverse(self, redemption_id, token=None, **parts):
        return self.ask("merchant_redemption_reverse", {"reason": "扫错了券"}, token=token,
                        path={"redemption_id": redemption_id}, **parts)


def store(city, merchant_id):
    return str(city.database.value(
        "INSERT INTO stores (merchant_id, name, address, location)"
        " VALUES (%s, %s, '试验路 2 号', ST_SetSRID(ST_MakePoint(119.2, 34.6), 4326)) RETURNING id",
        merchant_id, f"试验门店 {uuid.uuid4().hex[:8]}"))


def shown(city, wanted=None):
    """A code of a voucher that nobody has used."""
    return vouchers.token(city, *vouchers.voucher(city, None, wanted))


def scanned(operation_status, **extra):
    def made(city):
        counter = Counter(city)
        more = {name: value() for name, value in extra.items()}
        return Request(operation_status, {"token": shown(city), "bill_fen": 12800, "store_id": counter.store, **more},
                       token=counter.clerk(), things=("token",))
    return made


def locked(status, body=None):
    def made(city):
        counter = Counter(city)
        lock_id = counter.lock(shown(city), 12800, store_id=counter.store).must(201).json()["id"]
        return Request(status, body and body(), path={"lock_id": lock_id}, token=counter.clerk())
    return made


def merchant_redemption_reverse(city):
    counter = Counter(city)
    made = counter.redeem(shown(city), 12800, store_id=counter.store).must(201).json()
    return Request(200, {"reason": "扫错了券"}, path={"redemption_id": made["id"]}, token=counter.clerk())



class Trial:
    """A merchant's program with a test key, and the vouchers that it makes."""

    def __init__(self, city, merchant=None):
        self.city = city
        self.merchant = merchant or city.merchant()
        self.key = keys.given(city, self.merchant.id, "test")

    def ask(self, operation, body=None, **parts):
        return self.city.client.call(operation, body, headers=keys.headers(self.key), **parts)

    def made(self, **changes):
        return self.ask("merchant_test_voucher_create", {"kind": "exchange", "amount_fen": 500, **changes}).must(
            201).json()

    def shown(self, voucher):
        return self.ask("merchant_test_voucher_token", path={"voucher_id": voucher["id"]}).must(201).json()["token"]


def merchant_test_voucher_token(city):
    trial = Trial(city)
    return Request(201, path={"voucher_id": trial.made()["id"]}, headers=keys.headers(trial.key))


VALID = {
    "merchant_test_voucher_create": lambda city: Request(
        201, {"kind": "discount", "threshold_fen": 0, "amount_fen": 3000, "uses": 1},
        headers=keys.headers(Trial(city).key), things=()),
    "merchant_test_voucher_token": merchant_test_voucher_token,
    "merchant_redeem": scanned(201, reference=fresh),
    "merchant_redemption_preview": scanned(200),
    "redemption_lock_create": scanned(201, expires_in_s=lambda: 900),
    "redemption_lock_redeem": locked(201, lambda: {"bill_fen": 12800, "reference": fresh()}),
    "redemption_lock_release": locked(200),
    "merchant_redemption_reverse": merchant_redemption_reverse,
    "merchant_redemption_list": lambda city: Request(
        200, query={"reference": fresh(), "limit": "5"}, token=Counter(city).clerk(), things=()),
}
