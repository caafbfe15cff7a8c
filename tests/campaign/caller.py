"""One client's connection: requests go out as bytes, what comes back is taken apart and not judged."""
import socket
import struct

TIMEOUT_S = 12
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: close sends RST, not FIN


class Lost(Exception):
    """No whole answer came: whether the request was done is not known."""


class Reply:
    """An answer: headers by lower-case name."""

    __slots__ = ("status", "headers", "body")

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def request_id(self):
        return self.headers.get("x-request-id")

    @property
    def is_replay(self):
        return self.headers.get("idempotency-replayed") == "true"


def parse_head(head):
    lines = head.decode("latin-1").split("\r\n")
    return int(lines[0].split(" ", 2)[1]), {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}


class Caller:
    """Keeps one connection to one server. Nothing is ever sent twice by itself."""

    def __init__(self, host, port):
        self.host, self.port = host, port
        self._socket = None
        self._rest = b""

    def close(self, reset=False):
        if self._socket:
            if reset:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._socket.close()
        self._socket, self._rest = None, b""

    def ask(self, method, target, headers, body=None, leave=False):
        """leave: the client is gone before the answer is there."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.host}:{self.port}", *headers]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        elif method not in ("GET", "DELETE"):
            lines.append("Content-Length: 0")
        try:
            if self._socket is None:
                self._socket = socket.create_connection((self.host, self.port), TIMEOUT_S)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
            if leave:
                raise Lost("left")
            return self._read()
        except (OSError, ValueError, IndexError) as error:
            self.close()
            raise Lost(type(error).__name__) from error
        except Lost:
            self.close(reset=leave)
            raise

    def _more(self):
        part = self._socket.recv(65536)
        if not part:
            raise Lost("ended")
        return part

    def _read(self):
        stream = self._rest
        while b"\r\n\r\n" not in stream:
            stream += self._more()
        head, _, stream = stream.partition(b"\r\n\r\n")
        status, headers = parse_head(head)
        if headers.get("transfer-encoding") == "chunked":
            body, self._rest = self._chunks(stream)
        else:
            length = 0 if status in (204, 304) else int(headers["content-length"])
            while len(stream) < length:
                stream += self._more()
            body, self._rest = stream[:length], stream[length:]
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Reply(status, headers, body)

    def _chunks(self, stream):
        body = b""
        while True:
            while b"\r\n" not in stream:
                stream += self._more()
            size, _, stream = stream.partition(b"\r\n")
            wanted = int(size, 16)
            while len(stream) < wanted + 2:
                stream += self._more()
            body, stream = body + stream[:wanted], stream[wanted + 2:]
            if wanted == 0:
                return body, stream
