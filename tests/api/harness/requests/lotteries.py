"""Lotteries."""
import hashlib
import secrets
import uuid
from datetime import timedelta

from ..city import now, wait_until
from .budgets import budget
from .request import Request

REASON = "连工发〔2026〕21 号"


def rules(city, **changes):
    """Rules of an instant lottery, complete."""
    return {
        "title": f"试验抽奖 {uuid.uuid4().hex[:8]}", "kind": "instant", "description": "奖完即止。",
        "cost_points": 5, "opens_at": (now() + timedelta(hours=1)).isoformat(timespec="seconds"),
        "closes_at": (now() + timedelta(days=1)).isoformat(timespec="seconds"), "draws_per_member": 5,
        "draws_per_day": 2, "blank_weight": 10, "fallback_position": 2,
        "prizes": [{"name": "冰箱", "weight": 1, "stock": 2, "value_fen": 1000, "unlock_after": 1},
                   {"name": "毛巾", "weight": 9, "stock": 10, "value_fen": 100, "unlock_after": 0}],
        "guarantee": {"after": 3, "position": 2}, "quotas": [], "public_source": None,
        "audience": {"organisation_id": city.organisation("320700"), "tenure_days": 0,
                     "winner_rest_days": 0},
        "claim_days": 10, "delivers": True, "pickup_point_ids": [], "contact": "试验部 12351",
        "budget_id": budget(city, 10000, unit="fen"), **changes}


def raffle_rules(city, **changes):
    return rules(city, **{
        "kind": "raffle", "draws_per_day": None, "fallback_position": None, "guarantee": None,
        "quotas": [{"organisation_id": city.organisation("320706"), "seats": 3}],
        "public_source": "双色球 2026150 期", **changes})


def draft(city, wanted=None):
    """The id of a draft of the city's union."""
    answer = city.client.call("lottery_create", {
        "organisation_id": city.organisation("320700"), "rules": wanted or rules(city)},
        token=city.admin()).must(201)
    return answer.json()["id"]


def in_review(city, wanted=None):
    lottery_id = draft(city, wanted)
    city.database.execute("UPDATE activities SET state = 'review' WHERE id = %s", lottery_id)
    return lottery_id


def published(city, wanted=None, opens_in=-7200, closes_in=-3600):
    """A lottery whose times are in the past, or where else they are put, in seconds."""
    lottery_id = in_review(city, wanted)
    seed = secrets.token_bytes(32)
    city.database.execute("UPDATE lotteries SET opens_at = %s, closes_at = %s WHERE id = %s",
                          now() + timedelta(seconds=opens_in), now() + timedelta(seconds=closes_in),
                          lottery_id)
    city.database.execute(
        "SELECT core.lottery_publish(%s, %s, %s, %s)", lottery_id, now() + timedelta(seconds=opens_in),
        hashlib.sha256(seed).digest(), city.papers.seal(f"\\x{seed.hex()}", f"lotteries|seed|{lottery_id}"))
    return lottery_id


def revealed(city):
    lottery_id = published(city)
    wait_until(lambda: city.database.value("SELECT revealed_at IS NOT NULL FROM lotteries WHERE id = %s",
                                           lottery_id))
    return lottery_id


def of_city(city, status, body=None, lottery_id=None, **said):
    return Request(status, body, path={"lottery_id": lottery_id} if lottery_id else None,
                   token=city.admin(), place=city.organisation("320700"), **said)


def lottery_draw(city):
    return Request(201, {"client_nonce": "my-own-luck"}, path={"lottery_id": city.lottery().id},
                   token=city.member(1000).token, things=())


def lottery_enter(city):
    return Request(201, path={"lottery_id": city.lottery(kind="raffle").id},
                   token=city.member(1000).token, things=())


def admin_lottery_list(city):
    return of_city(city, 200, query={"organisation_id": city.organisation("320700"), "limit": "5"},
                   things=("organisation_id",), shows=draft(city))


VALID = {
    "lottery_list": lambda city: Request(200, query={"limit": "5"}),
    "lottery_get": lambda city: Request(200, path={"lottery_id": city.lottery().id}),
    "lottery_draw": lottery_draw,
    "lottery_proof": lambda city: Request(200, path={"lottery_id": city.lottery().id}),
    "lottery_enter": lottery_enter,
    "me_entry_list": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "admin_lottery_list": admin_lottery_list,
    "admin_lottery_get": lambda city: of_city(city, 200, lottery_id=draft(city)),
    "lottery_create": lambda city: of_city(
        city, 201, {"organisation_id": city.organisation("320700"), "rules": rules(city)},
        things=("organisation_id",)),
    "lottery_revise": lambda city: of_city(city, 200, {"rules": rules(city)}, draft(city)),
    "lottery_submit": lambda city: of_city(city, 200, {"reason": REASON}, draft(city)),
    "lottery_return": lambda city: of_city(city, 200, {"reason": REASON}, in_review(city)),
    "lottery_publish": lambda city: of_city(city, 200, {"reason": REASON}, in_review(city)),
    "lottery_public_value_set": lambda city: of_city(
        city, 200, {"value": "03 09 14 17 25 31+06", "reason": REASON}, published(city, raffle_rules(city))),
    "lottery_archive": lambda city: of_city(city, 200, {"reason": REASON}, revealed(city)),
}
