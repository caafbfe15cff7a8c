"""Signing in and out."""
from .request import Request


def auth_refresh(city):
    answer = city.client.call("auth_demo", {"member_no": "10000003"}).must(200)
    return Request(200, {"refresh_token": answer.json()["refresh_token"]})


def auth_logout(city):
    answer = city.client.call("auth_demo", {"member_no": "10000004"}).must(200)
    return Request(204, token=answer.json()["access_token"])


VALID = {
    "auth_demo": lambda city: Request(200, {"member_no": "10000002"}),
    "auth_refresh": auth_refresh,
    "auth_logout": auth_logout,
}
