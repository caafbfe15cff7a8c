"""How the simulators listen: on loopback only, a thread for each connection, which is kept open."""
import json
import threading

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener(ThreadingHTTPServer):
    """Whoever can ask it can be anybody."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, handler, port=0):
        self.connections = 0
        super().__init__(("127.0.0.1", port), handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, _request, _client_address):
        pass  # a client that went away

    def start(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.shutdown()
        self.server_close()


class Connection(BaseHTTPRequestHandler):
    """One connection, as WeChat keeps it."""

    protocol_version = "HTTP/1.1"
    timeout = 120

    def setup(self):
        super().setup()
        self.server.connections += 1

    def log_message(self, *_words):
        pass  # URLs hold secrets

    def headers_for(self, _status, _data):
        """Those that an answer has besides the usual ones."""
        return {}

    def say(self, body, status=200, content_type="text/plain"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in self.headers_for(status, data).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
