"""Disks are full: what cannot be written is refused, nothing that was acknowledged is lost, and when there is
room again it goes on. The disks are small ones in memory, which only root can make."""
import contextlib
import errno
import os
import shutil
import subprocess
import tempfile

import psycopg2
import pytest
from harness.city import wait_until
from harness.cluster import Cluster
from harness.crowd import Load
from harness.history import History
from harness.stage import Play, Stage

LOG = "max_wal_size = 64MB\nmin_wal_size = 32MB\n"
DATA_MIB, LOG_MIB = 600, 320
CLIENTS = 4
REFUSALS = {"database_unavailable", "outcome_unknown", "overloaded", "timeout", "idempotency_in_progress"}


@contextlib.contextmanager
def small_disk(mib):
    """A folder that holds so much."""
    folder = tempfile.mkdtemp(prefix="lgh-disk-")
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=0755", "tmpfs", folder],
                              capture_output=True, check=False)
        if done.returncode:
            pytest.skip("no disk can be mounted here")
        shutil.chown(folder, "postgres")
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], capture_output=True, check=False)
        os.rmdir(folder)


def fill(folder):
    """Takes all that is left; the file that has it."""
    path = os.path.join(folder, "filler")
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with open(path, "ab", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return path


def revive(cluster):
    """As systemd would, when PostgreSQL has given up."""
    if not cluster.is_running():
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(cluster.data, "postmaster.pid"))
        cluster.start()


def refusals(history):
    return set(history.said()) & {"database_unavailable", "outcome_unknown"}


def fill_data(scene, history, folder):
    """Nothing new can be kept until there is room, and yet what is there can be read."""
    path = fill(folder)
    wait_until(lambda: refusals(history), 60)
    if scene.stage.cluster.is_running():
        wait_until(lambda: scene.client.call("me_points", token=history.members[0].token).status == 200)
    os.unlink(path)


def fill_log(scene, history, folder):
    """PostgreSQL gives up as soon as it needs a new file, and cannot start."""
    path = fill(folder)

    def refuses():
        with contextlib.suppress(psycopg2.Error):
            scene.database.rows("SELECT pg_switch_wal()")
        return refusals(history)

    wait_until(refuses, 60)
    scene.client.call("health_live").must(200)
    os.unlink(path)


def goes_on(stage, history, load):
    """Now that there is room again writes are done; if not, what they meet instead is told."""
    def seen():
        with open(os.path.join(stage.cluster.directory, "log"), encoding="utf-8", errors="replace") as log:
            return history.said(), load.failures[:1], log.read()[-2000:]

    before = history.said()[201]
    wait_until(lambda: history.said()[201] > before + 20, 60, seen)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_disks_are_full(contract):
    with small_disk(DATA_MIB) as data, small_disk(LOG_MIB) as log, contextlib.ExitStack() as opened:
        stage = Stage(contract, Cluster(LOG, place=data, log=log))
        opened.callback(stage.close)
        scene = Play(stage)
        opened.callback(scene.close)
        for disk, filled in ((log, fill_log), (data, fill_data)):
            history = History(scene, members=CLIENTS)
            with Load(history.go_on, CLIENTS) as load:
                wait_until(lambda: history.said()[201] > 20, 60)  # pylint: disable=cell-var-from-loop
                filled(scene, history, disk)
                wait_until(lambda: revive(stage.cluster) or stage.cluster.is_running(), 60)
                goes_on(stage, history, load)
            assert not load.failures, load.failures[:1]
            assert set(history.said()) <= REFUSALS | {201}, history.said()
            scene.database.close()
            history.check()
