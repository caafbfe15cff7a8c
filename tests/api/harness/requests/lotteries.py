"""Lotteries."""
from .request import Request


def lottery_draw(city):
    return Request(201, {"client_nonce": "my-own-luck"}, path={"lottery_id": city.lottery().id},
                   token=city.member(1000).token, things=())


VALID = {
    "lottery_list": lambda city: Request(200, query={"limit": "5"}),
    "lottery_get": lambda city: Request(200, path={"lottery_id": city.lottery().id}),
    "lottery_draw": lottery_draw,
    "lottery_proof": lambda city: Request(200, path={"lottery_id": city.lottery().id}),
}
