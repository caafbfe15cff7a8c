"""Budgets."""
import functools
import uuid

from ..city import now
from .request import Request

REASON = "连工发〔2026〕3 号"


def budget(city, total, code="320700", unit="points", place=None):
    """The id of a budget of one test alone, of the organisation with this code, or id."""
    return str(city.database.value(
        "SELECT core.budget_open(%s, %s, %s, 'services', 'union_dues', %s, %s, NULL, '试验')",
        place or city.organisation(code), now().year, f"试验预算 {uuid.uuid4()}", unit, total))


@functools.lru_cache(maxsize=None)
def ample(city, code="320700"):
    """The id of a budget that no test uses up."""
    return budget(city, 10 ** 12, code)


def of_city(city, status, body=None, query=None, **said):
    return Request(status, body, path={"budget_id": budget(city, 500)}, query=query, token=city.admin(),
                   place=city.organisation("320700"), **said)


def budget_create(city):
    return Request(201, {
        "organisation_id": city.organisation("320706"), "year": 2026, "name": f"试验 {uuid.uuid4()}",
        "subject": "welfare", "fund_source": "special", "unit": "fen", "total": 30000,
        "reason": REASON}, token=city.admin(), things=("organisation_id",))


def budget_list(city):
    shown = budget(city, 500)
    return Request(200, query={"organisation_id": city.organisation("320700"), "year": str(now().year),
                               "limit": "5"}, token=city.admin(), things=("organisation_id",),
                   shows=shown)


VALID = {
    "budget_list": budget_list,
    "budget_create": budget_create,
    "budget_get": lambda city: of_city(city, 200),
    "budget_amend": lambda city: of_city(city, 200, {"total": 700, "reason": REASON}),
    "budget_transfer": lambda city: of_city(city, 200, {
        "to_budget_id": budget(city, 0, "320706"), "amount": 20, "reason": REASON, "dry_run": False}),
    "budget_movement_export": lambda city: of_city(city, 200, query={"bom": "true"}),
    "budget_movement_list": lambda city: of_city(city, 200, query={"limit": "5"}),
}
