"""One valid, complete request for each operation: what the generated tests start from.

A new operation without an entry fails test_every_operation_has_a_valid_request.
"""
import uuid

from .city import SHANGHAI, now


class Request:
    """Every optional property is present, so that each can be broken."""

    def __init__(self, status, body=None, path=None, query=None, token=None):
        self.status = status
        self.body = body
        self.path = path or {}
        self.query = query or {}
        self.token = token


def address():
    return {"recipient": "买买提·吐尔逊", "phone": "13812341234", "region_code": "320706",
            "detail": "苍梧路 66 号 3 单元 502 室"}


def auth_refresh(city):
    answer = city.client.call("auth_demo", {"member_no": "10000003"}).must(200)
    return Request(200, {"refresh_token": answer.json()["refresh_token"]})


def auth_logout(city):
    answer = city.client.call("auth_demo", {"member_no": "10000004"}).must(200)
    return Request(204, token=answer.json()["access_token"])


def points_grant(city):
    return Request(201, {
        "member_id": city.member().id, "points": 10, "reason": "高温慰问", "budget_id": None,
        "expires_at": now().astimezone(SHANGHAI).replace(year=now().year + 2, day=1).isoformat(
            "T", "seconds")}, token=city.admin())


def order_create(city):
    product = city.product([{"points_price": 10}])
    return Request(201, {
        "items": [{"sku_id": product.sku, "quantity": 1}], "pickup": False, "address": address(),
        "points_to_spend": 10, "voucher_ids": []}, token=city.member(1000).token)


def order_of(city):
    member = city.member(1000)
    product = city.product([{"points_price": 10}])
    order = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 10},
        token=member.token).must(201).json()
    return member, order


def order_get(city):
    member, order = order_of(city)
    return Request(200, path={"order_id": order["id"]}, token=member.token)


def lottery_draw(city):
    return Request(201, {"client_nonce": "my-own-luck"}, path={"lottery_id": city.lottery().id},
                   token=city.member(1000).token)


def station_nearby(_city):
    return Request(200, query={"lng": "119.2216", "lat": "34.5967", "crs": "wgs84",
                               "radius_m": "3000", "limit": "5", "open_now": "false",
                               "facilities": "water"})


VALID = {
    "auth_demo": lambda city: Request(200, {"member_no": "10000002"}),
    "auth_refresh": auth_refresh,
    "auth_logout": auth_logout,
    "me_get": lambda city: Request(200, token=city.member().token),
    "me_points": lambda city: Request(200, token=city.member(5).token),
    "me_point_entries": lambda city: Request(200, query={"limit": "5"},
                                             token=city.member(5).token),
    "points_grant": points_grant,
    "organisation_tree": lambda city: Request(200, query={
        "parent_id": city.organisation("320700"), "limit": "5"}),
    "lottery_list": lambda city: Request(200, query={"limit": "5"}),
    "lottery_get": lambda city: Request(200, path={"lottery_id": city.lottery().id}),
    "lottery_draw": lottery_draw,
    "product_list": lambda city: Request(200, query={"zone": "farm", "category": "水果", "q": "瓜",
                                                     "limit": "5"}),
    "product_get": lambda city: Request(200, path={"product_id": city.product().id}),
    "order_create": order_create,
    "order_get": order_get,
    "order_list": lambda city: Request(200, query={"limit": "5"}, token=order_of(city)[0].token),
    "order_cancel": order_get,
    "station_nearby": station_nearby,
    "station_get": lambda city: Request(200, path={
        "station_id": city.station(*city.elsewhere())}),
    "spec_yaml": lambda city: Request(200),
    "spec_json": lambda city: Request(200),
    "spec_docs": lambda city: Request(200),
    "spec_viewer": lambda city: Request(200),
    "spec_problems": lambda city: Request(200),
    "health_live": lambda city: Request(200),
    "health_ready": lambda city: Request(200),
    "metrics": lambda city: Request(200),
}


def valid(city, operation_id):
    return VALID[operation_id](city)


def unknown_id():
    return str(uuid.uuid4())


def send(city, operation_id, request, **changes):
    """Asks with a valid request, of which changes replace parts."""
    parts = {"path": request.path, "query": request.query, "token": request.token, **changes}
    body = parts.pop("body", request.body)
    return city.client.call(operation_id, body, **parts)
