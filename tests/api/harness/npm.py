"""Libraries from npm that judge what the program says: exactly those of a lock file, and without scripts."""
import hashlib
import json
import os
import shutil
import subprocess

from .contract import ROOT


def installed(name):
    """The folder tests/<name> with its packages, under .local; fetched once for each lock file."""
    source = os.path.join(ROOT, "tests", name)
    with open(os.path.join(source, "package-lock.json"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:16]
    folder = os.path.join(ROOT, ".local", "npm-tests", f"{name}-{digest}")
    done = os.path.join(folder, "installed")
    if not os.path.exists(done):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(source, file), folder)
        ran = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                             capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, f"npm could not fetch tests/{name}: {ran.stderr[-1000:]}"
        with open(done, "w", encoding="ascii"):
            pass
    return folder


def judge(name, script, questions):
    """What a script of tests/<name> answers, JSON to JSON."""
    folder = installed(name)
    shutil.copy(os.path.join(ROOT, "tests", name, script), folder)
    ran = subprocess.run(["node", script], cwd=folder, input=json.dumps(questions), capture_output=True,
                         text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)
