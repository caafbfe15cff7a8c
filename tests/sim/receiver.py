"""A merchant's server as webhooks meet it: HTTPS, and on demand as bad as they come. What it does with a
letter is told by the first part of the path, unless a test has planned otherwise:

    ok               204                         status-<n>       another status
    slow-<seconds>   204, late                   retry-<seconds>  429 with Retry-After
    hang             no answer                   redirect-<host>  302 to another path of that host
    cut              a connection that ends      garbage          no HTTP
    huge             10 MB, and says so          flood            no end of it, and says nothing
    drip             a byte now and then

Standard library only. What came is kept, by path.
"""
import collections
import hmac
import http.client
import socket
import ssl
import threading
import time

from base64 import b64decode, b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HANG_S = 30
TOLERANCE_S = 300


class Letter:
    """What came once: headers by lower-case name, the body's bytes, and when."""

    def __init__(self, headers, body):
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self.at = time.time()

    @property
    def id(self):
        return self.headers["webhook-id"]

    def signatures(self):
        return self.headers["webhook-signature"].split(" ")

    def is_signed(self, secret):
        """As the standard says it, made again without any code of the program's."""
        key = b64decode(secret.removeprefix("whsec_"))
        message = b".".join((self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body))
        wanted = "v1," + b64encode(hmac.new(key, message, sha256).digest()).decode()
        is_recent = abs(int(self.headers["webhook-timestamp"]) - self.at) < TOLERANCE_S
        return is_recent and any(hmac.compare_digest(wanted, one) for one in self.signatures())


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_words):
        pass

    def say(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        act = self.server.take(self.path, Letter(self.headers, body))
        try:
            self.act(act)
        except (OSError, ssl.SSLError):
            self.close_connection = True

    def do_GET(self):  # pylint: disable=invalid-name
        self.server.take(self.path, Letter(self.headers, b""))
        self.say(200)

    def act(self, act):
        name, _, word = act.partition("-")
        if name == "status":
            self.say(int(word), body=b"" if word == "304" else b"no")
        elif name == "retry":
            self.say(429, [("Retry-After", word)])
        elif name == "redirect":
            self.say(302, [("Location", f"https://{word}:{self.server.server_address[1]}/ok/redirected")])
        elif name in ("slow", "hang"):
            time.sleep(float(word or HANG_S))
            self.say(204)
        elif name == "huge":
            self.say(200, body=b"x" * 10**7)
        elif name in ("flood", "drip"):
            self.pour(b"x" * 4096 if name == "flood" else b"x", 0 if name == "flood" else 0.2)
        elif name in ("cut", "garbage"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx" if name == "cut" else b"\0" * 99)
            self.close_connection = True
        else:
            self.say(204)

    def pour(self, piece, pause):
        self.send_response(http.client.OK)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        until = time.monotonic() + HANG_S
        while time.monotonic() < until:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(pause)


class Receiver(ThreadingHTTPServer):
    """Listens on one address with a certificate of its own."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, certificate, key, host="127.0.0.1", port=0):
        self.letters = collections.defaultdict(list)
        self.connections = 0
        self._plans = {}
        self._lock = threading.Lock()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        super().__init__((host, port), Handler)

    def get_request(self):
        connection, address = super().get_request()
        self.connections += 1
        return connection, address

    def finish_request(self, request, client_address):
        """In the connection's own thread, so that a slow handshake holds up nobody."""
        request.settimeout(20)
        try:
            with self._context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except (OSError, ssl.SSLError, ValueError):
            pass

    def shutdown_request(self, request):
        try:
            request.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        self.close_request(request)

    def handle_error(self, _request, _client_address):
        pass

    def url(self, path):
        return f"https://{self.server_address[0]}:{self.server_address[1]}/{path}"

    def plan(self, path, *acts):
        """What the next letters to this path meet, one act each; the last one stays."""
        with self._lock:
            self._plans["/" + path] = collections.deque(acts)

    def take(self, path, letter):
        """Keeps a letter; what is to be done with it."""
        with self._lock:
            self.letters[path].append(letter)
            plan = self._plans.get(path)
            if plan:
                return plan.popleft() if len(plan) > 1 else plan[0]
        return path.split("/")[1]

    def of(self, path):
        with self._lock:
            return list(self.letters["/" + path])

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.shutdown()
        self.server_close()
