"""Subsidies of what members buy."""
from ..shop import Shop
from .budgets import budget
from .request import Request


def wish(city, code="320706", merchant_id=None, budget_id=None, **more):
    """A programme for what is bought of one merchant, of a budget of one test alone."""
    return {"organisation_id": city.organisation(code), "budget_id": budget_id or budget(
                city, 100000, code, "fen"), "title": "助农消费补贴", "percent": 20, "threshold_fen": 0,
            "order_cap_fen": 3000, "member_cap_fen": 20000, "total_fen": 50000,
            "merchant_id": merchant_id or city.merchant().id, **Shop.times(), **more}


def subsidy(city, *args, **more):
    return city.client.call("subsidy_create", wish(city, *args, **more),
                            token=city.admin()).must(201).json()


def subsidy_create(city):
    return Request(201, {**wish(city), "zone": "farm", "category": "水果"}, token=city.admin(),
                   things=("organisation_id",))


def of_subsidy(city, body=None):
    return Request(200, body, path={"subsidy_id": subsidy(city)["id"]}, token=city.admin(),
                   place=city.organisation("320706"))


def subsidy_list(city):
    return Request(200, query={"limit": "100"}, token=city.admin(), place=city.organisation("320706"),
                   shows=subsidy(city)["id"])


VALID = {
    "me_subsidies": lambda city: Request(200, token=city.member().token),
    "subsidy_list": subsidy_list,
    "subsidy_create": subsidy_create,
    "subsidy_get": of_subsidy,
    "subsidy_close": lambda city: of_subsidy(city, {"reason": "活动提前结束"}),
}
