"""Stores of merchants."""
import uuid

from .request import Request


def store(**changes):
    """What is said of a store; its name is its own."""
    return {"name": f"采摘点 {uuid.uuid4().hex[:8]}", "address": "班庄镇古城路 18 号", "lng": 118.9113,
            "lat": 34.9046, "hours": "每天 8:00–18:00", **changes}


def opened(city, merchant, **changes):
    """A new store of the merchant, as the API tells of it."""
    return city.client.call("store_create", store(**changes), path={"merchant_id": merchant.id},
                            token=city.admin()).must(201).json()


def store_list(city):
    merchant = city.merchant()
    opened(city, merchant)
    return Request(200, path={"merchant_id": merchant.id}, query={"limit": "5"})


def store_update(city):
    merchant = city.merchant()
    return Request(200, {**store(), "status": "closed"}, token=city.admin(), path={
        "merchant_id": merchant.id, "store_id": opened(city, merchant)["id"]})


VALID = {
    "store_list": store_list,
    "store_create": lambda city: Request(201, store(), path={"merchant_id": city.merchant().id},
                                         token=city.admin()),
    "store_update": store_update,
    "store_nearby": lambda city: Request(200, query={
        "lng": "118.91", "lat": "34.90", "crs": "wgs84", "radius_m": "5000", "limit": "5"}),
}
