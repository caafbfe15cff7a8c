"""Giveaways."""
from .request import Request


def giveaway_claim(city):
    return Request(201, path={"giveaway_id": city.giveaway()}, token=city.member().token, things=())


VALID = {
    "giveaway_list": lambda city: Request(200, query={"limit": "5"}),
    "giveaway_get": lambda city: Request(200, path={"giveaway_id": city.giveaway()}),
    "giveaway_claim": giveaway_claim,
}
