"""What the figures were measured on: without it they say nothing."""

import os
import platform
import re
import subprocess
import time
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]


def first_match(path, pattern):
    """The first group of the pattern in a file of /proc or /etc, or "unknown"."""
    try:
        found = re.search(pattern, Path(path).read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else "unknown"


def said(*words):
    """The output of a program, or "" if it is not there."""
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (done.stdout + done.stderr).strip() if done.returncode == 0 else ""


def revision():
    """The commit, with a mark when the tree holds something else."""
    commit = said("git", "rev-parse", "--short=12", "HEAD") or "unknown"
    changed = said("git", "status", "--porcelain", "--untracked-files=no")
    return f"{commit} with changes" if changed else commit


def facts(cluster_url, binary, peers):
    """What somebody needs who compares these figures with others. peers: name -> version."""
    with psycopg2.connect(cluster_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting || coalesce(' × ' || unit, '') FROM pg_settings WHERE name IN"
            " ('server_version', 'shared_buffers', 'fsync', 'synchronous_commit', 'max_wal_size')"
        )
        settings = dict(cursor.fetchall())
    connection.close()
    return {
        "cores": os.cpu_count(),
        "cpu": first_match("/proc/cpuinfo", r"^model name\s*: (.*)$"),
        "memory_mb": int(first_match("/proc/meminfo", r"^MemTotal:\s*(\d+)")) // 1024,
        "huge_pages": first_match("/proc/meminfo", r"^HugePages_Total:\s*(\d+)"),
        "system": first_match("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "kernel": platform.release(),
        "postgresql": settings,
        "liangonghui": said(binary, "version") or "unknown",
        "peers": peers,
        "wrk": said("dpkg-query", "-W", "-f", "${Version}", "wrk") or "unknown",
        "revision": revision(),
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
