"""Personal data that the tests send must be found nowhere in clear: a canary for every place."""
import os
import re
import subprocess
import tempfile

from .schemas import CURIOUS

# Only values that nothing else could be: a mobile number, an ID number, a name of four Chinese
# characters or more, an address down to the door. Random texts of property tests are none, and what
# they pick from stands in reasons and names alike.
MARKERS = {
    "phone": re.compile(r"1[3-9]\d{9}"),
    "id_number": re.compile(r"\d{17}[\dX]"),
    "real_name": re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff·]{3,20}"),
    "recipient": re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff·]{3,20}"),
    "detail": re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff0-9 ]{7,60}"),
}
MARKERS_MAX = 2000
DISTINCT_MIN = 4  # characters: 13000000000 stands in PostGIS's coordinates, 界界界 in random texts
SEGMENT = re.compile(r"[0-9A-F]{24}")
GREP_FOUND, GREP_NOTHING = 0, 1


class Canary:
    """Remembers what was sent, and looks for it in files of bytes."""

    def __init__(self):
        self.sent = set()

    def note(self, body, name=""):
        """Every personal value of a request's body, however deep it stands."""
        if isinstance(body, dict):
            for key, value in body.items():
                self.note(value, key)
        elif isinstance(body, list):
            for value in body:
                self.note(value, name)
        elif isinstance(body, str) and name in MARKERS and len(self.sent) < MARKERS_MAX \
                and MARKERS[name].fullmatch(body) and len(set(body)) >= DISTINCT_MIN \
                and body not in CURIOUS:
            self.sent.add(body)

    def found_in(self, path):
        """Lines of the file at path that hold a value in clear, or as the hex digits of a bytea."""
        patterns = [form for value in sorted(self.sent)
                    for form in (value, value.encode().hex())]
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as wanted:
            wanted.write("\n".join(patterns))
            wanted.flush()
            done = subprocess.run(["grep", "-a", "-o", "-m", "20", "-F", "-f", wanted.name, path],
                                  capture_output=True, check=False, env={"LC_ALL": "C"})
        # A segment may be recycled between the list and the look at it.
        assert done.returncode in (GREP_FOUND, GREP_NOTHING) or not os.path.exists(path), done.stderr
        return done.stdout.decode("utf-8", "replace").splitlines()


def dump(database, folder):
    """Everything that a backup holds."""
    path = os.path.join(folder, "dump.sql")
    subprocess.run(["pg_dump", "--no-owner", "-f", path, database.url], check=True,
                   capture_output=True)
    return path


def write_ahead_log(database):
    """The segments of this cluster's WAL; it runs on this machine, as us or as one whom we may read."""
    folder = os.path.join(database.value("SHOW data_directory"), "pg_wal")
    return [os.path.join(folder, name) for name in os.listdir(folder) if SEGMENT.fullmatch(name)]


def places(database, texts, folder):
    """(name, path) of everything to be searched; texts: name -> what a process of ours said."""
    for name, text in texts.items():
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        yield name, path
    yield "dump", dump(database, folder)
    for path in write_ahead_log(database):
        yield "write-ahead log", path


def leaks(canary, database, texts):
    """(place, value) of what is found in clear."""
    with tempfile.TemporaryDirectory() as folder:
        return [(name, value) for name, path in places(database, texts, folder)
                for value in canary.found_in(path)]
