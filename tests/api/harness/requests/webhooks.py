"""What merchants' programs are told, and where."""
from datetime import timedelta

from .. import keys
from ..city import now
from ..webhooks import Shop, fresh
from .request import Request


def of_shop(status, body=None):
    """About an endpoint."""
    def made(city):
        shop = Shop(city)
        return Request(status, body(city) if body else None, path={"endpoint_id": shop.id},
                       headers=keys.headers(shop.key))
    return made


def of_delivery(city):
    shop = Shop(city)
    return shop, shop.on("webhook_endpoint_ping", status=201).json()


def about_delivery(city):
    shop, ping = of_delivery(city)
    return Request(200, path={"delivery_id": ping["id"]}, headers=keys.headers(shop.key))


def webhook_delivery_list(city):
    shop, ping = of_delivery(city)
    return Request(200, query={"endpoint_id": shop.id, "event_id": ping["event_id"], "state": "delivered",
                               "limit": "5"}, headers=keys.headers(shop.key))


def event_of(city):
    """(an event's id, headers of its merchant)."""
    merchant = city.merchant()
    event_id = city.database.value(
        "INSERT INTO events (id, merchant_id, mode, kind, object_id, data, created_at)"
        " VALUES (core.uuid7(), %s, 'live', 'order.paid', core.uuid7(), '{\"order_no\": \"1\"}', now())"
        " RETURNING id", merchant.id)
    return str(event_id), keys.headers(keys.given(city, merchant.id))


def merchant_event_get(city):
    event_id, headers = event_of(city)
    return Request(200, path={"event_id": event_id}, headers=headers)


def endpoint(city):
    return {"url": city.receiver.url(fresh()), "description": "仓库系统",
            "types": ["order.paid", "refund.succeeded"]}


def replay(_city):
    return {"from": (now() - timedelta(hours=1)).isoformat("T", "seconds"),
            "to": now().isoformat("T", "seconds"), "scope": "missed"}


VALID = {
    "webhook_endpoint_list": lambda city: Request(200, headers=keys.headers(Shop(city).key)),
    "webhook_endpoint_create": lambda city: Request(
        201, endpoint(city), headers=keys.headers(keys.given(city, city.merchant().id))),
    "webhook_endpoint_get": of_shop(200),
    "webhook_endpoint_update": of_shop(200, lambda city: {**endpoint(city), "status": "enabled"}),
    "webhook_endpoint_delete": of_shop(204),
    "webhook_endpoint_rotate": of_shop(200, lambda city: {"overlap_hours": 24}),
    "webhook_endpoint_ping": of_shop(201),
    "webhook_endpoint_replay": of_shop(200, replay),
    "webhook_delivery_list": webhook_delivery_list,
    "webhook_delivery_get": about_delivery,
    "webhook_delivery_replay": about_delivery,
    "merchant_event_list": lambda city: Request(200, query={"type": "order.paid", "limit": "5"},
                                                headers=event_of(city)[1]),
    "merchant_event_get": merchant_event_get,
}
