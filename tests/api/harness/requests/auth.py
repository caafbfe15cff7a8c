"""Signing in and out, and the ways to do it."""
from .. import mini_program, staff
from .request import Request


def auth_admin(city):
    account = staff.own(city)
    return Request(200, account.credentials(new_password=staff.PASSWORD),
                   headers=staff.some_address())


def auth_refresh(city):
    answer = city.client.call("auth_demo", {"member_no": "10000003"}).must(200)
    return Request(200, {"refresh_token": answer.json()["refresh_token"]})


def auth_logout(city):
    answer = city.client.call("auth_demo", {"member_no": "10000004"}).must(200)
    return Request(204, token=answer.json()["access_token"])


def me_phone_put(city):
    user = mini_program.somebody()
    token = mini_program.sign_in(city.client, user)["access_token"]
    return Request(200, {"code": f"demo-phone-{user}"}, token=token)


def me_identity_list(city):
    return Request(200, token=mini_program.sign_in(city.client, mini_program.somebody())["access_token"])


def me_identity_delete(city):
    user = mini_program.somebody()
    token = mini_program.sign_in(city.client, user)["access_token"]
    mini_program.sign_in(city.client, user, mini_program.SECOND)
    listed = city.client.call("me_identity_list", token=token).must(200).json()["items"]
    return Request(204, path={"identity_id": listed[1]["id"]}, token=token)


VALID = {
    "auth_wechat": lambda city: Request(200, {"code": f"demo-{mini_program.somebody()}",
                                              "appid": mini_program.FIRST}),
    "auth_demo": lambda city: Request(200, {"member_no": "10000002"}),
    "auth_admin": auth_admin,
    "auth_refresh": auth_refresh,
    "auth_logout": auth_logout,
    "me_phone_put": me_phone_put,
    "me_identity_list": me_identity_list,
    "me_identity_delete": me_identity_delete,
}
