"""./dev test --campaign: runs by seed until there are enough operations; what is done stays done.

--seeds 1-20 --operations N (in all) --run N (of a run) --faults N. A result of each seed is kept in
LGH_CAMPAIGN_STATE (a folder); a seed that has one is not run again unless it is named with --again. Exit status 1: a run
was wrong.
"""
import argparse
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "api"), os.path.join(os.path.dirname(HERE), "sim")]

# pylint: disable=wrong-import-position
import contextlib  # noqa: E402

from harness import contract as contracts  # noqa: E402
from harness.stage import Stage  # noqa: E402
from run import run  # noqa: E402

REPLAY = "./dev test --campaign --again --seeds {} --run {} --faults {} --seconds {}"


def seeds_of(text):
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def words(arguments):
    parser = argparse.ArgumentParser(prog="./dev test --campaign", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=seeds_of, default=range(1, 1000), metavar="A-B")
    parser.add_argument("--operations", type=int, default=2_000_000)
    parser.add_argument("--run", type=int, default=100_000)
    parser.add_argument("--faults", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=180, help="longest time of a run after its faults")
    parser.add_argument("--again", action="store_true")
    return parser.parse_args(arguments)


def say(text):
    print(f"==> {time.strftime('%H:%M:%S')} {text}", flush=True)


def tell(result, chosen, folder):
    """One line of a run, and what was wrong with it."""
    said = result["said"]
    print(f"{'failed' if result['wrong'] else 'ok'}: seed {result['seed']}: {result['operations']:,} operations"
          f" ({result['outcomes'].get('ok', 0):,} acknowledged) of {result['kinds_asked']} kinds in"
          f" {result['seconds']:.0f} s, {len(result['faults'])} faults,"
          f" {said.get('in doubt', 0)} in doubt, {said.get('replayed', 0)} replays")
    for name, sentences in result["wrong"].items():
        for sentence in sentences:
            print(f"    {name}: {sentence}")
    if result["wrong"]:
        print(f"    again: {REPLAY.format(result['seed'], chosen.run, chosen.faults, chosen.seconds)}")
        print(f"    its history: {folder}", flush=True)


def main(arguments):
    chosen = words(arguments)
    state = os.environ["LGH_CAMPAIGN_STATE"]
    os.makedirs(state, exist_ok=True)
    total, wrong = 0, []
    with contextlib.closing(Stage(contracts.load())) as stage:
        for seed in chosen.seeds:
            kept = os.path.join(state, f"{seed}.json")
            if os.path.exists(kept) and not chosen.again:
                with open(kept, encoding="utf-8") as file:
                    result = json.load(file)
            else:
                folder = os.path.join(state, f"history-{seed}")
                result = run(stage, seed, folder, chosen.run, chosen.faults, chosen.seconds, say)
                tell(result, chosen, folder)
                if not result["wrong"]:
                    with open(kept, "w", encoding="utf-8") as file:
                        json.dump(result, file)
            total += result["operations"]
            wrong += [seed] if result["wrong"] else []
            if total >= chosen.operations:
                break
            say(f"{total:,} of {chosen.operations:,} operations")
    say(f"{total:,} operations, {len(wrong)} runs were wrong {wrong or ''}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
