"""A process that holds connections to the edge, open for nothing or slow on purpose.

    holder.py idle PORT COUNT CERTIFICATE    TLS; each has asked once and then sleeps
    holder.py slow PORT HEADERS BODIES READERS   plain HTTP; a byte a second, again and again

Says "ready N" on a line when all are open, then waits for the end of its input and says in JSON what
it has seen. Who is cut off comes back at once, so that their number stays the same."""

import concurrent.futures
import json
import selectors
import socket
import ssl
import sys
import time

IDLE_REQUEST = (b"GET /v1/stations/nearby?lng=119.22&lat=34.59&limit=1 HTTP/1.1\r\n"
                b"Host: 127.0.0.1\r\n\r\n")
HEADERS = b"GET /v1/me/points HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODIES = (b"POST /v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
          b"Content-Length: 4096\r\n\r\n{")
# Two answers of 8 KB from the API, then documents that the edge has: more than the buffers hold.
READERS = b"".join(
    f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    for path in ["/v1/stations/nearby?lng=119.22&lat=34.59"] * 2
    + ["/openapi.json"] * 60)
READER_BUFFER = 4096  # bytes the kernel may take for a reader
DRIP_S = 1.0
OPENERS = 16
BLOCK = 500  # connections opened before it is seen who has slept for long
ASLEEP_S = 15


def receive_answer(connection):
    """Reads one answer with Content-Length to its end; its status."""
    text = b""
    while b"\r\n\r\n" not in text:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError("closed before an answer")
        text += part
    head, _, rest = text.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                  if line.startswith(b"content-length:"))
    while len(rest) < length:
        rest += connection.recv(65536)
    return int(head.split()[1])


class Idle:
    """Phones that have asked once and lie in a pocket."""

    def __init__(self, port, count, certificate):
        self.port = int(port)
        self.context = ssl.create_default_context(cafile=certificate)
        self.connections, self.asked = [], []  # when each has asked last, on the monotonic clock
        with concurrent.futures.ThreadPoolExecutor(OPENERS) as openers:
            while len(self.connections) < int(count):
                missing = range(min(BLOCK, int(count) - len(self.connections)))
                self.connections += openers.map(self.open, missing)
                self.asked += [time.monotonic()] * len(missing)
                self.wake(openers)

    def wake(self, openers):
        """Who has been asleep for long asks again: the edge must not end it before the last comes."""
        sleepers = [place for place, asked in enumerate(self.asked)
                    if time.monotonic() > asked + ASLEEP_S]
        for place, status in zip(sleepers, openers.map(
                lambda place: self.ask(self.connections[place]), sleepers)):
            self.asked[place] = time.monotonic()
            if status != 200:
                raise ConnectionError(f"a second request was answered with {status}")

    def open(self, _number):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection = self.context.wrap_socket(plain, server_hostname="127.0.0.1")
        status = self.ask(connection)
        if status != 200:
            raise ConnectionError(f"the first request was answered with {status}")
        return connection

    @staticmethod
    def ask(connection):
        connection.sendall(IDLE_REQUEST)
        return receive_answer(connection)

    def hold(self):
        sys.stdin.read()

    def told(self):
        """How many are still there, and whether they are still served."""
        alive = served = 0
        for connection in self.connections:
            connection.setblocking(False)
            try:
                alive += connection.recv(1) != b""
            except ssl.SSLWantReadError:
                alive += 1
            except OSError:
                pass
        for connection in self.connections[::100]:
            connection.settimeout(10)
            try:
                served += self.ask(connection) == 200
            except OSError:
                pass
        return {"alive": alive, "asked_again": len(self.connections[::100]), "served": served}


class Slow:
    """Clients that send or read a byte a second."""

    def __init__(self, port, headers, bodies, readers):
        self.address = "127.0.0.1", int(port)
        self.selector = selectors.DefaultSelector()
        self.kinds = ((HEADERS, int(headers)), (BODIES, int(bodies)), (READERS, int(readers)))
        self.held = {}  # connection -> beginning
        self.cut = self.refused = self.bytes = 0
        for beginning, count in self.kinds:
            for _ in range(count):
                self.open(beginning)

    def open(self, beginning):
        connection = socket.socket()
        if beginning is READERS:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READER_BUFFER)
        connection.settimeout(5)
        try:
            connection.connect(self.address)
        except OSError:
            self.refused += 1
            connection.close()
            return
        connection.setblocking(False)
        self.held[connection] = beginning
        self.push(connection, beginning)
        if beginning is not READERS:
            self.selector.register(connection, selectors.EVENT_READ)

    def push(self, connection, text):
        try:
            self.bytes += connection.send(text)
        except BlockingIOError:
            pass
        except OSError:
            self.replace(connection)

    def replace(self, connection):
        """Cut off: comes back as it was."""
        beginning = self.held.pop(connection, None)
        if beginning is None:
            return
        if beginning is not READERS:
            self.selector.unregister(connection)
        connection.close()
        self.cut += 1
        self.open(beginning)

    def read(self, connection, length):
        """An answer to one that sends slowly is the end of it: 408."""
        try:
            if not connection.recv(length):
                self.replace(connection)
        except BlockingIOError:
            pass
        except OSError:
            self.replace(connection)

    def drip(self):
        for connection, beginning in list(self.held.items()):
            if beginning is READERS:
                self.read(connection, 1)
            else:
                self.push(connection, b"x" if beginning is HEADERS else b" ")

    def hold(self):
        self.selector.register(sys.stdin, selectors.EVENT_READ)
        next_drip = time.monotonic() + DRIP_S
        while True:
            for key, _ in self.selector.select(max(0.0, next_drip - time.monotonic())):
                if key.fileobj is sys.stdin:
                    return
                self.read(key.fileobj, 65536)
            if time.monotonic() >= next_drip:
                self.drip()
                next_drip += DRIP_S

    def told(self):
        return {"alive": len(self.held), "cut": self.cut, "refused": self.refused}


def main(kind, *words):
    holder = {"idle": Idle, "slow": Slow}[kind](*words)
    print("ready", flush=True)
    holder.hold()
    print(json.dumps(holder.told()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
