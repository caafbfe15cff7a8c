"""An HTTP client that asks by operation and judges every answer against the contract."""
import functools
import http.client
import json
import threading
import time
import uuid
from urllib.parse import quote, urlencode

from .canary import Canary
from .verdict import judge, strict_json

AUTO = object()


class Answer:
    """What came back, byte for byte."""

    def __init__(self, method, target, response, body, elapsed):
        self.method = method
        self.target = target
        self.status = response.status
        self.headers = response.headers
        self.body = body
        self.elapsed = elapsed

    def header(self, name):
        return self.headers.get(name)

    @property
    def media(self):
        return (self.header("Content-Type") or "").split(";")[0].strip()

    def json(self):
        return strict_json(self.body)

    @functools.cached_property
    def parsed(self):
        """The same, for those who only look."""
        return self.json()

    @property
    def code(self):
        return self.parsed.get("code") if self.media.endswith("problem+json") else None

    @property
    def errors(self):
        """(place, code) of each field error; the place is a pointer or a parameter's name."""
        return [(error.get("pointer", error.get("parameter")), error["code"])
                for error in self.parsed.get("errors", [])]

    def must(self, status, code=None):
        text = self.body[:1500].decode("utf-8", "replace")
        said = f"{self.method} {self.target} -> {self.status}: {text}"
        assert self.status == status, said
        assert code is None or self.code == code, said
        return self

    def __repr__(self):
        return f"<{self.method} {self.target} {self.status} {self.body[:300]!r}>"


class Asked:
    """A request as it is sent."""

    def __init__(self, client, method, target, headers, body, is_operator):  # pylint: disable=R0913,R0917
        self.client = client
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.is_operator = is_operator


class Client:
    """Keeps one connection for each thread and port; with a context, by TLS."""

    def __init__(self, contract, host, port, operator_port, context=None):
        self.contract = contract
        self.host = host
        self.ports = {False: port, True: operator_port}
        self.context = context
        self.canary = Canary()
        self.is_writing_down = False  # send() answers with the Asked, and sends nothing
        self.patience = 0  # how often in its life it comes back when the server, overloaded, did nothing
        self._held = {}

    def _connection(self, is_operator):
        key = (threading.current_thread(), is_operator)
        if key not in self._held:
            self._held[key] = self.connect(is_operator)
        return self._held[key]

    def connect(self, is_operator=False):
        """A connection of the caller's own."""
        port = self.ports[is_operator]
        if self.context and not is_operator:
            return http.client.HTTPSConnection(self.host, port, timeout=30, context=self.context)
        return http.client.HTTPConnection(self.host, port, timeout=30)

    def close(self):
        """Ends the connections of this thread and of those that are gone."""
        for thread, is_operator in list(self._held):
            if thread is threading.current_thread() or not thread.is_alive():
                self._held.pop((thread, is_operator)).close()

    def _exchange(self, connection, method, target, headers, body):
        """One request, tried again only when an idle connection had been closed before it."""
        reused = connection.sock is not None
        try:
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            connection.close()
            if not reused:
                raise
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
        return response, response.read()

    def send(self, method, target, *, headers=None, body=None, token=None, is_operator=False):
        """Any request at all; the answer is judged by the operation that the target names."""
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if self.is_writing_down:
            return Asked(self, method, target, sent, body, is_operator)
        asked = Asked(self, method, target, sent, body, is_operator)
        answer = self._ask(asked)
        while answer.status == 503 and answer.code == "overloaded" and self.patience > 0:
            self.patience -= 1
            time.sleep(int(answer.header("Retry-After")))
            answer = self._ask(asked)
        return answer

    def _ask(self, asked):
        connection = self._connection(asked.is_operator)
        started = time.monotonic()
        try:
            response, body = self._exchange(connection, asked.method, asked.target, asked.headers, asked.body)
        except Exception:
            connection.close()
            raise
        return self.judged(asked, response, body, time.monotonic() - started)

    def judged(self, asked, response, body, elapsed):
        """The answer to a request, if it is one that the contract allows."""
        answer = Answer(asked.method, asked.target, response, body, elapsed)
        operation = None if asked.method == "OPTIONS" else self.contract.find(
            asked.method, asked.target, asked.is_operator)
        judge(self.contract, operation, answer)
        return answer

    def target(self, operation_id, path=None, query=None):
        target = self.contract.operations[operation_id].path
        for name, value in (path or {}).items():
            target = target.replace("{" + name + "}", quote(str(value), safe=""))
        assert "{" not in target, f"{operation_id} needs {target}"
        if query:
            pairs = query.items() if isinstance(query, dict) else query
            target += "?" + urlencode([(name, ",".join(value) if isinstance(value, list) else (
                str(value).lower() if isinstance(value, bool) else value))
                for name, value in pairs])
        return target

    def call(self, operation_id, body=None, *, path=None, query=None, token=None, key=AUTO,
             headers=None, method=None):
        """A request by operationId; key is made up where needed, None leaves it out."""
        operation = self.contract.operations[operation_id]
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if operation.needs_key and key is AUTO:
            key = str(uuid.uuid4())
        if key is not AUTO and key is not None:
            sent["Idempotency-Key"] = key
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            if not isinstance(body, (bytes, str)):
                self.canary.note(body)
                body = json.dumps(body, ensure_ascii=False)
            body = body.encode() if isinstance(body, str) else body
        return self.send(method or operation.method, self.target(operation_id, path, query),
                         headers=sent, body=body, token=token, is_operator=operation.is_operator)
