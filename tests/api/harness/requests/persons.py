"""Two records of one person."""
from .request import Request

REASON = "导入名单与本人申请重复，已与单位核对"


def twins(city, organisation_ids=(None, None)):
    """Two residents, of whom nobody could tell that they are not one: the same name and phone."""
    gone, kept = [city.resident(place) for place in organisation_ids]
    city.database.execute("UPDATE people SET real_name_index = %s WHERE id = %s",
                          city.papers.index("real_name", gone.real_name), kept.person_id)
    city.database.execute("UPDATE members SET phone_index = %s WHERE id = %s",
                          city.papers.index("phone", gone.phone), kept.id)
    return gone, kept


def place_of(city, member):
    return str(city.database.value("SELECT core.organisation_of(%s::uuid)", member.id))


def admin_person_duplicates(city):
    gone, _ = twins(city)
    place = place_of(city, gone)
    return Request(200, query={"organisation_id": place, "limit": "50"}, token=city.admin(),
                   things=("organisation_id",))


def person_merge(city):
    gone, kept = twins(city)
    return Request(200, {"into_person_id": kept.person_id, "reason": REASON, "dry_run": False},
                   path={"person_id": gone.person_id}, token=city.admin(),
                   place=place_of(city, gone))


VALID = {
    "admin_person_duplicates": admin_person_duplicates,
    "person_merge": person_merge,
}
