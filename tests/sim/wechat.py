"""WeChat's servers as a mini-program's server meets them: code2Session, stable_token,
getuserphonenumber and upload_shipping_info, with their rules, their quirks and, on demand, their bad days.

    LGH_WECHAT_APPS=appid:secret[,…] python3 tests/sim/wechat.py --port 8082 --demo \
        --pay-port 8083 --pay-folder DIR

Standard library only. Tests make a WeChat in their own process; ./dev run starts this file. With
--demo the codes demo-<n> and demo-phone-<n> work, again and again, for the made-up user <n>; a code
fault-<fault> is answered with that fault (faults.py), whoever asks. With --pay-port WeChat Pay stands
beside it (wechatpay.py), and the merchant's settings are written into the folder.
"""
import argparse
import base64
import collections
import hashlib
import json
import os
import re
import secrets
import signal
import sys
import threading
import time

from urllib.parse import parse_qs, urlsplit

import faults
import listener
import shipping
import wechatpay

CODE_S = 300            # a code's life
TOKEN_S = 7200          # an access token's
ROLL_S = 300            # before its end there is a new one, and both work
SESSIONS_A_MINUTE = 100  # of one user
DEMO_CODE = re.compile(r"demo-(phone-)?((?:hk-)?[0-9]{1,8})")
UNIONID_OWNER = "一个开放平台账号"
PATHS = {"/sns/jscode2session": ("GET", "session"), "/cgi-bin/stable_token": ("POST", "token"),
         "/wxa/business/getuserphonenumber": ("POST", "phone"),
         "/wxa/sec/order/upload_shipping_info": ("POST", "shipping")}


class Refusal(Exception):
    """An errcode, which is sent with status 200 like everything else."""

    def __init__(self, errcode, errmsg):
        super().__init__(errmsg)
        rid = "-".join(secrets.token_hex(4) for _ in range(3))
        self.body = {"errcode": errcode, "errmsg": f"{errmsg} rid: {rid}"}


