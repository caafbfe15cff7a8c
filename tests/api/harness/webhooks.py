"""Merchants' receivers of webhooks, and what the program must know to be able to reach them here."""
import json
import os
import subprocess
import tempfile
import uuid

import receiver as simulator

from . import keys
from .city import wait_until

EXTENSIONS = """
[req]
distinguished_name = name
[name]
[server]
subjectAltName = IP:127.0.0.1, IP:127.0.0.2
basicConstraints = critical, CA:FALSE
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
"""


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


class Authority:
    """A certificate authority, and the certificate that receivers show; files in a folder of its own."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="lgh-receiver-")
        folder = self._folder.name
        with open(os.path.join(folder, "openssl.cnf"), "w", encoding="ascii") as file:
            file.write(EXTENSIONS)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "openssl.cnf")
        openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
                "-subj", "/CN=Receivers", "-extensions", "authority")
        openssl(folder, "req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=receiver")
        openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", "server.pem", "-days", "30", "-extfile", "openssl.cnf",
                "-extensions", "server")

    def path(self, name):
        return os.path.join(self._folder.name, name)

    def close(self):
        self._folder.cleanup()


class Post:
    """A receiver with the authority that vouches for it."""

    def __init__(self, host="127.0.0.1", port=0, authority=None):
        self._own = None if authority else Authority()
        self.authority = authority or self._own
        self.receiver = simulator.Receiver(self.authority.path("server.pem"),
                                           self.authority.path("server.key"), host, port).start()

    def settings(self, **changes):
        """127.0.0.1 may be reached, nothing else of this machine."""
        return {"LGH_WEBHOOK_NETWORKS": "127.0.0.1", "LGH_WEBHOOK_TIMEOUT_MS": "2000",
                "LGH_WEBHOOK_CA_FILE": self.authority.path("ca.pem"), **changes}

    def stop(self):
        self.receiver.stop()
        if self._own:
            self._own.close()


def fresh(act="ok"):
    """A path that no other test has, whose letters meet this act."""
    return f"{act}/{uuid.uuid4().hex}"


class Shop:
    """A merchant with a key and an endpoint: what its program can do."""

    def __init__(self, city, act="ok", mode="live", merchant=None, **more):
        self.city = city
        self.mode = mode
        self.merchant = merchant or city.merchant()
        self.key = keys.given(city, self.merchant.id, mode)
        self.path = fresh(act)
        made = self.ask("webhook_endpoint_create", {"url": city.receiver.url(self.path), **more}).must(201)
        self.id, self.secret = made.json()["id"], made.json()["secret"]

    def ask(self, operation, body=None, **parts):
        return self.city.client.call(operation, body, headers=keys.headers(self.key), **parts)

    def on(self, operation, body=None, status=200):
        """Asks about the endpoint."""
        return self.ask(operation, body, path={"endpoint_id": self.id}).must(status)

    def tell(self, kind="order.paid", count=1, mode=None, **data):
        """Events of the merchant's, as if something had happened."""
        self.city.database.execute(
            "SELECT core.event_write(%s, %s, %s, core.uuid7(), %s::jsonb) FROM generate_series(1, %s)",
            self.merchant.id, mode or self.mode, kind, json.dumps(data), count)

    def letters(self, count=1):
        """Those that have come, as soon as there are so many."""
        wait_until(lambda: len(self.city.receiver.of(self.path)) >= count)
        return self.city.receiver.of(self.path)

    def states(self):
        """(state, attempts, last_result) of the endpoint's deliveries, oldest first."""
        return self.city.database.rows(
            "SELECT state, attempts, last_result FROM webhook_deliveries WHERE endpoint_id = %s ORDER BY id",
            self.id)

    def settled(self, *states, timeout=20):
        """Waits until the deliveries stand so."""
        wait_until(lambda: self.states() == list(states) or None, timeout)

    def hurry(self):
        """The next tries are due now."""
        self.city.database.execute("UPDATE webhook_deliveries SET next_at = now() WHERE endpoint_id = %s"
                                   " AND state = 'pending' AND claimed_at IS NULL", self.id)
