"""Organisations."""
import random
import uuid

from ..identifiers import credit_code
from .request import Request

REASON = "海工发〔2026〕12 号"


def branch(city, parent="320706", level="enterprise", name=None):
    """An organisation of one test alone, below the one with a code or an id."""
    return str(city.database.value(
        "INSERT INTO organisations (code, name, level, parent_id) SELECT %s, %s, %s, o.id"
        " FROM organisations AS o WHERE %s IN (o.code, o.id::text) RETURNING id",
        f"T-{uuid.uuid4().hex[:16].upper()}", name or f"试验单位{uuid.uuid4().hex[:8]}工会", level, parent))


def fresh_credit_code():
    return credit_code("91", "320706", random.randrange(10**8))


def in_haizhou(city, status, body, organisation_id=None, **said):
    """Of the district of Haizhou, or of one of its unions."""
    haizhou = city.organisation("320706")
    path = {"organisation_id": organisation_id} if organisation_id else {}
    return Request(status, body, path=path, token=city.admin(), place=haizhou, **said)


def organisation_create(city):
    return in_haizhou(city, 201, {
        "parent_id": city.organisation("320706"), "level": "enterprise", "name": "试验物流公司工会",
        "code": f"T-{uuid.uuid4().hex[:16].upper()}", "credit_code": fresh_credit_code(),
        "reason": REASON}, things=("parent_id",))


def organisation_update(city):
    return in_haizhou(city, 200, {"name": "更名后的试验工会", "credit_code": fresh_credit_code(),
                                  "reason": REASON}, branch(city))


def organisation_move(city):
    return in_haizhou(city, 200, {"parent_id": branch(city, level="town"), "dry_run": False,
                                  "reason": REASON}, branch(city))


def organisation_merge(city):
    return in_haizhou(city, 200, {"into_id": branch(city), "dry_run": False, "reason": REASON},
                      branch(city))


def organisation_close(city):
    return in_haizhou(city, 200, {"dry_run": False, "reason": REASON}, branch(city))


def of_haizhou(city, **query):
    return Request(200, path={"organisation_id": city.organisation("320706")}, query=query,
                   token=city.admin())


VALID = {
    "organisation_tree": lambda city: Request(200, query={
        "parent_id": city.organisation("320700"), "limit": "5"}),
    "organisation_get": lambda city: Request(200, path={
        "organisation_id": city.organisation("320706")}),
    "organisation_search": lambda city: Request(200, query={"q": "总工会", "limit": "5"}),
    "organisation_create": organisation_create,
    "organisation_update": organisation_update,
    "organisation_move": organisation_move,
    "organisation_merge": organisation_merge,
    "organisation_close": organisation_close,
    "organisation_history": lambda city: of_haizhou(city, limit="5"),
    "organisation_summary": of_haizhou,
}
