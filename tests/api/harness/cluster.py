"""A small private PostgreSQL on a unix socket, for tests that stop it or break it."""
import glob
import os
import pwd
import shutil
import subprocess
import tempfile

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{directory}'
max_connections = 60
shared_buffers = 32MB
fsync = on
full_page_writes = off
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
logging_collector = off
"""


def binaries():
    """The folder with initdb and pg_ctl; Debian keeps them out of PATH."""
    given = os.environ.get("LGH_TEST_PG_BIN")
    if given:
        return given
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        raise RuntimeError("no PostgreSQL server found: install postgresql or set LGH_TEST_PG_BIN")
    return os.path.dirname(found[-1])


class Cluster:
    """One data directory; started and stopped at will."""

    def __init__(self):
        self.bin = binaries()
        self.owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        # Short, because a socket's whole path has at most 107 bytes.
        self.directory = tempfile.mkdtemp(prefix="lgh-pg-", dir="/tmp")
        self.data = os.path.join(self.directory, "data")
        if os.geteuid() == 0:
            shutil.chown(self.directory, self.owner)
        os.chmod(self.directory, 0o755)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as conf:
            conf.write(SETTINGS.format(directory=self.directory))
        self.start()

    def _run(self, program, *arguments):
        command = [os.path.join(self.bin, program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self.owner, "--", *command]
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stdout[-800:]}{done.stderr[-800:]}")

    def url(self, database="postgres"):
        return f"postgresql://postgres@/{database}?host={self.directory}"

    def start(self):
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-l",
                  os.path.join(self.directory, "log"), "start")

    def stop(self, mode="fast"):
        self._run("pg_ctl", "-D", self.data, "-w", "-s", "-m", mode, "stop")

    def is_running(self):
        return os.path.exists(os.path.join(self.data, "postmaster.pid"))

    def remove(self):
        if self.is_running():
            self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)
