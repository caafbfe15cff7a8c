"""Vouchers: templates, what members have of them, and yearly caps."""
import random
import uuid
from datetime import timedelta

from ..city import now
from .budgets import budget
from .request import Request

REASON = "连工发〔2026〕21 号"


def rules(city, **changes):
    """Rules of a template, complete."""
    return {
        "kind": "discount", "funding": "budget", "title": f"试验券 {uuid.uuid4().hex[:8]}",
        "description": "满减，全市通用。", "merchant_id": None, "category": None, "zone": None, "sku_id": None,
        "budget_id": budget(city, 1000000, unit="fen"), "uses": 1, "is_claimable": True,
        "audience_id": city.organisation("320700"), "per_member": 1,
        "opens_at": (now() - timedelta(hours=1)).isoformat(timespec="seconds"),
        "closes_at": (now() + timedelta(days=1)).isoformat(timespec="seconds"), "valid_days": 30,
        "valid_until": (now() + timedelta(days=60)).isoformat(timespec="seconds"),
        "store_daily_limit": None, "staff_daily_limit": None,
        "tiers": [{"threshold_fen": 10000, "amount_fen": 3000, "stock": 50}], **changes}


def complete(city):
    """Rules that name everything which can be named."""
    return rules(city, merchant_id=city.merchant().id, category="水果", zone="farm", store_daily_limit=300,
                 staff_daily_limit=200)


def tier(amount_fen, stock=50, threshold_fen=0):
    return {"threshold_fen": threshold_fen, "amount_fen": amount_fen, "stock": stock}


def exchange(city, amount_fen=500, stock=50, **changes):
    return rules(city, **{"kind": "exchange", "tiers": [tier(amount_fen, stock)], **changes})


def amount(city, amount_fen=1000, stock=50, **changes):
    return rules(city, **{"kind": "amount", "tiers": [tier(amount_fen, stock)], **changes})


def draft(city, wanted=None):
    """The id of a draft of the city's union."""
    return city.client.call("voucher_template_create", {
        "organisation_id": city.organisation("320700"), "rules": wanted or rules(city)},
        token=city.staff()).must(201).json()["id"]


def published(city, wanted=None):
    """The id of a template that another one of the staff has published."""
    template_id = draft(city, wanted)
    city.client.call("voucher_template_publish", {"reason": REASON}, path={"template_id": template_id},
                     token=city.admin()).must(200)
    return template_id



def copies(city, wanted, count):
    """The ids of so many templates by the same rules, which share a budget."""
    first = published(city, wanted)
    made = [str(row[0]) for row in city.database.rows(
        "WITH fresh AS ("
        "   INSERT INTO voucher_templates SELECT made.* FROM voucher_templates AS t, generate_series(2, %s) AS nth,"
        "     LATERAL jsonb_populate_record(t, jsonb_build_object('id', core.uuid7(), 'nth', nth)) AS made"
        "   WHERE t.id = %s RETURNING id"
        " ), tiers AS ("
        "   INSERT INTO voucher_tiers (template_id, tier, threshold_fen, amount_fen, stock)"
        "   SELECT f.id, i.tier, i.threshold_fen, i.amount_fen, i.stock FROM fresh AS f, voucher_tiers AS i"
        "   WHERE i.template_id = %s"
        " ), counters AS (INSERT INTO voucher_counters (template_id) SELECT f.id FROM fresh AS f)"
        " SELECT id FROM fresh", count, first, first)]
    city.database.execute(
        "SELECT core.budget_commit(t.budget_id, t.id, core.voucher_stock_value(t), NULL, NULL)"
        " FROM voucher_templates AS t WHERE t.id = ANY (%s::uuid[])", made)
    return [first, *made]


def claim(city, member, template_id, client=None, **parts):
    return (client or city.client).call("voucher_claim", path={"template_id": template_id},
                                        token=member.token, **parts)


def voucher(city, member=None, wanted=None):
    """(member, id of a voucher of theirs), by rules of its own."""
    member = member or city.member()
    return member, claim(city, member, published(city, wanted)).must(201).json()["id"]


def token(city, member, voucher_id):
    return city.client.call("voucher_token", path={"voucher_id": voucher_id},
                            token=member.token).must(201).json()["token"]


def bought(city, member, wanted, pieces=1):
    """(order id, template id) of vouchers that an order has bought, as the order's functions ask for them."""
    template_id, order_id = published(city, wanted), str(uuid.uuid4())
    city.database.execute("SELECT core.vouchers_issue(%s, %s, %s, 1, %s)", template_id, member.id, order_id, pieces)
    return order_id, template_id


def of_city(city, status, body=None, template_id=None, **said):
    return Request(status, body, path={"template_id": template_id} if template_id else None,
                   token=city.admin(), place=city.organisation("320700"), **said)


def held(operation_status):
    def made(city):
        member, voucher_id = voucher(city)
        return Request(operation_status, path={"voucher_id": voucher_id}, token=member.token)
    return made


def voucher_issue_get(city):
    issue = city.client.call("voucher_issue", {
        "member_ids": [city.member().id], "reason": REASON}, path={"template_id": published(city)},
        token=city.admin()).must(202).json()
    while city.database.value("SELECT done_at FROM voucher_issues WHERE id = %s", issue["id"]) is None:
        city.database.execute("SELECT api.voucher_issues_run(500)")
    return Request(200, path={"issue_id": issue["id"]}, token=city.admin(), place=city.organisation("320700"))


def cap_body(city, **changes):
    """Of a year that nobody lives to see: it caps nothing."""
    return {"organisation_id": city.organisation("320700"), "year": random.randint(2100, 2999),
            "max_fen": random.randint(1, 140000), "reason": REASON, **changes}


VALID = {
    "voucher_template_list": lambda city: Request(200, query={"merchant_id": city.merchant().id, "limit": "5"}),
    "voucher_template_get": lambda city: Request(200, path={"template_id": published(city)}),
    "voucher_claim": lambda city: Request(201, path={"template_id": published(city)}, token=city.member().token,
                                          things=()),
    "me_vouchers": lambda city: Request(200, query={"is_usable": "true", "limit": "5"}, token=city.member().token),
    "me_voucher_get": held(200),
    "voucher_token": held(201),
    "me_benefits": lambda city: Request(200, token=city.member().token),
    "admin_voucher_template_list": lambda city: of_city(
        city, 200, query={"organisation_id": city.organisation("320700"), "state": "draft", "limit": "5"},
        things=("organisation_id",), shows=draft(city)),
    "voucher_template_create": lambda city: of_city(
        city, 201, {"organisation_id": city.organisation("320700"), "rules": complete(city)},
        things=("organisation_id",)),
    "admin_voucher_template_get": lambda city: of_city(city, 200, template_id=draft(city)),
    "voucher_template_revise": lambda city: of_city(city, 200, {"rules": complete(city)}, draft(city)),
    "voucher_template_publish": lambda city: of_city(city, 200, {"reason": REASON}, draft(city)),
    "voucher_template_close": lambda city: of_city(city, 200, {"reason": REASON}, draft(city)),
    "voucher_issue": lambda city: of_city(
        city, 202, {"member_ids": [city.member().id], "reason": REASON}, published(city)),
    "voucher_issue_get": voucher_issue_get,
    "benefit_cap_list": lambda city: of_city(
        city, 200, query={"organisation_id": city.organisation("320700")}, things=("organisation_id",)),
    "benefit_cap_put": lambda city: of_city(city, 200, cap_body(city), things=("organisation_id",)),
}
