"""Four of the forty: they go through every operation of the contract with requests made to be valid, and
judge each answer by its schema. What they have asked, the others may ask again."""
import collections
import http.client
import json
import random
import threading
import time
import traceback
import uuid

import psycopg2
from harness import requests
from harness.city import City
from harness.client import Client
from harness.verdict import ContractError
from record import Recorder, digest, outcome_of
from world import READS

PATIENCE = (AssertionError, OSError, http.client.HTTPException, psycopg2.Error, KeyError, ValueError)
# Not for the pool: passwords are hashed slowly on purpose, documents and exports are large.
KEPT_OUT = {"auth", "spec", "health", "payments"}


class Recording(Client):
    """The tests' client, every exchange of which becomes a line of the history."""

    def __init__(self, contract, server, recorder):
        super().__init__(contract, server.host, server.port, server.operator_port)
        self.recorder = recorder

    def send(self, method, target, *, headers=None, body=None, token=None,  # pylint: disable=R0913
             is_operator=False):
        operation = self.contract.find(method, target, is_operator)
        line = {"op": operation.id if operation else None, "key": (headers or {}).get("Idempotency-Key"),
                "args": {}, "t0": round(time.monotonic(), 6)}
        writes = method not in ("GET", "HEAD") and line["op"] not in READS
        line.update(outcome="info" if writes else "fail", status=0, code="Lost")
        try:
            answer = super().send(method, target, headers=headers, body=body, token=token,
                                  is_operator=is_operator)
            code = answer.code
            line.update(outcome=outcome_of(answer.status, code), status=answer.status, code=code,
                        request=answer.header("X-Request-Id"), digest=digest(answer.body))
            if answer.header("Idempotency-Replayed") == "true":
                line["replayed"] = True
            return answer
        except ContractError as error:
            line["wrong"] = str(error)[:300]
            raise
        finally:
            line["t1"] = round(time.monotonic(), 6)
            self.recorder.note(**line)


class Citizen(threading.Thread):
    """One of them."""

    def __init__(self, run, number, count):
        super().__init__(daemon=True)
        self.run_, self.name, self.part = run, f"citizen{number}", slice(number, None, count)
        self.rng = random.Random(f"{run.seed} {self.name}")
        self.recorder = Recorder(run.folder, run.seed, self.name)
        scene = run.scene
        self.client = Recording(scene.stage.contract, scene.server, self.recorder)
        self.city = City(scene.database, self.client, scene.city.forge, scene.city.papers,
                         scene.city.receiver, scene.city.gateway)
        self.reached = set()
        self.unmade = collections.Counter()
        self.wrong = []
        self.ended = threading.Event()

    def run(self):
        try:
            self._go_round()
        except Exception:  # pylint: disable=broad-except
            self.wrong.append(traceback.format_exc())

    def _go_round(self):
        """First its own share of the operations, so that all have been asked early, then those for which something
        was missing: what one of them needs may have to wait for what all the others do."""
        names = sorted(self.client.contract.operations)
        turn = names[self.part]
        while not self.ended.is_set():
            self.rng.shuffle(turn)
            for name in turn:
                if self.ended.is_set():
                    break
                try:
                    self._live(name)
                except ContractError as error:
                    self.wrong.append(str(error)[:600])
                except PATIENCE:
                    self.unmade[name] += 1
                    self.ended.wait(0.05)
            turn = sorted(self.run_.unasked()) or names

    def _live(self, name):
        request = requests.valid(self.city, name)
        operation = self.client.contract.operations[name]
        key = {"key": str(uuid.UUID(int=self.rng.getrandbits(128), version=4))} if operation.needs_key else {}
        answer = requests.send(self.city, name, request, **key)
        if answer.status == request.status:
            self.reached.add(name)
        if key and answer.status < 400:
            again = requests.send(self.city, name, request, **key)
            if again.status < 400 and again.body != answer.body:
                self.wrong.append(f"{name} {key['key']}: a replay with other bytes")
        if operation.tag not in KEPT_OUT and not operation.is_operator and not name.endswith("_export"):
            self._share(name, request)

    def _share(self, name, request):
        if request.body is not None and not isinstance(request.body, (dict, list)):
            return
        headers = [f"{key}: {value}" for key, value in request.headers.items()]
        if request.token:
            headers.append(f"Authorization: Bearer {request.token}")
        self.run_.share(json.dumps({"op": name, "body": request.body, "path": request.path,
                                    "query": request.query, "headers": headers}))

    def end(self):
        self.ended.set()
        self.join(60)
        self.client.close()
        self.recorder.close()
