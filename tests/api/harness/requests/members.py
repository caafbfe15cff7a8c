"""The member themself, and the member as the union's staff see them."""
from .request import Request


def standing(city):
    return Request(200, {"reason": "核实身份信息期间暂停"}, path={"member_id": city.member().id},
                   token=city.admin())


def resumed(city):
    request = standing(city)
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s",
                          request.path["member_id"])
    return request


def admin_membership_end(city):
    return Request(200, {"end_reason": "retired", "reason": "办理退休"},
                   path={"member_id": city.member().id}, token=city.admin())


VALID = {
    "me_get": lambda city: Request(200, token=city.member().token),
    "admin_member_list": lambda city: Request(
        200, token=city.admin(), things=("organisation_id",), query={
            "organisation_id": city.organisation("320706"), "status": "active", "limit": "5"}),
    "admin_member_get": lambda city: Request(
        200, path={"member_id": city.member().id}, token=city.admin()),
    "admin_member_suspend": standing,
    "admin_member_resume": resumed,
    "admin_membership_end": admin_membership_end,
}
