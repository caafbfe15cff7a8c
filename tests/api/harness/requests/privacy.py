"""Personal data."""
from .request import Request


def correction_of(city):
    """(resident, the correction they asked for)."""
    member = city.resident()
    made = city.client.call("me_correction_request", {
        "field": "real_name", "value": "章小石", "reason": "户口簿更名"}, token=member.token)
    return member, made.must(201).json()


def admin_correction_reveal(city):
    _, correction = correction_of(city)
    return Request(200, {"reason": "与身份证原件核对"},
                   path={"correction_id": correction["id"]}, token=city.admin())


def admin_correction_approve(city):
    _, correction = correction_of(city)
    return Request(200, {"comment": "与身份证原件一致"},
                   path={"correction_id": correction["id"]}, token=city.admin())


def admin_correction_reject(city):
    _, correction = correction_of(city)
    return Request(200, {"comment": "照片不清晰"},
                   path={"correction_id": correction["id"]}, token=city.admin())


def erasure_of(city):
    member = city.resident()
    city.client.call("me_erasure_request", {}, token=member.token).must(200)
    return member


def hold_of(city, member_id=None):
    return city.client.call("admin_legal_hold_create", {
        "member_id": member_id or city.member().id, "reason": "劳动争议"},
        token=city.admin()).must(201).json()


VALID = {
    "admin_member_search": lambda city: Request(
        200, {"phone": city.resident().phone, "limit": 5}, token=city.admin()),
    "admin_member_reveal": lambda city: Request(
        200, {"fields": ["real_name", "phone"], "reason": "核对材料"},
        path={"member_id": city.resident().id}, token=city.admin()),
    "me_data_accesses": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "me_data_export": lambda city: Request(200, token=city.resident().token),
    "me_correction_list": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "me_correction_request": lambda city: Request(
        201, {"field": "real_name", "value": "章小石", "reason": "户口簿更名"},
        token=city.resident().token),
    "admin_correction_list": lambda city: Request(
        200, query={"status": "pending", "limit": "5"}, token=city.admin()),
    "admin_correction_reveal": admin_correction_reveal,
    "admin_correction_approve": admin_correction_approve,
    "admin_correction_reject": admin_correction_reject,
    "me_erasure_get": lambda city: Request(200, token=erasure_of(city).token),
    "me_erasure_request": lambda city: Request(200, {"reason": "已到外地工作"},
                                               token=city.resident().token),
    "me_erasure_withdraw": lambda city: Request(200, token=erasure_of(city).token),
    "admin_legal_hold_list": lambda city: Request(
        200, query={"member_id": hold_of(city)["member_id"], "limit": "5"}, token=city.admin()),
    "admin_legal_hold_create": lambda city: Request(
        201, {"member_id": city.member().id, "reason": "劳动争议"}, token=city.admin()),
    "admin_legal_hold_release": lambda city: Request(
        200, {"reason": "已调解"}, path={"legal_hold_id": hold_of(city)["id"]}, token=city.admin()),
}