def identifier(*parts):
    """As openids and unionids look: 28 letters, digits, - and _."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest)[:27].decode()


def number_of(user):
    """(purePhoneNumber, countryCode) of a user, always the same."""
    digits = user.rpartition("-")[2]
    number = int(digits) if digits.isdigit() else int(hashlib.sha256(user.encode()).hexdigest(), 16)
    if user.startswith("hk-"):
        return f"5{number % 10**7:07d}", "852"
    return f"138{number % 10**8:08d}", "86"


class WeChat:
    """What WeChat knows. apps: {appid: secret}; those in `unbound` belong to no Open Platform account,
    so that their users have no unionid."""

    def __init__(self, apps, unbound=(), demo=False):
        self.apps = dict(apps)
        self.unbound = set(unbound)
        self.demo = demo
        self.blocked = set()
        self.ahead = 0  # seconds that this clock is before the real one
        self.forced = 0  # refreshes by force: nobody of ours may ask for one
        self.calls = collections.Counter()
        self.told = set()  # what belongs into nobody's log
        self.shipments = shipping.Shipments()
        self.planned = collections.defaultdict(collections.deque)
        self._lock = threading.Lock()
        self._codes = {}
        self._tokens = {appid: [] for appid in apps}
        self._sessions = collections.defaultdict(collections.deque)

    # What tests and people do to it.

    def now(self):
        return time.time() + self.ahead

    def code(self, user, kind="session", appid=None):
        """A fresh code, as wx.login (session) or a getPhoneNumber button (phone) gives it."""
        code = secrets.token_hex(32 if kind == "phone" else 16)
        with self._lock:
            self._codes[code] = (kind, appid or next(iter(self.apps)), user, self.now() + CODE_S)
            self.told.add(code)
        return code

    def openid(self, user, appid=None):
        return identifier(appid or next(iter(self.apps)), user)

    @staticmethod
    def unionid(user):
        return identifier(UNIONID_OWNER, user)

    def fail(self, call, fault, times=1):
        """The next calls (session, token, phone, shipping) end with this fault."""
        assert faults.known(fault), fault
        self.planned[call].extend([fault] * times)

    def heal(self):
        self.planned.clear()

    def forget_tokens(self):
        """Every access token is invalid from now on, and nobody is told."""
        with self._lock:
            for held in self._tokens.values():
                held.clear()

    # What it does when it is asked.

    def _app(self, appid, secret):
        if not appid:
            raise Refusal(41002, "appid missing")
        if appid not in self.apps:
            raise Refusal(40013, "invalid appid")
        if not secret:
            raise Refusal(41004, "appsecret missing")
        if not secrets.compare_digest(self.apps[appid], secret):
            raise Refusal(40125, f"invalid appsecret {secret}")

    def _user(self, code, kind, appid):
        """Whose code this is; with that it is used."""
        demo = self.demo and DEMO_CODE.fullmatch(code)
        if demo and (kind == "phone") == bool(demo[1]):
            return demo[2]
        with self._lock:
            found = self._codes.get(code)
            if not found or found[:2] != (kind, appid) or found[3] < self.now():
                raise Refusal(40029, f"invalid code hint: [{code}]")
            if found[2] is None:
                raise Refusal(40163, f"code been used hint: [{code}]")
            self._codes[code] = (*found[:2], None, found[3])
        return found[2]

    def session(self, query, _body):
        appid = query.get("appid")
        self._app(appid, query.get("secret"))
        if query.get("grant_type") != "authorization_code":
            raise Refusal(40002, "invalid grant_type")
        if not query.get("js_code"):
            raise Refusal(41008, "missing code")
        user = self._user(query["js_code"], "session", appid)
        if user in self.blocked:
            raise Refusal(40226, "code blocked")
        with self._lock:
            recent = self._sessions[user]
            while recent and recent[0] < self.now() - 60:
                recent.popleft()
            if len(recent) >= SESSIONS_A_MINUTE:
                raise Refusal(45011, "api minute-quota reach limit must slower retry next minute")
            recent.append(self.now())
        answer = {"session_key": base64.b64encode(secrets.token_bytes(16)).decode(),
                  "openid": self.openid(user, appid)}
        if appid not in self.unbound:
            answer["unionid"] = self.unionid(user)
        self.told.update(answer.values())
        return answer

    def token(self, _query, body):
        appid = body.get("appid")
        self._app(appid, body.get("secret"))
        if body.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        with self._lock:
            held = [one for one in self._tokens[appid] if one[1] > self.now()]
            if body.get("force_refresh"):
                self.forced += 1
                held = []
            if not held or held[-1][1] - self.now() < ROLL_S:
                held.append((f"{len(held)}_{secrets.token_urlsafe(96)}", self.now() + TOKEN_S))
            self._tokens[appid] = held
            self.told.add(held[-1][0])
            return {"access_token": held[-1][0], "expires_in": int(held[-1][1] - self.now())}

    def _owner(self, query):
        """The app whose access token it is."""
        token = query.get("access_token")
        if not token:
            raise Refusal(41001, "access_token missing")
        with self._lock:
            owners = [appid for appid, held in self._tokens.items()
                      for known, ends in held if known == token and ends > self.now()]
        if not owners:
            raise Refusal(40001, f"invalid credential, access_token is invalid or not latest {token}")
        return owners[0]

    def shipping(self, query, body):
        self._owner(query)
        with self._lock:
            errcode = self.shipments.take(body)
        if errcode:
            raise Refusal(errcode, "as documented")
        return {"errcode": 0, "errmsg": "ok"}

    def phone(self, query, body):
        owner = self._owner(query)
        if not isinstance(body.get("code"), str):
            raise Refusal(41008, "missing code")
        user = self._user(body["code"], "phone", owner)
        if "openid" in body and body["openid"] != self.openid(user, owner):
            raise Refusal(40003, f"invalid openid {body['openid']}")
        number, country = number_of(user)
        self.told.add(number)
        return {"errcode": 0, "errmsg": "ok", "phone_info": {
            "phoneNumber": number if country == "86" else f"+{country} {number}",
            "purePhoneNumber": number,
            "countryCode": int(country) if int(number) % 2 else country,  # it is seen both ways
            "watermark": {"timestamp": int(self.now()), "appid": owner}}}

    def answer(self, call, query, body):
        """(the fault that it ends with, or None; the answer)."""
        code = query.get("js_code") or body.get("code") or ""
        fault = str(code).removeprefix("fault-") if str(code).startswith("fault-") else None
        with self._lock:
            self.calls[call] += 1
            if self.planned[call]:
                fault = self.planned[call].popleft()
        if fault and fault.startswith("errcode-"):
            return None, Refusal(int(fault.removeprefix("errcode-")), f"as planned [{code}]").body
        if fault and faults.known(fault) and not fault.startswith("slow-"):
            return fault, None
        try:
            return fault, getattr(self, call)(query, body)
        except Refusal as refusal:
            return fault, refusal.body


class Handler(listener.Connection):
    """One connection."""

    def read_body(self):
        """The request's JSON; WeChat calls everything that is none 47001."""
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length)
        try:
            body = json.loads(text) if text else {}
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Refusal(47001, "data format error")
        return body

    def do(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        try:
            body = self.read_body()
            if self.server.controls and url.path.startswith("/sim/"):
                self.say(self.control(url.path, body))
                return
            method, call = PATHS.get(url.path, (None, None))
            if not call:
                raise Refusal(40066, "invalid url")
            if method != self.command:
                raise Refusal(43001 if method == "GET" else 43002, f"require {method} method")
            fault, answer = self.server.wechat.answer(call, query, body)
        except Refusal as refusal:
            fault, answer = None, refusal.body
        try:
            faults.send(self, fault, answer)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do

    def control(self, path, body):
        """For who runs this as a process: a code for any user, a fault, another time."""
        wechat = self.server.wechat
        if path == "/sim/codes":
            return {"code": wechat.code(body["user"], body.get("kind", "session"), body.get("appid"))}
        if path == "/sim/faults":
            wechat.fail(body["call"], body["fault"], body.get("times", 1))
        elif path == "/sim/clock":
            wechat.ahead += body["seconds"]
        return {"calls": dict(wechat.calls), "ahead": wechat.ahead}


class Server(listener.Listener):
    """A WeChat that listens."""

    def __init__(self, wechat, port=0, controls=False):
        self.wechat = wechat
        self.controls = controls
        super().__init__(Handler, port)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--demo", action="store_true", help="codes demo-<n> and demo-phone-<n>")
    parser.add_argument("--pay-port", type=int, help="WeChat Pay, too")
    parser.add_argument("--pay-folder", help="where the merchant's keys go")
    options = parser.parse_args()
    apps = dict(entry.split(":") for entry in os.environ["LGH_WECHAT_APPS"].split(","))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    wechat = WeChat(apps, demo=options.demo)
    if options.pay_port:
        wechat.shipments.gateway = wechatpay.serve(apps, options.pay_port, options.pay_folder)
    Server(wechat, options.port, controls=True).serve_forever()


if __name__ == "__main__":
    main()
