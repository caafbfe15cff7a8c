"""The audit."""
import uuid
from datetime import timedelta

from ..city import now
from .request import Request


def entry(city, place, object_id=None):
    """The seq of an entry of an organisation that nobody else has, not sealed yet."""
    object_id = object_id or str(uuid.uuid4())
    city.database.execute(
        "SELECT core.audit_write('member', %s, 'order_cancel', %s::uuid, 'order', %s,"
        " '{\"status\": [\"paid\", \"cancelled\"]}', NULL, %s)",
        uuid.UUID(int=1), place, object_id, str(uuid.uuid4()))
    return city.database.value("SELECT max(seq) FROM audit_entries WHERE object_id = %s", object_id)


def auditor(city, code="320706"):
    """(organisation, token) of an auditor of a district."""
    place = city.organisation(code)
    return place, city.staff("auditor", place)


def audit_entry_list(city):
    place, token = auditor(city)
    object_id = str(uuid.uuid4())
    entry(city, place, object_id)
    return Request(200, query={
        "organisation_id": place, "action": "order_cancel", "object_kind": "order",
        "object_id": object_id, "actor_id": str(uuid.UUID(int=1)),
        "from": (now() - timedelta(hours=1)).isoformat("T", "seconds"),
        "to": (now() + timedelta(hours=1)).isoformat("T", "seconds"), "limit": "5"},
        token=token, place=place, shows=object_id)


def audit_entry_get(city):
    place, token = auditor(city)
    seq = entry(city, place)
    city.database.execute("SELECT api.audit_seal(100000)")
    return Request(200, path={"entry_id": str(seq)}, token=token, place=place,
                   things=("entry_id",))


def audit_verify(city):
    newest = city.database.value("SELECT greatest(max(number), 1) FROM audit_blocks") or 1
    return Request(200, query={"first_block": str(newest), "last_block": str(newest)},
                   token=auditor(city)[1])


VALID = {
    "audit_head": lambda city: Request(200),
    "audit_entry_list": audit_entry_list,
    "audit_entry_get": audit_entry_get,
    "audit_verify": audit_verify,
}
