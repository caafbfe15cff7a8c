"""Whether all tests together, which ran as several pytests, reached every answer of the contract.

reached.py FILE... of pytest's option --reached.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "api"))

# pylint: disable=wrong-import-position
from harness import contract as contracts  # noqa: E402


def main(paths):
    contract = contracts.load()
    folders = {folder for path in paths if os.path.exists(path) for folder in contract.take(path)}
    print(f"contract: {len(contract.reached & contract.declared())} of {len(contract.declared())}"
          " declared (operation, status) pairs were reached")
    said = [f"not all tests of {folder} ran" for folder in contracts.BLACK_BOX if folder not in folders]
    said = said or contract.judge()
    print("\n".join(f"failed: {sentence}" for sentence in said) or "ok: the rest stands in unreached.txt")
    return 1 if said else 0


sys.exit(main(sys.argv[1:]))
