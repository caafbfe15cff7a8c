"""Staff, their roles, and what waits for a second person."""
import time
import uuid
from datetime import timedelta

from .. import staff
from ..city import now
from .request import Request


def pending_operation(city, login="lianyungang", code="320700"):
    """Something that this member of the staff asked for and that nobody has agreed to yet."""
    return str(city.database.value(
        "INSERT INTO pending_operations (operation, fingerprint, organisation_id, asked_by, reason)"
        " SELECT 'thing_end', sha256(gen_random_uuid()::text::bytea), o.id, a.id, '试验事由'"
        " FROM organisations AS o, admins AS a WHERE o.code = %s AND a.login = %s RETURNING id",
        code, login))


def account(city, code="320706"):
    """The id of an account of the staff that this organisation looks after, without any role."""
    return str(city.database.value(
        "INSERT INTO admins (login, organisation_id) SELECT %s, id FROM organisations"
        " WHERE code = %s RETURNING id", f"r{uuid.uuid4().hex[:12]}", code))


def role_grant(city, admin_id, role="admin", code="320706"):
    """The id of a role that this account holds there."""
    return str(city.database.value(
        "INSERT INTO role_grants (admin_id, role, organisation_id) SELECT %s, %s, id"
        " FROM organisations WHERE code = %s RETURNING id", admin_id, role, code))


def later():
    return (now() + timedelta(days=20)).isoformat("T", "seconds")


def admin_pending_list(city):
    shown = pending_operation(city)
    return Request(200, query={"limit": "5"}, token=city.admin(), shows=shown)


def admin_pending_withdraw(city):
    return Request(204, path={"pending_operation_id": pending_operation(city)}, token=city.admin(),
                   place=city.organisation("320700"), personal=True)


def admin_password_change(city):
    return Request(204, {"current_password": staff.own(city).password,
                         "new_password": staff.PASSWORD},
                   token=staff.without_codes(city)[1], personal=True)


def admin_totp_begin(city):
    return Request(200, {"current_password": staff.own(city).password},
                   token=staff.without_codes(city)[1], personal=True)


def admin_totp_confirm(city):
    request = admin_totp_begin(city)
    begun = city.client.call("admin_totp_begin", request.body, token=request.token).must(200).json()
    code = staff.totp(staff.secret_of(begun["otpauth_uri"]), int(time.time()) // 30)
    return Request(200, {"otp": code}, token=request.token, personal=True)


def role_grant_create(city):
    return Request(201, {
        "admin_id": account(city), "member_id": None, "role": "admin", "reason": "到任",
        "organisation_id": city.organisation("320706"), "station_id": None, "merchant_id": None,
        "includes_below": True, "resources": ["member", "application"], "expires_at": later()},
        token=city.admin(), things=("admin_id", "organisation_id"))


def role_grant_list(city):
    admin_id = account(city)
    shown = role_grant(city, admin_id)
    return Request(200, query={"admin_id": admin_id, "limit": "5"}, token=city.admin(), shows=shown,
                   place=city.organisation("320706"))


def role_grant_revoke(city):
    return Request(200, {"reason": "离任"}, path={"role_grant_id": role_grant(city, account(city))},
                   token=city.admin(), place=city.organisation("320706"))


def admin_staff_list(city):
    return Request(200, query={"limit": "100"}, token=city.admin(), shows=account(city),
                   place=city.organisation("320706"))


def admin_staff_create(city):
    return Request(201, {
        "login": f"n{uuid.uuid4().hex[:12]}", "display_name": "权益保障部", "role": "admin",
        "organisation_id": city.organisation("320706"), "includes_below": True,
        "expires_at": later(), "reason": "到任"}, token=city.admin(), things=("organisation_id",))


def admin_staff_change(city):
    return Request(200, {"reason": "核实身份"}, path={"admin_id": account(city)}, token=city.admin(),
                   place=city.organisation("320706"))


def admin_staff_resume(city):
    request = admin_staff_change(city)
    city.database.execute("UPDATE admins SET status = 'suspended' WHERE id = %s",
                          request.path["admin_id"])
    return request


def admin_staff_identify(city):
    return Request(200, {"member_id": city.member().id, "reason": "到任登记"},
                   path={"admin_id": account(city)}, token=city.admin(),
                   things=("admin_id", "member_id"), place=city.organisation("320706"))


VALID = {
    "admin_me_get": lambda city: Request(200, token=city.admin()),
    "admin_password_change": admin_password_change,
    "admin_totp_begin": admin_totp_begin,
    "admin_totp_confirm": admin_totp_confirm,
    "admin_pending_list": admin_pending_list,
    "admin_pending_withdraw": admin_pending_withdraw,
    "role_grant_create": role_grant_create,
    "role_grant_list": role_grant_list,
    "role_grant_revoke": role_grant_revoke,
    "admin_staff_list": admin_staff_list,
    "admin_staff_create": admin_staff_create,
    "admin_staff_identify": admin_staff_identify,
    "admin_staff_suspend": admin_staff_change,
    "admin_staff_resume": admin_staff_resume,
    "admin_staff_reset": admin_staff_change,
}
