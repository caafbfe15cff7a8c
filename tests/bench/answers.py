"""One request of each operation to two servers, to see that both do the same work."""

import http.client
import json
import secrets
from urllib.parse import urlsplit

import dataset
from work import POINTS_PRICE

READS = {
    "me_points": "/v1/me/points",
    "me_point_entries": "/v1/me/points/entries",
    "station_nearby": "/v1/stations/nearby?lng=119.22&lat=34.59",
    "station_filtered": "/v1/stations/nearby?lng=119.22&lat=34.59&radius_m=20000&open_now=true&facilities=microwave",
}
WRITES = {
    "lottery_draw": (
        f"/v1/lotteries/{dataset.LOTTERY_ID}/draws",
        {"client_nonce": "haizhou-2026-11-21"},
    ),
    "order_create": (
        "/v1/orders",
        {"items": [{"sku_id": dataset.SKU_ID, "quantity": 1}], "points_to_spend": POINTS_PRICE,
         "pickup": True},
    ),
    "order_spread": (
        "/v1/orders",
        {"items": [{"sku_id": "00000064-0000-7000-8000-000000000007", "quantity": 1}],
         "points_to_spend": POINTS_PRICE, "pickup": True},
    ),
}


def answer(base_url, token, operation):
    """(status, JSON) of one request."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    headers = {"Authorization": f"Bearer {token}"}
    try:
        if operation in READS:
            connection.request("GET", READS[operation], headers=headers)
        else:
            path, body = WRITES[operation]
            headers["Idempotency-Key"] = secrets.token_hex(16)
            headers["Content-Type"] = "application/json"
            connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def shape(value):
    """An answer without what differs from one order or draw to the next."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items() if name != "prize"}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return type(value).__name__


def difference(first_url, second_url, token, operation):
    """None, or in words how the two differ: reads must be equal, writes of the same shape."""
    first, second = (answer(url, token, operation) for url in (first_url, second_url))
    if operation in WRITES:
        first, second = ((status, shape(body)) for status, body in (first, second))
    if first == second and first[0] in (200, 201):
        return None
    return f"{operation}: one answers {str(first)[:200]}, the other {str(second)[:200]}"
