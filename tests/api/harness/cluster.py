"""A small private PostgreSQL on a unix socket, for tests that stop it or break it."""
import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{directory}'
max_connections = 60
shared_buffers = 32MB
fsync = on
full_page_writes = off
jit = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
logging_collector = off
"""


MEMORY = "/dev/shm"
MEMORY_MIN = 2 << 30  # bytes that must be free there


def _place():
    """In memory, if there is enough: what PostgreSQL syncs when it starts again after a crash, and for
    each new database, takes a busy disk up to a minute. We end processes, never the machine."""
    if os.path.isdir(MEMORY) and shutil.disk_usage(MEMORY).free >= MEMORY_MIN:
        return MEMORY
    return "/tmp"


def binaries():
    """The folder with initdb and pg_ctl; Debian keeps them out of PATH."""
    given = os.environ.get("LGH_TEST_PG_BIN")
    if given:
        return given
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        raise RuntimeError("no PostgreSQL server found: install postgresql or set LGH_TEST_PG_BIN")
    return os.path.dirname(found[-1])


def _state(pid):
    """(state, parent) of a process; one that is no more is a zombie of nobody's."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[0], int(fields[1])
    except OSError:
        return "Z", 0


def _is_gone(pid):
    """It runs no more, whether or not somebody has taken notice of its end."""
    return _state(pid)[0] in "ZX"


class Cluster:
    """One data directory; started and stopped at will."""

    def __init__(self, settings="", backup=None, place=None, log=None):
        """settings: lines of postgresql.conf, where {directory} is the cluster's own; the folder wal there is
        for who archives. backup: a folder of backup() that becomes the data; without one it is new. place and
        log: folders for the cluster and for its write-ahead log, when they need disks of their own."""
        self.bin = binaries()
        self.owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        # Short, because a socket's whole path has at most 107 bytes.
        self.directory = tempfile.mkdtemp(prefix="lgh-pg-", dir=place or _place())
        self.data = os.path.join(self.directory, "data")
        if os.geteuid() == 0:
            shutil.chown(self.directory, self.owner)
        os.chmod(self.directory, 0o755)
        if backup:
            os.rename(backup, self.data)
        else:
            self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                      "--locale=C.UTF-8", "--no-sync", *(("-X", os.path.join(log, "pg_wal")) if log else ()))
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as conf:
            conf.write((SETTINGS + settings).format(directory=self.directory))
        archive = os.path.join(self.directory, "wal")
        os.mkdir(archive)
        if os.geteuid() == 0:
            shutil.chown(archive, self.owner)
        self.start()

    def backup(self):
        """A base backup taken while everybody goes on; the folder that it lies in."""
        place = os.path.join(self.directory, "backup")
        self._run("pg_basebackup", "-D", place, "-h", self.directory, "-U", "postgres", "-c", "fast",
                  "--no-sync")
        return place

    def _run(self, program, *arguments):
        command = [os.path.join(self.bin, program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self.owner, "--", *command]
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stdout[-800:]}{done.stderr[-800:]}")

    @property
    def socket(self):
        return os.path.join(self.directory, ".s.PGSQL.5432")

    def url(self, database="postgres"):
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def start(self):
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-l",
                  os.path.join(self.directory, "log"), "start")

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-m", mode, "stop")

    def is_running(self):
        try:
            return not _is_gone(self._postmaster())
        except FileNotFoundError:
            return False

    def _postmaster(self):
        with open(os.path.join(self.data, "postmaster.pid"), encoding="utf-8") as file:
            return int(file.readline())

    def processes(self):
        """The postmaster and all that it has started."""
        first = self._postmaster()
        running = [int(path.split("/")[2]) for path in glob.glob("/proc/[0-9]*")]
        return [first, *(pid for pid in running if _state(pid)[1] == first)]

    def pause(self):
        """Everything stands still, with its sockets open."""
        os.kill(self._postmaster(), signal.SIGSTOP)  # so that it starts no others meanwhile
        self._signal(signal.SIGSTOP)

    def resume(self):
        self._signal(signal.SIGCONT)

    def kill(self):
        """SIGKILL to every process, as if the power failed; start() then has to recover."""
        self.pause()
        found = self.processes()
        self._signal(signal.SIGKILL)
        while not all(map(_is_gone, found)):
            time.sleep(0.005)
        for stale in (os.path.join(self.data, "postmaster.pid"), self.socket + ".lock"):
            os.unlink(stale)

    def kill_process(self, pid):
        """SIGKILL to one child; the postmaster then ends all the others and recovers."""
        found = self.processes()[1:]
        assert pid in found
        os.kill(pid, signal.SIGKILL)
        while not all(map(_is_gone, found)):
            time.sleep(0.005)

    def _signal(self, number):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def remove(self):
        if self.is_running():
            self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)
