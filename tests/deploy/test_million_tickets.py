"""A proof of a million tickets, worked out again by the program that is installed."""
import os
import random
import re
import resource
import subprocess
import sys

import release

sys.path.insert(0, os.path.join(release.ROOT, "tests", "fairness"))
import documents  # noqa: E402 pylint: disable=wrong-import-position

TICKETS = 1000000
SECONDS = 10  # of a processor, for others may share the machine
ODDS = ((1, 50), (50, 6000), (500, 60000), (3000, TICKETS))  # weight and stock of each prize


def test_a_million_tickets(tmp_path):
    made = documents.Maker(random.Random(20261001))
    prizes = [{"id": made.uuid(), "name": "奖", "weight": weight, "stock": stock, "value_fen": 1}
              for weight, stock in ODDS]
    for prize in prizes:
        prize["unlock_after"] = 0
    path = tmp_path / "proof.json"
    path.write_text(documents.text_of(made.instant(
        TICKETS, TICKETS // 4, prizes=prizes, blank_weight=6449, fallback_prize_id=None,
        guarantee=None)), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([release.BINARY, "verify-lottery", str(path)], capture_output=True, text=True,
                          env={}, timeout=120, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{took:.1f} s\n{done.stdout}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert float(re.search(r" p = (\d\.\d+)\n", done.stdout).group(1)) > 0.001
    assert took < SECONDS, f"{took:.1f} s"
