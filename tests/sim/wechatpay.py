"""WeChat Pay APIv3 as a direct merchant meets it: JSAPI prepay, query, close, refunds, bills and
notices; every request's signature is checked, every answer and notice signed, notices encrypted.

Standard library and OpenSSL (crypto.py) only. Tests make a Gateway in their own process; ./dev run
starts it beside wechat.py, where POST /sim/pay {"package": "prepay_id=…"} pays like a person's phone.
"""
import collections
import copy
import hashlib
import json
import os
import pathlib
import re
import secrets
import threading
import time
import urllib.error
import urllib.request

from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import bill
import crypto
import faults
import listener

MCHID = "1900000109"
MERCHANT_SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
PLATFORM_ID = "PUB_KEY_ID_0119000001092024112600000001"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
SKEW_S = 300
SHANGHAI = timezone(timedelta(hours=8))
NUMBER = re.compile(r"[0-9A-Za-z_-]{6,32}")
PATHS = [("POST", re.compile(r"/v3/pay/transactions/jsapi"), "prepay"),
         ("GET", re.compile(r"/v3/pay/transactions/out-trade-no/([^/]+)"), "query"),
         ("POST", re.compile(r"/v3/pay/transactions/out-trade-no/([^/]+)/close"), "close"),
         ("POST", re.compile(r"/v3/refund/domestic/refunds"), "refund"),
         ("GET", re.compile(r"/v3/refund/domestic/refunds/([^/]+)"), "refund_query"),
         ("GET", re.compile(r"/v3/certificates"), "certificates"),
         ("GET", re.compile(r"/v3/bill/tradebill"), "bill"),
         ("GET", re.compile(r"/v3/billdownload/file"), "bill_file")]
# Faults of this gateway alone, besides those of faults.py: what is signed wrongly or not at all.
UNSIGNED, FORGED, PROBE, STALE = "unsigned", "forged", "probe", "stale"


class Refusal(Exception):
    def __init__(self, status, code, message="as documented"):
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message}


