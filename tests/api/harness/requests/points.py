"""Points."""
from ..city import SHANGHAI, now
from .request import Request


def points_grant(city):
    return Request(201, {
        "member_id": city.member().id, "points": 10, "reason": "高温慰问", "budget_id": None,
        "expires_at": now().astimezone(SHANGHAI).replace(year=now().year + 2, day=1).isoformat(
            "T", "seconds")}, token=city.admin(), things=("member_id",))


VALID = {
    "me_points": lambda city: Request(200, token=city.member(5).token),
    "me_point_entries": lambda city: Request(200, query={"limit": "5"},
                                             token=city.member(5).token),
    "points_grant": points_grant,
}
