"""Personal data."""
from ..applicants import Applicant
from .request import Request


def home(city):
    """Where City.member and City.resident belong: the organisation of the demo's first member."""
    return city.database.value("SELECT core.organisation_of(id) FROM members WHERE member_no = 10000001")


def correction_of(city):
    """(resident, the correction they asked for)."""
    member = city.resident()
    made = city.client.call("me_correction_request", {
        "real_name": "章小石", "reason": "户口簿更名"}, token=member.token)
    return member, made.must(201).json()


def decision(status, body):
    """On a correction that waits."""
    def request(city):
        _, correction = correction_of(city)
        return Request(status, body, path={"correction_id": correction["id"]}, token=city.admin(),
                       place=home(city))
    return request


def erasure_of(city):
    member = city.resident()
    city.client.call("me_erasure_request", {}, token=member.token).must(200)
    return member


def hold_of(city, member_id=None):
    return city.client.call("admin_legal_hold_create", {
        "member_id": member_id or city.member().id, "reason": "劳动争议"},
        token=city.admin()).must(201).json()


def admin_member_search(city):
    member = city.resident()
    return Request(200, {"phone": member.phone, "limit": 5}, token=city.admin(), shows=member.id,
                   place=home(city))


def admin_correction_list(city):
    member, correction = correction_of(city)
    return Request(200, query={"status": "pending", "member_id": member.id, "limit": "5"},
                   token=city.admin(), shows=correction["id"], place=home(city))


def admin_legal_hold_list(city):
    hold = hold_of(city)
    return Request(200, query={"member_id": hold["member_id"], "limit": "5"}, token=city.admin(),
                   shows=hold["id"], place=home(city))


def admin_application_reveal(city):
    made = Applicant(city).found().must(201).json()
    return Request(200, {"reason": "电话核实建会意向"}, path={"application_id": made["id"]},
                   token=city.admin("haizhou"), place=city.organisation("320706"))


VALID = {
    "admin_application_reveal": admin_application_reveal,
    "admin_member_search": admin_member_search,
    "admin_member_reveal": lambda city: Request(
        200, {"fields": ["real_name", "phone"], "reason": "核对材料"},
        path={"member_id": city.resident().id}, token=city.admin()),
    "me_data_accesses": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "me_data_export": lambda city: Request(200, token=city.resident().token),
    "me_correction_list": lambda city: Request(200, query={"limit": "5"}, token=city.member().token),
    "me_correction_request": lambda city: Request(
        201, {"real_name": "章小石", "reason": "户口簿更名"}, token=city.resident().token,
        things=(), personal=True),
    "admin_correction_list": admin_correction_list,
    "admin_correction_reveal": decision(200, {"reason": "与身份证原件核对"}),
    "admin_correction_approve": decision(200, {"comment": "与身份证原件一致"}),
    "admin_correction_reject": decision(200, {"comment": "照片不清晰"}),
    "me_erasure_get": lambda city: Request(200, token=erasure_of(city).token, things=(),
                                           personal=True),
    "me_erasure_request": lambda city: Request(200, {"reason": "已到外地工作"},
                                               token=city.resident().token),
    "me_erasure_withdraw": lambda city: Request(200, token=erasure_of(city).token, things=(),
                                                personal=True),
    "admin_legal_hold_list": admin_legal_hold_list,
    "admin_legal_hold_create": lambda city: Request(
        201, {"member_id": city.member().id, "reason": "劳动争议"}, token=city.admin(),
        things=("member_id",)),
    "admin_legal_hold_release": lambda city: Request(
        200, {"reason": "已调解"}, path={"legal_hold_id": hold_of(city)["id"]}, token=city.admin(),
        place=home(city)),
}
