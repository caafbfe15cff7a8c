"""The edge as a process: HAProxy with the product's own deploy/haproxy.cfg, before one server of ours.

Its limits for one client address are out of reach here: all load comes from one."""

import json
import socket
import subprocess
from pathlib import Path

import peers

CONFIGURATION = peers.ROOT / "deploy" / "haproxy.cfg"
ENVIRONMENT = peers.ROOT / "deploy" / "haproxy.env"
CERTIFICATE_DAYS = 30
OUT_OF_REACH = 1_000_000
CONNECTIONS = 8000  # 5,000 idle ones and whoever works; two descriptors each fit into 20,000


def certificate(folder):
    """The path of a self-signed certificate with its key, as HAProxy wants it; P-256, as one would
    buy today."""
    path = Path(folder) / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
             "-days", str(CERTIFICATE_DAYS), "-keyout", "-", "-out", "-"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise peers.PeerError(f"openssl made no certificate: {done.stderr[-300:]}")
    path.touch(0o600)
    path.write_text(done.stdout, encoding="ascii")
    return path


class Edge(peers.Server):
    """server: the one behind it, started. base_url is plain HTTP, tls_url the same with TLS."""

    name = "edge"

    def __init__(self, folder, server):
        super().__init__(folder)
        self.server = server
        self.tls_port = None
        self.socket = self.folder / "edge.sock"
        said = subprocess.run(["haproxy", "-v"], capture_output=True, text=True, check=False)
        self.version = f"HAProxy {said.stdout.split()[2]}" if said.returncode == 0 else "HAProxy"

    @property
    def tls_url(self):
        return f"https://127.0.0.1:{self.tls_port}"

    def command(self, database_url):
        self.port, self.tls_port = peers.free_ports(2)
        self.probe = self.port, "/v1/stations/nearby?lng=119.22&lat=34.59&limit=1"
        self.socket.unlink(missing_ok=True)
        return ["haproxy", "-db", "-f", CONFIGURATION], {
            **dict(line.split("=", 1) for line in ENVIRONMENT.read_text(encoding="ascii").split("\n")
                   if line and not line.startswith("#")),
            "LGH_EDGE_HOST": "127.0.0.1",
            "LGH_EDGE_PORT": str(self.tls_port),
            "LGH_EDGE_PLAIN_PORT": str(self.port),
            "LGH_EDGE_CERTIFICATE": str(certificate(self.folder)),
            "LGH_EDGE_API": f"127.0.0.1:{self.server.port}",
            "LGH_EDGE_CHECK_PORT": str(self.server.operator_port),
            "LGH_EDGE_CONNECTIONS": str(CONNECTIONS),
            "LGH_EDGE_ADDRESS_REQUESTS": str(OUT_OF_REACH),
            "LGH_EDGE_ADDRESS_CONNECTIONS": str(OUT_OF_REACH),
            "LGH_EDGE_SOCKET": str(self.socket),
        }

    def current_connections(self):
        """How many clients HAProxy itself says it has."""
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(str(self.socket))
            asking.sendall(b"show info json\n")
            told = b"".join(iter(lambda: asking.recv(65536), b""))
        for entry in json.loads(told):
            if entry["field"]["name"] == "CurrConns":
                return entry["value"]["value"]
        raise peers.PeerError("HAProxy does not say how many connections it has")
