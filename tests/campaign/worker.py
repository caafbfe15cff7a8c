"""A process with some of the clients: worker.py CONFIG NAME…; told when to stop on its input.

Says "count N" once a second, and at the end "left N": how many wishes never got an answer.
"""
import json
import os
import sys
import threading
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import kinds  # noqa: E402
from client import Client  # noqa: E402
from record import Recorder  # noqa: E402


def live(client, failures):
    try:
        while not client.ended.is_set():
            kinds.step(client)
    except Exception:  # pylint: disable=broad-except
        failures.append(f"{client.name}: {traceback.format_exc()}")


def watch_pool(world, path, ended):
    """Takes over what the citizens have written since the last look."""
    place = 0
    while not ended.wait(1):
        with open(path, encoding="utf-8") as file:
            file.seek(place)
            lines = [line for line in file.readlines() if line.endswith("\n")]
            place += sum(len(line.encode()) for line in lines)
        kinds.load_pool(world, lines)


def report(clients, ended):
    while not ended.wait(1):
        print(f"count {sum(client.recorder.count for client in clients)}", flush=True)


def main(path, names):
    with open(path, encoding="utf-8") as file:
        world = json.load(file)
    world["pool"] = []
    clients = [Client(name, world, Recorder(world["folder"], world["seed"], name)) for name in names]
    failures, ended = [], threading.Event()
    threads = [threading.Thread(target=live, args=(client, failures)) for client in clients]
    threads += [threading.Thread(target=watch_pool, args=(world, world["pool_path"], ended)),
                threading.Thread(target=report, args=(clients, ended))]
    for thread in threads:
        thread.start()
    sys.stdin.readline()
    ended.set()
    for client in clients:
        client.ended.set()
    for thread in threads:
        thread.join()
    left = sum(client.settle() for client in clients)
    for client in clients:
        client.close()
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"count {sum(client.recorder.count for client in clients)}\nleft {left}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
