"""One of the forty: asks, records and remembers what it must ask again."""
import collections
import json
import random
import threading
import time
import uuid
from urllib.parse import quote, urlencode

from caller import Caller, Lost
from record import digest, outcome_of

REMEMBERED = 60
SETTLING_S = 60
REST_S = (0.05, 0.3)  # of a client that was not served
LEAVING = 0.004  # of all keyed requests, those whose client does not wait for the answer


def shortened(value):
    """Of a list the ids alone."""
    return [one["id"] for one in value] if isinstance(value, list) else value


class Wish:
    """A keyed request that may be asked again: the same bytes under the same key."""

    __slots__ = ("op", "body", "path", "caller", "key", "args", "digest")

    def __init__(self, op, body, path, caller, key, args):  # pylint: disable=R0913,R0917
        self.op, self.body, self.path, self.caller = op, body, path, caller
        self.key, self.args, self.digest = key, args, None


class Client:
    """Everything that it decides comes from the seed and its name; what it is told comes from the server."""

    def __init__(self, name, world, recorder):
        self.name, self.world, self.recorder = name, world, recorder
        self.rng = random.Random(f"{world['seed']} {name}")
        self.callers = [Caller(world["host"], port) for port in world["ports"]]
        self.home = self.rng.choices(range(len(self.callers)), (3, 1)[:len(self.callers)])[0]
        self.done = collections.deque(maxlen=REMEMBERED)   # wishes that were acknowledged
        self.doubt = collections.deque()                   # and those of which nobody knows
        self.own = collections.defaultdict(list)           # what it made and may go on with
        self.ended = threading.Event()

    def key(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def target(self, op, path, query):
        text = self.world["operations"][op]["path"]
        for name, value in (path or {}).items():
            text = text.replace("{" + name + "}", quote(str(value), safe=""))
        return text + ("?" + urlencode(query) if query else "")

    def ask(self, op, body=None, path=None, *, query=None, caller=None, args=None):
        """Asks for something new. The answer as JSON when it was acknowledged, else None."""
        operation = self.world["operations"][op]
        if not operation["key"]:
            return self._exchange(op, body, path, query, caller, None, args)
        wish = Wish(op, body, path, caller, self.key(), args)
        return self.utter(wish, leave=self.rng.random() < LEAVING)

    def utter(self, wish, leave=False):
        """Asks for it once; what comes of it decides where it is remembered."""
        line, answer = self._send(wish.op, wish.body, wish.path, None, wish.caller, wish.key, wish.args,
                                  leave)
        if line["outcome"] == "ok":
            if wish.digest is None:
                wish.digest = line["digest"]
                self.done.append(wish)
        elif line["outcome"] == "info" and wish.digest is None:
            self.doubt.append(wish)
        return answer

    def _exchange(self, op, body, path, query, caller, key, args):  # pylint: disable=R0913,R0917
        return self._send(op, body, path, query, caller, key, args, False)[1]

    def _send(self, op, body, path, query, caller, key, args, leave):  # pylint: disable=R0913,R0917
        operation = self.world["operations"][op]
        headers = [*(caller or {}).get("headers", ())]
        if key:
            headers.append(f"Idempotency-Key: {key}")
        raw = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        # Most of the time the same process; whoever was cut off may find the other one.
        connection = self.callers[self.home if self.rng.random() < 0.97 else -1]
        line = {"op": op, "key": key, "args": args or {}, "t0": round(time.monotonic(), 6)}
        answer = None
        try:
            reply = connection.ask(operation["method"], self.target(op, path, query), headers, raw, leave)
            answer = self._judge(operation, reply, line)
        except Lost as error:
            line.update(outcome="info" if operation["writes"] else "fail", status=0, code=str(error))
        line["t1"] = round(time.monotonic(), 6)
        self.recorder.note(**line)
        if line["status"] in (0, 503):
            self.ended.wait(self.rng.uniform(*REST_S))
        return line, answer if line["outcome"] == "ok" else None

    def _judge(self, operation, reply, line):
        """Fills in the line; what is no answer of the contract at all is marked wrong."""
        answer, code, is_json = None, None, "json" in reply.headers.get("content-type", "")
        if is_json and len(reply.body) < 1 << 20:
            answer = json.loads(reply.body)
        if reply.status >= 400:
            code = answer.get("code") if isinstance(answer, dict) else None
            known = self.world["problems"].get(code)
            if known != reply.status:
                line["wrong"] = f"{reply.status} {code} is no problem of the contract"
            elif code == "idempotency_key_reused" and not line["args"].get("reused"):
                line["wrong"] = "a key of its own was called another's"
        if reply.status not in operation["statuses"]:
            line["wrong"] = f"{reply.status} {code} is not declared"
        line.update(outcome=outcome_of(reply.status, code), status=reply.status, code=code,
                    request=reply.request_id, digest=digest(reply.body))
        if reply.is_replay:
            line["replayed"] = True
        if operation["names"] and isinstance(answer, dict) and reply.status < 400:
            line["ids"] = {name: shortened(answer[name]) for name in operation["names"] if name in answer}
        return answer

    def again(self):
        """Repeats something that was acknowledged; sometimes with another body under its key."""
        if not self.done:
            return
        wish = self.rng.choice(self.done)
        if wish.op == "lottery_draw" and self.rng.random() < 0.2:
            self._send(wish.op, {"client_nonce": "another"}, wish.path, None, wish.caller, wish.key,
                       {**wish.args, "reused": True}, False)
        else:
            self.utter(wish)

    def ask_in_doubt(self):
        if self.doubt:
            self.utter(self.doubt.popleft())

    def settle(self):
        """After the faults: everything in doubt gets its answer; the number of what did not."""
        until = time.monotonic() + SETTLING_S
        while self.doubt and time.monotonic() < until:
            wish = self.doubt.popleft()
            line, _ = self._send(wish.op, wish.body, wish.path, None, wish.caller, wish.key, wish.args, False)
            if line["outcome"] == "info" or line["status"] == 503 or line["code"] == "idempotency_in_progress":
                self.doubt.append(wish)
                time.sleep(0.05)
        return len(self.doubt)

    def close(self):
        for caller in self.callers:
            caller.close()
        self.recorder.close()
