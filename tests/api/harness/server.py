"""The program under test as a process: its settings, its log and its end."""
import functools
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

from .contract import ROOT
from .log import Logged

REPORTS = re.compile(r"Sanitizer|runtime error:|SUMMARY: |Assertion .* failed|stack smashing")


def binary():
    path = os.environ.get("LGH_BINARY") or os.path.join(ROOT, ".local/build/asan/liangonghui")
    if not os.access(path, os.X_OK):
        raise RuntimeError(f"no program at {path}: build it, or set LGH_BINARY")
    return path


def next_binary():
    """The same program with the schema of a release to come."""
    return os.path.join(os.path.dirname(binary()), "liangonghui_next")


@functools.lru_cache(maxsize=None)
def is_sanitized():
    """Whether an answer takes several times as long as from what people run."""
    with open(binary(), "rb") as file:
        return b"__asan_init" in file.read()


def patience(seconds):
    """How long to wait for what is promised within so many seconds: what sanitizes shares its machine, too."""
    return 3 * seconds if is_sanitized() else seconds


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


def environment(settings):
    """Nothing of the caller's own LGH_ settings reaches the program, only what a test says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LGH_")}
    kept.setdefault("ASAN_OPTIONS", "detect_stack_use_after_return=1:strict_string_checks=1")
    kept.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    kept.update({name: value for name, value in settings.items() if value is not None})
    return kept


def command(words, settings, timeout=120):
    """Runs one command of the program to its end."""
    return subprocess.run([binary(), *words.split()], env=environment(settings), capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=timeout, check=False)


# Out of everybody's reach, and yet counted: the code that limits is part of what is tested.
GENEROUS = {f"LGH_{policy}_QUOTA": "1000000" for policy in ("READ", "WRITE", "DRAW", "ADDRESS")}


def settings_for(url, keys, data_keys, index_key, **changes):
    """Settings of a demo server on free ports."""
    port, operator_port = free_ports(2)
    return {"LGH_HOST": "127.0.0.1", "LGH_PORT": str(port), "LGH_OPERATOR_PORT": str(operator_port),
            "LGH_DATABASE_URL": url, "LGH_DEMO": "1", "LGH_JWT_KEYS": keys.setting(),
            "LGH_DATA_KEYS": data_keys, "LGH_INDEX_KEY": index_key,
            "LGH_CORS_ORIGINS": "https://a.example,https://b.example",
            "LGH_LOG_LEVEL": "info", "LGH_GRACE_MS": "0", **GENEROUS, **changes}


def beside(settings, **changes):
    """Settings of another server on the same database."""
    port, operator_port = free_ports(2)
    return {**settings, "LGH_PORT": str(port), "LGH_OPERATOR_PORT": str(operator_port), **changes}


class Server(Logged):
    """One running program; its log is a file that stays until kill()."""

    def __init__(self, settings, program=None):
        self.settings = settings
        self.host = settings["LGH_HOST"]
        self.port = int(settings["LGH_PORT"])
        self.operator_port = int(settings["LGH_OPERATOR_PORT"])
        descriptor, self.log = tempfile.mkstemp(prefix="lgh-log-", suffix=".jsonl")
        self.process = subprocess.Popen([program or binary(), "serve"], env=environment(settings),
                                        stdin=subprocess.DEVNULL, stdout=descriptor,
                                        stderr=subprocess.STDOUT)
        os.close(descriptor)

    def wait_until_ready(self, timeout=30):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}: "
                                   f"{self.log_text()[-2000:]}")
            try:
                with socket.create_connection((self.host, self.port), 1):
                    return self
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"the server did not listen: {self.log_text()[-2000:]}")

    @property
    def pid(self):
        return self.process.pid

    def is_alive(self):
        return self.process.poll() is None

    def reports(self):
        return [line for line in self.log_text().splitlines() if REPORTS.search(line)]

    def errors(self):
        """Lines of level error or worse."""
        return [line for line in self.log_lines()
                if str(line.get("level", "")).lower() in ("error", "fatal", "critical")]

    def stop(self, timeout=20):
        """Ends the server as an operator would; its exit status."""
        if self.is_alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise RuntimeError("SIGTERM did not end the server") from None
        return self.process.returncode

    def kill(self):
        """The end in any case; takes the log away."""
        if self.is_alive():
            self.process.kill()
            self.process.wait()
        if os.path.exists(self.log):
            os.unlink(self.log)
