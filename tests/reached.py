"""Whether all tests together, which ran as several pytests, met every answer and refusal of the contract.

reached.py FILE... of pytest's option --reached.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "api"))

# pylint: disable=wrong-import-position
from harness import contract as contracts  # noqa: E402


def main(paths):
    contract = contracts.load()
    files = {file for path in paths if os.path.exists(path) for file in contract.take(path)}
    print(f"contract: {len(contract.reached & contract.declared())} of {len(contract.declared())}"
          " declared (operation, status) pairs were reached")
    declared = contract.declared_refusals()
    print(f"contract: {len(contract.refusals & declared)} of {len(declared)} refusals that x-outcomes names were"
          " answered")
    said = [f"not all of tests/{folder}/{name} ran" for folder, name in sorted(contracts.all_files() - files)]
    said = said or contract.judge()
    print("\n".join(f"failed: {sentence}" for sentence in said) or "ok: the rest stands in unreached.txt and unanswered.txt")
    return 1 if said else 0


sys.exit(main(sys.argv[1:]))
