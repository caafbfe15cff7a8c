"""Merchants' keys."""
from datetime import timedelta

from .. import keys
from ..city import now
from .request import Request
from .stores import opened


def of_merchant(city, **more):
    """A merchant and a key of it: (merchant, key's id)."""
    merchant = city.merchant()
    keys.given(city, merchant.id, **more)
    return merchant, str(city.database.value("SELECT id FROM api_keys WHERE merchant_id = %s",
                                             merchant.id))


def merchant_key_list(city):
    merchant, _ = of_merchant(city)
    return Request(200, path={"merchant_id": merchant.id}, query={"limit": "5"}, token=city.admin())


def merchant_key_create(city):
    return Request(201, {
        "name": "门店收银", "mode": "live", "scopes": ["orders:read", "stock:write"], "requests_per_minute": 60,
        "expires_at": (now() + timedelta(days=365)).isoformat("T", "seconds")},
        path={"merchant_id": city.merchant().id}, token=city.admin())


def of_key(status, body=None):
    def made(city):
        merchant, key_id = of_merchant(city)
        return Request(status, body, path={"merchant_id": merchant.id, "api_key_id": key_id},
                       token=city.admin())
    return made


def staff(city, **changes):
    """What is said of somebody who begins to work for a merchant."""
    return {"member_no": city.member().member_no, "role": "clerk", **changes}


def hired(city, merchant, **changes):
    """A new member of the merchant's staff, as the API tells of them."""
    return city.client.call("merchant_staff_create", staff(city, **changes),
                            path={"merchant_id": merchant.id}, token=city.admin()).must(201).json()


def merchant_staff_list(city):
    merchant = city.merchant()
    hired(city, merchant)
    return Request(200, path={"merchant_id": merchant.id}, query={"limit": "5"}, token=city.admin())


def merchant_staff_create(city):
    merchant = city.merchant()
    return Request(201, staff(city, store_id=opened(city, merchant)["id"]),
                   path={"merchant_id": merchant.id}, token=city.admin())


def merchant_staff_end(city):
    merchant = city.merchant()
    return Request(200, path={"merchant_id": merchant.id, "staff_id": hired(city, merchant)["id"]},
                   token=city.admin())


VALID = {
    "merchant_list": lambda city: Request(200, query={"kind": "farm", "q": "农场", "limit": "5"}),
    "merchant_get": lambda city: Request(200, path={"merchant_id": city.merchant().id}),
    "merchant_staff_list": merchant_staff_list,
    "merchant_staff_create": merchant_staff_create,
    "merchant_staff_end": merchant_staff_end,
    "merchant_key_list": merchant_key_list,
    "merchant_key_create": merchant_key_create,
    "merchant_key_rotate": of_key(201, {"overlap_hours": 24}),
    "merchant_key_revoke": of_key(200),
    "merchant_key_get": lambda city: Request(
        200, headers=keys.headers(keys.given(city, city.merchant().id))),
}
