"""Where the release build is: ./dev test builds it."""
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("LGH_RELEASE_BINARY") or os.path.join(
    ROOT, ".local/build/release/liangonghui")
COMMANDS = os.path.join(os.path.dirname(BINARY), "compile_commands.json")


def text_of(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def defaults():
    """{variable: its default}, as the program itself tells them."""
    told = subprocess.run([BINARY, "help"], capture_output=True, text=True, check=False).stdout
    return dict(re.findall(r"^  (LGH_\w+) +(\S+)", told, re.M))
