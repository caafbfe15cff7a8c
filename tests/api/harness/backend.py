"""Stands where the API stands behind HAProxy, and keeps every byte that arrives there."""
import socket
import threading
import time
import uuid

READY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
UNREADY = (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")


class Arrival:
    """One request as it came in."""

    def __init__(self, head, body, connection):
        self.head = head
        self.body = body
        self.connection = connection
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, self.version = lines[0].split(" ")
        self.headers = [(name.strip().lower(), value.strip()) for name, _, value in
                        (line.partition(":") for line in lines[1:])]

    def header(self, name):
        """All values of a header."""
        return [value for found, value in self.headers if found == name]


def answer(body=b'{"ok":true}', *lines):
    """A whole answer as the API writes it; lines are more headers."""
    head = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}",
            f"X-Request-Id: {uuid.uuid4()}", "Cache-Control: private, no-store",
            "Vary: Accept-Language, Origin", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Backend:
    """Two listeners, one for requests and one for /readyz. `work` makes the answer of an Arrival;
    None breaks the connection."""

    def __init__(self, work=None):
        self.work = work or (lambda arrival: answer())
        self.host = "127.0.0.1"
        self.ready = True
        self.arrivals = []
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self._lock = threading.Lock()
        self._sockets = set()
        self._listeners = [socket.create_server((self.host, 0), backlog=1024) for _ in range(2)]
        self.port, self.operator_port = (one.getsockname()[1] for one in self._listeners)
        for listener, serve in zip(self._listeners, (self._serve, self._check)):
            threading.Thread(target=self._accept, args=(listener, serve), daemon=True).start()

    def _accept(self, listener, serve):
        while True:
            try:
                taken, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(taken,), daemon=True).start()

    def _check(self, taken):
        with taken:
            try:
                taken.recv(4096)
                taken.sendall(READY if self.ready else UNREADY)
            except OSError:
                pass

    def _serve(self, taken):
        with self._lock:
            self.connections += 1
            number = self.connections
            self.open += 1
            self.most_open = max(self.most_open, self.open)
            self._sockets.add(taken)
        try:
            with taken:
                self._converse(taken, number)
        except OSError:
            pass
        finally:
            with self._lock:
                self.open -= 1
                self._sockets.discard(taken)

    def _converse(self, taken, number):
        stream = b""
        while True:
            while b"\r\n\r\n" not in stream:
                part = taken.recv(65536)
                if not part:
                    return
                stream += part
            head, _, stream = stream.partition(b"\r\n\r\n")
            arrival = Arrival(head, b"", number)
            length = int((arrival.header("content-length") or ["0"])[0])
            while len(stream) < length:
                part = taken.recv(65536)
                if not part:
                    return
                stream += part
            arrival.body, stream = stream[:length], stream[length:]
            self.arrivals.append(arrival)
            said = self.work(arrival)
            if said is None:
                return
            taken.sendall(said)

    def wait_for(self, count, timeout=5):
        """Until so many requests have arrived."""
        deadline = time.monotonic() + timeout
        while len(self.arrivals) < count:
            assert time.monotonic() < deadline, f"{len(self.arrivals)} of {count} arrived"
            time.sleep(0.01)
        return self.arrivals

    def close(self):
        """Refuses connections from now on and breaks those that are there."""
        for listener in self._listeners:
            try:
                listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            listener.close()
        with self._lock:
            for taken in self._sockets:
                try:
                    taken.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
