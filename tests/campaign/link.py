"""The link of one process to PostgreSQL, which can be harmed: a Proxy in a process of its own, for here others
compute. link.py UPSTREAM SEED says its port, then does what each line of its input says: ["up.delay", 0.05]
sets, ["down.truncate", [300]] calls.
"""
import functools
import json
import operator
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Link:
    """What Proxy is, said from afar."""

    def __init__(self, upstream, seed):
        self.process = subprocess.Popen([sys.executable, __file__, upstream, str(seed)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.host, self.port = "127.0.0.1", int(self.process.stdout.readline())

    def _tell(self, name, value):
        self.process.stdin.write(json.dumps([name, value]) + "\n")
        self.process.stdin.flush()
        self.process.stdout.readline()

    def set(self, name, value):
        """Done when this returns, as is what do() says."""
        self._tell(name, value)

    def do(self, name, *words):
        self._tell(name, list(words))

    def close(self):
        self.process.kill()
        self.process.wait()


def main(upstream, seed):
    sys.path.insert(0, os.path.join(os.path.dirname(HERE), "api"))
    from harness.proxy import Proxy  # pylint: disable=import-outside-toplevel
    proxy = Proxy(upstream, seed=int(seed))
    print(proxy.port, flush=True)
    for line in sys.stdin:
        name, value = json.loads(line)
        *places, last = name.split(".")
        place = functools.reduce(getattr, places, proxy)
        if isinstance(value, list):
            operator.methodcaller(last, *value)(place)
        else:
            setattr(place, last, value)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
