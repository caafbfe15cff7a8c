"""Imports of member lists."""
from .. import rosters
from .request import Request


def opened(city):
    return rosters.Import(city, file_name="名单.csv", total_parts=1)


def filled(city):
    return opened(city).fill([rosters.Worker().row()])


def validated(city):
    made = filled(city)
    made.validated()
    return made


def on(made, status, body=None, query=None, **path):
    return Request(status, body, path={"import_id": made.id, **path}, query=query, token=made.token,
                   place=made.organisation_id)


def admin_import_create(city):
    return Request(201, {"organisation_id": city.organisation(rosters.ENTERPRISE),
                         "file_name": "名单.csv", "total_parts": 2}, token=city.admin(),
                   things=("organisation_id",))


def admin_import_list(city):
    opened(city)
    return Request(200, path={"organisation_id": city.organisation(rosters.ENTERPRISE)},
                   query={"limit": "5"}, token=city.admin())


def admin_import_part_put(city):
    text = rosters.csv([rosters.Worker().row()])
    return on(opened(city), 200, {"csv": text}, part_no="1")


VALID = {
    "admin_import_list": admin_import_list,
    "admin_import_create": admin_import_create,
    "admin_import_get": lambda city: on(opened(city), 200),
    "admin_import_part_put": admin_import_part_put,
    "admin_import_validate": lambda city: on(filled(city), 202),
    "admin_import_row_list": lambda city: on(validated(city), 200, query={"state": "new",
                                                                         "limit": "5"}),
    "admin_import_errors": lambda city: on(validated(city), 200),
    "admin_import_commit": lambda city: on(validated(city), 202),
    "admin_import_cancel": lambda city: on(opened(city), 200),
}
