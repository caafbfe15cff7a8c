"""Giveaways."""
import uuid
from datetime import timedelta

from ..city import now
from .budgets import budget
from .request import Request

REASON = "连工发〔2026〕21 号"


def rules(city, **changes):
    """Rules of a giveaway, complete."""
    return {
        "title": f"试验普惠 {uuid.uuid4().hex[:8]}", "produce": "葡萄", "description": "一箱 2 公斤，领完为止。",
        "mode": "first_come", "shares": 20, "per_member": 2, "value_fen": 300,
        "opens_at": (now() + timedelta(hours=1)).isoformat(timespec="seconds"),
        "closes_at": (now() + timedelta(days=1)).isoformat(timespec="seconds"),
        "repools_at": (now() + timedelta(hours=2)).isoformat(timespec="seconds"),
        "quotas": [{"organisation_id": city.organisation("320706"), "shares": 5}],
        "audience": {"organisation_id": city.organisation("320700"), "tenure_days": 0,
                     "winner_rest_days": 0},
        "claim_days": 10, "delivers": True, "pickup_point_ids": [], "contact": "试验部 12351",
        "budget_id": budget(city, 10000, unit="fen"), **changes}


def lot_rules(city, **changes):
    return rules(city, **{"mode": "lot", "per_member": 1, "repools_at": None, **changes})


def draft(city, wanted=None):
    """The id of a draft of the city's union."""
    answer = city.client.call("giveaway_create", {
        "organisation_id": city.organisation("320700"), "rules": wanted or rules(city)},
        token=city.admin()).must(201)
    return answer.json()["id"]


def in_review(city, wanted=None):
    giveaway_id = draft(city, wanted)
    city.database.execute("UPDATE activities SET state = 'review' WHERE id = %s", giveaway_id)
    return giveaway_id


def published(city):
    giveaway_id = in_review(city)
    city.client.call("giveaway_publish", {"reason": REASON}, path={"giveaway_id": giveaway_id},
                     token=city.admin()).must(200)
    return giveaway_id


def of_city(city, status, body=None, giveaway_id=None, **said):
    return Request(status, body, path={"giveaway_id": giveaway_id} if giveaway_id else None,
                   token=city.admin(), place=city.organisation("320700"), **said)


def giveaway_claim(city):
    return Request(201, path={"giveaway_id": city.giveaway()}, token=city.member().token, things=())


def admin_giveaway_list(city):
    return of_city(city, 200, query={"organisation_id": city.organisation("320700"), "limit": "5"},
                   things=("organisation_id",), shows=draft(city))


VALID = {
    "giveaway_list": lambda city: Request(200, query={"limit": "5"}),
    "giveaway_get": lambda city: Request(200, path={"giveaway_id": city.giveaway()}),
    "giveaway_claim": giveaway_claim,
    "admin_giveaway_list": admin_giveaway_list,
    "admin_giveaway_get": lambda city: of_city(city, 200, giveaway_id=draft(city)),
    "giveaway_create": lambda city: of_city(
        city, 201, {"organisation_id": city.organisation("320700"), "rules": rules(city)},
        things=("organisation_id",)),
    "giveaway_revise": lambda city: of_city(city, 200, {"rules": rules(city)}, draft(city)),
    "giveaway_submit": lambda city: of_city(city, 200, {"reason": REASON}, draft(city)),
    "giveaway_return": lambda city: of_city(city, 200, {"reason": REASON}, in_review(city)),
    "giveaway_publish": lambda city: of_city(city, 200, {"reason": REASON}, in_review(city)),
    "giveaway_close": lambda city: of_city(city, 200, {"reason": REASON}, published(city)),
}
