"""Staff, their roles, and what waits for a second person."""
from .request import Request


def pending_operation(city, login="lianyungang", code="320700"):
    """Something that this member of the staff asked for and that nobody has agreed to yet."""
    return str(city.database.value(
        "INSERT INTO pending_operations (operation, fingerprint, organisation_id, asked_by, reason)"
        " SELECT 'thing_end', sha256(gen_random_uuid()::text::bytea), o.id, a.id, '试验事由'"
        " FROM organisations AS o, admins AS a WHERE o.code = %s AND a.login = %s RETURNING id",
        code, login))


def admin_pending_list(city):
    shown = pending_operation(city)
    return Request(200, query={"limit": "5"}, token=city.admin(), shows=shown)


def admin_pending_withdraw(city):
    return Request(204, path={"pending_operation_id": pending_operation(city)}, token=city.admin(),
                   place=city.organisation("320700"), personal=True)


VALID = {
    "admin_pending_list": admin_pending_list,
    "admin_pending_withdraw": admin_pending_withdraw,
}
