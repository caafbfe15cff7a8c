"""Bytes on a socket, for what a well-behaved client would never send."""
import re
import socket

from .verdict import strict_json


class Reply:
    """One parsed answer from a raw stream."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def code(self):
        return strict_json(self.body).get("code") if self.body else None

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:200]!r}>"


def split(stream, methods=()):
    """The answers in a stream, by their Content-Length; methods tells which were HEAD."""
    replies = []
    while stream:
        head, found, rest = stream.partition(b"\r\n\r\n")
        assert found and head.startswith(b"HTTP/1."), f"not an answer: {stream[:300]!r}"
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        if len(replies) < len(methods) and methods[len(replies)] == "HEAD" or status in (204, 304):
            length = 0
        if status == 100:
            stream = rest
            continue
        assert len(rest) >= length, f"cut off: {stream[:300]!r}"
        replies.append(Reply(status, headers, rest[:length]))
        stream = rest[length:]
    return replies


class Wire:
    """One connection to the server."""

    def __init__(self, server, timeout=3):
        self.socket = socket.create_connection((server.host, server.port), timeout)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it closed while we were still talking; what it said can be read
        return self

    def finish(self):
        """Half-closes, as a client does that has said everything."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return self

    def read(self):
        """Everything until the server closes; (stream, closed) where closed is False on silence."""
        stream = b""
        try:
            while True:
                part = self.socket.recv(65536)
                if not part:
                    return stream, True
                stream += part
        except socket.timeout:
            return stream, False
        except ConnectionResetError:
            return stream, True
        finally:
            self.socket.close()


def talk(server, data, timeout=2, methods=()):
    """Sends bytes and reads to the end: (answers, whether the server closed)."""
    stream, closed = Wire(server, timeout).send(data).read()
    return split(stream, methods), closed


def head_of(method="GET", target="/v1/lotteries", headers=()):
    """A request head with one Host; headers are raw lines."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", *headers]
    return re.sub("\n", "\r\n", "\n".join(lines) + "\n\n").encode("latin-1")
