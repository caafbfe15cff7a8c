"""The union's mini-programs as the tests configure them, and WeChat as they meet it."""
import secrets

import wechat as simulator

# Two of one owner, so that a person has one unionid in both; the third belongs to nobody's account.
FIRST, SECOND, UNBOUND = APPIDS = ("wx5f1c0e9a7b3d2468", "wx90ab12cd34ef5678", "wx13579bdf02468ace")


def wechat(appids=APPIDS):
    """A simulator that listens, with fresh secrets; demo codes work."""
    made = simulator.WeChat({appid: secrets.token_hex(16) for appid in appids}, {UNBOUND}, demo=True)
    return simulator.Server(made).start()


def settings(server, **changes):
    """What tells the program where this WeChat is and who we are there."""
    apps = server.wechat.apps.items()
    return {"LGH_WECHAT_APPS": ",".join(f"{appid}:{secret}" for appid, secret in apps),
            "LGH_WECHAT_URL": server.url, **changes}


def somebody():
    """The number of a WeChat user whom no other test knows; demo-<number> is a code of theirs."""
    return str(secrets.randbelow(10**8))


def sign_in(client, user, appid=FIRST):
    """The tokens of a WeChat user."""
    body = {"code": f"demo-{user}", "appid": appid}
    return client.call("auth_wechat", body).must(200).json()
