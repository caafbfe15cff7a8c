"""Points."""
from ..city import SHANGHAI, now
from .budgets import ample, budget
from .request import Request


def points_grant(city):
    member = city.member()
    place = city.database.value("SELECT core.organisation_of(%s::uuid)", member.id)
    return Request(201, {
        "member_id": member.id, "points": 10, "reason": "高温慰问", "budget_id": budget(city, 10, place=place),
        "dry_run": False, "expires_at": now().astimezone(SHANGHAI).replace(
            year=now().year + 2, day=1).isoformat("T", "seconds")}, token=city.admin(), things=("member_id",))


def granted(city):
    """(member, the grant that gave them 50 points)"""
    member = city.member()
    return member, city.client.call("points_grant", {
        "member_id": member.id, "points": 50, "reason": "高温慰问", "budget_id": ample(city),
        "expires_at": "2099-01-01T00:00:00+08:00"}, token=city.admin()).must(201).json()


def points_grant_list(city):
    member, _ = granted(city)
    return Request(200, query={"member_id": member.id, "limit": "5"}, token=city.admin(),
                   things=("member_id",))


def points_grant_reverse(city):
    member, grant = granted(city)
    place = city.database.value("SELECT core.organisation_of(%s::uuid)", member.id)
    return Request(200, {"reason": "重复发放", "dry_run": False}, path={"grant_id": grant["id"]},
                   token=city.admin(), place=str(place))


def of_member(**query):
    """Asked by the staff about a member who has points."""
    def made(city):
        member = city.member(5)
        return Request(200, path={"member_id": member.id}, query=query, token=city.admin())
    return made


def points_expiry_forecast(city):
    return Request(200, query={"organisation_id": city.organisation("320706"), "months": "3"},
                   token=city.admin(), things=("organisation_id",))


VALID = {
    "me_point_lots": lambda city: Request(200, query={"limit": "5"}, token=city.member(5).token),
    "admin_member_points": of_member(at="2026-01-01T00:00:00+08:00"),
    "admin_member_point_entries": of_member(limit="5"),
    "points_expiry_forecast": points_expiry_forecast,
    "points_grant_list": points_grant_list,
    "points_grant_reverse": points_grant_reverse,
    "me_points": lambda city: Request(200, token=city.member(5).token),
    "me_point_entries": lambda city: Request(200, query={"limit": "5"},
                                             token=city.member(5).token),
    "points_grant": points_grant,
}