class Gateway:
    """What WeChat Pay knows. Nothing is told by itself unless a notice is delivered."""

    def __init__(self, apps, keys=None):
        """apps: {appid: function from a payer's openid to whether it is of this app}."""
        self.apps = dict(apps)
        self.merchant, self.platform = (crypto.Key(pem) for pem in keys or (None, None))
        self.platform_id = PLATFORM_ID
        self.api_v3_key = secrets.token_hex(16)
        self.ahead = 0
        self.calls = collections.Counter()
        self.planned = collections.defaultdict(collections.deque)
        self.payments, self.refunds, self.bills = {}, {}, {}
        self.prepaid = {}  # prepay_id: number
        self.issued = {}  # certificates by serial number: (key, PEM, days); none with public keys
        self.nonces = {}  # and what was signed with each
        self.seen = collections.deque(maxlen=100)  # requests that were the merchant's own
        self.empty = False  # of the merchant's account: refunds are refused
        self.slow_refunds = False  # they stay in processing until they are told to end
        self.hidden = set()  # numbers that the bill leaves out
        self.lock = threading.RLock()

    def settings(self, url, notify_url):
        return {"LGH_WECHATPAY_MCHID": MCHID, "LGH_WECHATPAY_SERIAL": MERCHANT_SERIAL,
                "LGH_WECHATPAY_PRIVATE_KEY": self.merchant.private_pem(),
                "LGH_WECHATPAY_PLATFORM_KEYS": f"{self.platform_id}\n{self.platform.public_pem()}",
                "LGH_WECHATPAY_API_V3_KEY": self.api_v3_key, "LGH_WECHATPAY_URL": url,
                "LGH_WECHATPAY_NOTIFY_URL": notify_url}

    def issue(self, days=1825):
        """A new certificate, told to whoever asks from now on; its serial number. Nothing is signed with it yet."""
        serial, key = secrets.token_hex(20).upper().replace("0", "A"), crypto.Key()
        self.issued[serial] = (key, key.certificate(serial, days * 86400), days)
        return serial

    def sign_with(self, serial):
        """From now on."""
        self.platform_id, self.platform = serial, self.issued[serial][0]

    def certificates(self, _body, _number, _query):
        if not self.issued:
            raise Refusal(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书")
        return {"data": [self.told_certificate(serial) for serial in self.issued]}

    def told_certificate(self, serial):
        _, pem, days = self.issued[serial]
        nonce, until = crypto.nonce_text(12), datetime.fromtimestamp(int(self.now()) + days * 86400, SHANGHAI)
        return {"serial_no": serial, "effective_time": self.stamp(), "expire_time": until.isoformat(),
                "encrypt_certificate": {"algorithm": "AEAD_AES_256_GCM", "nonce": nonce,
                                        "associated_data": "certificate", "ciphertext": crypto.seal(
                                            self.api_v3_key.encode(), nonce.encode(), b"certificate",
                                            pem.encode())}}

    def now(self):
        return time.time() + self.ahead

    def stamp(self):
        return datetime.fromtimestamp(int(self.now()), SHANGHAI).isoformat()

    def fail(self, call, fault, times=1, accepted=False):
        """The next calls end with this fault; accepted: after they have done what was asked. Besides
        faults.py: unsigned, forged, probe, stale and refuse-<status>-<code>."""
        self.planned[call].extend([(fault, accepted)] * times)

    def heal(self):
        self.planned.clear()
        self.empty = self.slow_refunds = False

    # What people and banks do.

    def pay(self, out_trade_no):
        """The payer's phone: True when the money was taken."""
        with self.lock:
            payment = self.payments[out_trade_no]
            if payment["trade_state"] != "NOTPAY" or self.now() > payment["until"]:
                return False
            payment.update(trade_state="SUCCESS", success_time=self.stamp(),
                           transaction_id="42000" + str(secrets.randbelow(10**23)).zfill(23))
            return True

    def end_refund(self, out_refund_no, status="SUCCESS"):
        with self.lock:
            self.refunds[out_refund_no].update(status=status, success_time=self.stamp())
            return self.refunds[out_refund_no]

    # What it tells.

    def proof(self, body, serial=None, at=None, key=None):
        """Headers that prove the body."""
        stamp, nonce = str(int(at or self.now())), crypto.nonce_text(32)
        text = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        return {"Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": nonce,
                "Wechatpay-Signature": (key or self.platform).sign(text),
                "Wechatpay-Serial": serial or self.platform_id}

    def notice(self, event_type, original, content, event_id=None, **changes):
        """A notice's body; changes replace parts of its resource."""
        nonce, plain = crypto.nonce_text(12), json.dumps(content, ensure_ascii=False).encode()
        resource = {"original_type": original, "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": crypto.seal(self.api_v3_key.encode(), nonce.encode(),
                                              original.encode(), plain),
                    "associated_data": original, "nonce": nonce, **changes}
        return json.dumps({"id": event_id or secrets.token_hex(16), "create_time": self.stamp(),
                           "resource_type": "encrypt-resource", "event_type": event_type,
                           "summary": "支付成功", "resource": resource},
                          ensure_ascii=False, separators=(",", ":")).encode()

    def payment_notice(self, out_trade_no, /, event_id=None, **changes):
        """changes replace parts of the payment that is told of."""
        told = {**self.shown(self.payments[out_trade_no]), **changes}
        return self.notice("TRANSACTION.SUCCESS", "transaction", told, event_id)

    def refund_notice(self, out_refund_no, /, event_id=None, **changes):
        refund = self.refunds[out_refund_no]
        told = {"mchid": MCHID, "refund_status": refund["status"], **{name: refund[name] for name in (
            "out_trade_no", "transaction_id", "out_refund_no", "refund_id", "success_time",
            "user_received_account", "amount") if name in refund}, **changes}
        return self.notice(f"REFUND.{told['refund_status']}", "refund", told, event_id)

    def deliver(self, url, body, timeout=5, **proof):
        """Tells it to the notify_url; the status of the answer, 0 when there was none."""
        request = urllib.request.Request(url, body, {"Content-Type": "application/json",
                                                     **self.proof(body, **proof)}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    # What it does when it is asked.

    @staticmethod
    def shown(payment):
        hidden = {"until", "notify_url", "description", "time_expire"}
        hidden |= set() if payment["trade_state"] != "NOTPAY" else {"payer"}
        return {name: copy.deepcopy(value) for name, value in payment.items() if name not in hidden}

    def check(self, header, method, target, body):
        """Whether a request is the merchant's own."""
        match = re.fullmatch(SCHEME + r' (\w+="[^"]*"(?:,\w+="[^"]*"){4})', header or "")
        parts = dict(re.findall(r'(\w+)="([^"]*)"', match[1])) if match else {}
        text = f"{method}\n{target}\n{parts.get('timestamp')}\n{parts.get('nonce_str')}\n".encode() \
            + body + b"\n"
        good = (parts.get("mchid") == MCHID and parts.get("serial_no") == MERCHANT_SERIAL
                and abs(int(parts["timestamp"]) - self.now()) < SKEW_S
                and re.fullmatch(r"[0-9A-Za-z]{32}", parts["nonce_str"])
                # The same bytes may come twice, on a connection that broke; nothing else with its nonce.
                and self.nonces.setdefault(parts["nonce_str"], parts["signature"]) == parts["signature"]
                and self.merchant.verifies(parts["signature"], text))
        if not good:
            raise Refusal(401, "SIGN_ERROR", "签名错误")
        self.seen.append({"method": method, "target": target, "authorization": header,
                          "body": body.decode()})

    def prepay(self, body, _number, _query):
        number = body.get("out_trade_no", "")
        wanted = {name: body[name] for name in ("appid", "mchid", "description", "out_trade_no",
                                                "notify_url", "amount", "payer", "time_expire")}
        if body["appid"] not in self.apps or body["mchid"] != MCHID:
            raise Refusal(400, "APPID_MCHID_NOT_MATCH")
        if not self.apps[body["appid"]](body["payer"]["openid"]):
            raise Refusal(400, "PARAM_ERROR", "openid")
        until = datetime.fromisoformat(body["time_expire"]).timestamp()
        if (not NUMBER.fullmatch(number) or not 1 <= len(body["description"]) <= 127
                or "?" in body["notify_url"] or len(body["notify_url"]) > 255
                or body["amount"]["total"] < 1 or body["amount"]["currency"] != "CNY"):
            raise Refusal(400, "PARAM_ERROR")
        known = self.payments.get(number)
        if not known and until < self.now() + 60:
            raise Refusal(400, "PARAM_ERROR", "time_expire")
        if known and {name: known[name] for name in wanted} != wanted:
            raise Refusal(403, "OUT_TRADE_NO_USED")
        if known and known["trade_state"] != "NOTPAY":
            raise Refusal(400, "ORDERPAID" if known["trade_state"] == "SUCCESS" else "ORDER_CLOSED")
        if not known:
            self.payments[number] = {**wanted, "trade_state": "NOTPAY", "until": until,
                                     "trade_type": "JSAPI", "trade_state_desc": "支付", "attach": "",
                                     "bank_type": "OTHERS"}
        prepay_id = "wx" + crypto.nonce_text(34)
        self.prepaid[prepay_id] = number
        return {"prepay_id": prepay_id}

    def query(self, _body, number, query):
        if query.get("mchid") != MCHID:
            raise Refusal(400, "PARAM_ERROR", "mchid")
        if number not in self.payments:
            raise Refusal(404, "ORDER_NOT_EXIST", "订单不存在")
        return self.shown(self.payments[number])

    def close(self, body, number, _query):
        if body.get("mchid") != MCHID:
            raise Refusal(400, "PARAM_ERROR", "mchid")
        payment = self.payments.get(number)
        if not payment:
            raise Refusal(404, "ORDER_NOT_EXIST", "订单不存在")
        if payment["trade_state"] == "SUCCESS":
            raise Refusal(400, "ORDERPAID", "订单已支付")
        payment["trade_state"] = "CLOSED"
        return b""

    def refund(self, body, _number, _query):
        payment, number = self.payments.get(body["out_trade_no"]), body["out_refund_no"]
        if not payment or payment["trade_state"] != "SUCCESS":
            raise Refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在")
        if number in self.refunds:
            if self.refunds[number]["amount"]["refund"] != body["amount"]["refund"]:
                raise Refusal(400, "INVALID_REQUEST", "退款金额不一致")
            return self.refunds[number]
        given = sum(one["amount"]["refund"] for one in self.refunds.values()
                    if one["out_trade_no"] == body["out_trade_no"] and one["status"] != "CLOSED")
        if (body["amount"]["total"] != payment["amount"]["total"] or len(body["reason"].encode()) > 80
                or given + body["amount"]["refund"] > payment["amount"]["total"]):
            raise Refusal(400, "INVALID_REQUEST", "退款金额")
        if self.empty:
            raise Refusal(403, "NOT_ENOUGH", "基本账户余额不足")
        self.refunds[number] = {
            "refund_id": "50" + str(secrets.randbelow(10**26)).zfill(26), "out_refund_no": number,
            "out_trade_no": body["out_trade_no"], "transaction_id": payment["transaction_id"],
            "channel": "ORIGINAL", "user_received_account": "支付用户零钱", "create_time": self.stamp(),
            "status": "PROCESSING", "notify_url": body["notify_url"],
            "amount": {**body["amount"], "payer_total": body["amount"]["total"],
                       "payer_refund": body["amount"]["refund"]}}
        answer = copy.deepcopy(self.refunds[number])
        if not self.slow_refunds:
            self.end_refund(number)
        return answer

    def refund_query(self, _body, number, _query):
        if number not in self.refunds:
            raise Refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return self.refunds[number]

    def bill_of(self, day):
        """The day's bill as bytes; None when nothing happened."""
        rows = [bill.row(one["success_time"], one) for one in self.payments.values()
                if one["trade_state"] == "SUCCESS" and one["success_time"].startswith(day)
                and one["out_trade_no"] not in self.hidden]
        rows += [bill.row(one["create_time"], self.payments[one["out_trade_no"]], one)
                 for one in self.refunds.values()
                 if one["create_time"].startswith(day) and one["out_refund_no"] not in self.hidden]
        return bill.bill(rows) if rows else None

    def bill(self, _body, _number, query):
        data = self.bills.get(query["bill_date"]) or self.bill_of(query["bill_date"])
        if not data:
            raise Refusal(400, "NO_STATEMENT_EXIST", "账单不存在")
        self.bills[query["bill_date"]] = data
        return {"hash_type": "SHA1", "hash_value": hashlib.sha1(data).hexdigest(),
                "download_url": f"{self.url}/v3/billdownload/file?token={query['bill_date']}"}

    url = ""  # of the listener

    def bill_file(self, _body, _number, query):
        return self.bills[query["token"]]

    def answer(self, call, body, number, query):
        """(fault, status, answer)."""
        with self.lock:
            self.calls[call] += 1
            fault, accepted = self.planned[call].popleft() if self.planned[call] else (None, True)
            refused = re.fullmatch(r"refuse-(\d{3})-([A-Z_]+)", fault or "")
            if refused:
                return None, int(refused[1]), {"code": refused[2], "message": "as planned"}
            mild = fault in (None, UNSIGNED, FORGED, PROBE, STALE) or fault.startswith("slow-")
            if not accepted and not mild:
                return fault, 200, None
            try:
                answer = getattr(self, call)(body, number, query)
            except Refusal as refusal:
                return fault, refusal.status, refusal.body
            except (KeyError, TypeError, ValueError):
                return fault, 400, {"code": "PARAM_ERROR", "message": "参数错误"}
            return fault, 204 if answer == b"" else 200, copy.deepcopy(answer)


class Handler(listener.Connection):
    fault = None
    is_signed = True

    def headers_for(self, status, data):
        gateway = self.server.gateway
        if not self.is_signed or self.fault == UNSIGNED:
            return {}
        proof = gateway.proof(b"" if status == 204 else data,
                              at=gateway.now() - 600 if self.fault == STALE else None)
        if self.fault in (FORGED, PROBE):
            wrong = "WECHATPAY/SIGNTEST/" if self.fault == PROBE else ""
            proof["Wechatpay-Signature"] = wrong + gateway.merchant.sign(b"something else")
        return {**proof, "Request-Id": secrets.token_hex(16)}

    def do(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        gateway = self.server.gateway
        if url.path.startswith("/sim/"):
            self.fault, self.is_signed = None, False
            self.say(self.server.control(url.path, json.loads(body or b"{}")))
            return
        method, match, call = next(
            ((method, found, call) for method, path, call in PATHS
             if (found := path.fullmatch(url.path)) and method == self.command), (None, None, None))
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        try:
            if not method:
                raise Refusal(404, "RESOURCE_NOT_EXISTS")
            gateway.check(self.headers.get("Authorization"), method, self.path, body)
            number = match[1] if match.groups() else None
            self.fault, status, answer = gateway.answer(call, json.loads(body or b"{}"), number, query)
        except Refusal as refusal:
            self.fault, status, answer = None, refusal.status, refusal.body
        self.is_signed = call != "bill_file"
        self.tell(status, answer)

    def tell(self, status, answer):
        try:
            if self.fault and faults.known(self.fault):
                faults.send(self, self.fault, answer)
            else:
                self.say(answer, status, "application/json")
        except OSError:
            self.close_connection = True

    do_GET = do_POST = do


class Server(listener.Listener):
    """A gateway that listens. With controls it pays and tells like the real one, for who runs it as a
    process."""

    def __init__(self, gateway, port=0, controls=False):
        self.gateway = gateway
        self.controls = controls
        super().__init__(Handler, port)
        gateway.url = self.url

    def control(self, path, body):
        """POST /sim/pay {"package": "prepay_id=…"}, as the phone is given it, or {"out_trade_no": …}: the phone
        pays. "notices": how often we are told of it (1; 0: never), "forged": with a wrong signature, "delay_s":
        after a while."""
        prepay_id = str(body.get("package", "")).removeprefix("prepay_id=")
        number = body.get("out_trade_no") or self.gateway.prepaid.get(prepay_id)
        if not self.controls or path != "/sim/pay" or number not in self.gateway.payments:
            return {"error": "there is no such payment"}
        if self.gateway.payments[number]["trade_state"] != "SUCCESS" and not self.gateway.pay(number):
            return {"error": "it cannot be paid any more"}
        time.sleep(body.get("delay_s", 0))
        notice, url = self.gateway.payment_notice(number), self.gateway.payments[number]["notify_url"]
        key = self.gateway.merchant if body.get("forged") else None
        return {"notify_statuses": [self.gateway.deliver(url, notice, key=key)
                                    for _ in range(body.get("notices", 1))]}


def serve(apps, port, folder):
    """Begins to listen in this process; the merchant's keys lie in the folder, and stay the same."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    names = ("private_key", "platform_key", "api_v3_key")
    paths = [os.path.join(folder, name) for name in names]
    kept = [pathlib.Path(path).read_text("ascii") for path in paths if os.path.exists(path)]
    is_kept = len(kept) == len(names)
    gateway = Gateway(dict.fromkeys(apps, bool), kept[:2] if is_kept else None)
    gateway.api_v3_key = kept[2] if is_kept else gateway.api_v3_key
    keys = gateway.settings("", "")
    for name, text in (("private_key", keys["LGH_WECHATPAY_PRIVATE_KEY"]),
                       ("platform_key", gateway.platform.private_pem()),
                       ("platform_keys", keys["LGH_WECHATPAY_PLATFORM_KEYS"]),
                       ("api_v3_key", gateway.api_v3_key)):
        with open(os.path.join(folder, name), "w", encoding="ascii",
                  opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
    Server(gateway, port, controls=True).start()
    return gateway
