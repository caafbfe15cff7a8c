"""Thousands of connections that do nothing fast, from a process of their own.

siege.py PLAN: a JSON object with host, port, certificate (absent: no TLS), kind, count, seconds. Says
"ready" when all are open, and at the end one JSON object: what became of them. They are opened again
when they are cut, so that there are always so many; idle ones are not.
"""
import collections
import json
import resource
import selectors
import socket
import ssl
import subprocess
import sys
import time

DRIP = 1.0  # seconds between the bytes of a connection
HEAD = b"GET /v1/lotteries?limit=1 HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = (b"POST /v1/auth/demo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 60000\r\n\r\n{")
# More than the kernel keeps for a connection (tcp_wmem, 4 MB), with work for the API in between.
LARGE = b"".join(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n"
                 for target in (b"/openapi.json", b"/v1/lotteries?limit=1") * 40)
ONE = b"GET /v1/lotteries?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n"
# What is said at once, and what drips afterwards; readers read one byte instead.
KINDS = {"headers": (HEAD, b"a"), "bodies": (BODY, b" "), "readers": (LARGE, None),
         "idle": (ONE, b"")}


def raise_file_limit():
    """As many files as the system lets us have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Siege:
    """The connections of one kind."""

    def __init__(self, plan):
        self.plan = plan
        self.first, self.drip = KINDS[plan["kind"]]
        self.context = (ssl.create_default_context(cafile=plan["certificate"])
                        if plan.get("certificate") else None)
        self.selector = selectors.DefaultSelector()
        self.opened = {}
        self.seen = collections.Counter()
        self.longest = 0.0

    def open(self):
        connection = socket.socket()
        connection.settimeout(20)
        if self.drip is None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((self.plan["host"], self.plan["port"]))
        if self.context:
            connection = self.context.wrap_socket(connection, server_hostname="localhost")
        connection.sendall(self.first)
        if self.plan["kind"] == "idle":
            self.seen[connection.recv(65536)[:12].decode()] += 1
        connection.setblocking(False)
        self.opened[connection] = time.monotonic()
        self.seen["opened"] += 1
        if self.drip is not None:
            self.selector.register(connection, selectors.EVENT_READ)

    def cut(self, connection):
        if self.drip is not None:
            self.selector.unregister(connection)
        self.longest = max(self.longest, time.monotonic() - self.opened.pop(connection))
        self.seen["cut"] += 1
        connection.close()

    def hear(self, connection):
        """What is said to us: an answer's first line, or the end."""
        try:
            part = connection.recv(65536 if self.drip is not None else 1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            part = b""
        if part.startswith(b"HTTP/"):
            self.seen[part[:12].decode()] += 1
        elif not part:
            self.cut(connection)

    def speak(self, connection):
        try:
            connection.send(self.drip)
        except (BlockingIOError, ssl.SSLWantWriteError):
            pass
        except OSError:
            self.cut(connection)

    def round(self):
        """A second of it: every connection gives or takes one byte, the dead are replaced."""
        ends = time.monotonic() + DRIP
        for connection in list(self.opened):
            if self.drip is None:
                self.hear(connection)
            elif self.drip:
                self.speak(connection)
        while (left := ends - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                self.hear(key.fileobj)
        while self.plan["kind"] != "idle" and len(self.opened) < self.plan["count"]:
            self.open()

    def run(self):
        for _ in range(self.plan["count"]):
            self.open()
        print("ready", flush=True)
        ends = time.monotonic() + self.plan["seconds"]
        while time.monotonic() < ends:
            self.round()
        now = time.monotonic()
        oldest = max((now - since for since in self.opened.values()), default=0)
        print(json.dumps({**self.seen, "held": len(self.opened), "longest": self.longest,
                          "oldest": oldest}), flush=True)


class Besieger:
    """A siege in its own process, so that its work does not slow what is measured here."""

    def __init__(self, **plan):
        self.process = subprocess.Popen(["/usr/bin/python3", __file__, json.dumps(plan)],
                                        stdout=subprocess.PIPE, text=True)

    def wait_until_ready(self):
        assert self.process.stdout.readline() == "ready\n", "the siege could not be laid"

    def result(self):
        said, _ = self.process.communicate(timeout=120)
        assert self.process.returncode == 0
        return json.loads(said)

    def end(self):
        self.process.kill()
        self.process.communicate()


if __name__ == "__main__":
    raise_file_limit()
    Siege(json.loads(sys.argv[1])).run()
