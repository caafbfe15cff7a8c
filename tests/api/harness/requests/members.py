"""The member themself."""
from .request import Request


VALID = {
    "me_get": lambda city: Request(200, token=city.member().token),
}
