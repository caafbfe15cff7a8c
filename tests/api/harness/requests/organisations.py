"""Organisations."""
from .request import Request


VALID = {
    "organisation_tree": lambda city: Request(200, query={
        "parent_id": city.organisation("320700"), "limit": "5"}),
}
