"""HAProxy in front of one or two servers, with the very file that production uses."""
import csv
import io
import os
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

from .contract import ROOT
from .log import Logged
from .server import free_ports

CONFIGURATION = os.path.join(ROOT, "deploy/haproxy.cfg")
# Nobody is limited unless a test says so; all of a test's clients have the same address.
UNLIMITED = {"LGH_EDGE_ADDRESS_REQUESTS": "100000000", "LGH_EDGE_ADDRESS_CONNECTIONS": "100000000"}


def program():
    """Debian puts it where only root's PATH leads."""
    found = shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        raise RuntimeError("no haproxy: apt-get install haproxy")
    return found


def certify(folder):
    """A self-signed certificate for this machine: (file of certificate and key, certificate)."""
    key, certificate, both = (os.path.join(folder, name) for name in ("key", "certificate", "pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    with open(both, "w", encoding="ascii") as file:
        for part in (certificate, key):
            with open(part, encoding="ascii") as source:
                file.write(source.read())
    return both, certificate


def connections_possible():
    """HAProxy needs two files a connection and some more, and refuses to start without."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 12000 if hard == resource.RLIM_INFINITY else min(12000, (hard - 300) // 2)


class Edge(Logged):
    """One running HAProxy; servers need .host, .port and .operator_port."""

    def __init__(self, *servers, **changes):
        self.folder = tempfile.mkdtemp(prefix="lgh-edge-")
        self.host = "127.0.0.1"
        self.port, self.plain_port = free_ports(2)
        both, self.certificate = certify(self.folder)
        self.socket = os.path.join(self.folder, "socket")
        self.settings = {
            "LGH_EDGE_HOST": self.host, "LGH_EDGE_PORT": str(self.port),
            "LGH_EDGE_PLAIN_PORT": str(self.plain_port), "LGH_EDGE_CERTIFICATE": both,
            "LGH_EDGE_SOCKET": self.socket, "LGH_EDGE_CONNECTIONS": str(connections_possible()),
            **UNLIMITED}
        for server, suffix in zip(servers, ("", "_2")):
            self.settings["LGH_EDGE_API" + suffix] = f"{server.host}:{server.port}"
            self.settings["LGH_EDGE_CHECK_PORT" + suffix] = str(server.operator_port)
        self.settings.update({name: str(value) for name, value in changes.items()})
        self.log = os.path.join(self.folder, "log")
        self.process = self._start(self.settings.pop("configuration", CONFIGURATION))

    def _start(self, configuration):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("LGH_")}
        with open(self.log, "wb") as log:
            return subprocess.Popen([program(), "-db", "-f", configuration],
                                    env={**kept, **self.settings}, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=subprocess.STDOUT)

    def wait_until_ready(self, timeout=10):
        """Until it listens and knows whether its servers are ready; they need not be."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.is_alive():
                raise RuntimeError(f"HAProxy ended with {self.process.returncode}: "
                                   f"{self.log_text()[-2000:]}")
            try:
                if all(row["check_status"] not in ("", "INI") for row in self.servers()):
                    return self
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError(f"HAProxy did not become ready: {self.log_text()[-2000:]}")

    @property
    def pid(self):
        return self.process.pid

    def is_alive(self):
        return self.process.poll() is None

    def context(self):
        """For clients that trust this edge; offers no ALPN, so HTTP/1.1 is spoken."""
        return ssl.create_default_context(cafile=self.certificate)

    def show(self, command):
        """What the admin socket answers."""
        with socket.socket(socket.AF_UNIX) as admin:
            admin.settimeout(5)
            admin.connect(self.socket)
            admin.sendall(command.encode() + b"\n")
            answer = b""
            while part := admin.recv(65536):
                answer += part
        return answer.decode()

    def statistics(self):
        """Every line of HAProxy's own statistics, as dictionaries."""
        return list(csv.DictReader(io.StringIO(self.show("show stat")[2:])))

    def servers(self):
        """The lines of the API's servers."""
        rows = [row for row in self.statistics()
                if row["pxname"] == "reads" and row["svname"] not in ("FRONTEND", "BACKEND")]
        if not rows:
            raise RuntimeError("HAProxy names no server")
        return rows

    def stop(self, timeout=10):
        """Ends it at once, as Ctrl-C does; its exit status."""
        if self.is_alive():
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout)
        return self.process.returncode

    def kill(self):
        """The end in any case; takes its folder away."""
        if self.is_alive():
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
