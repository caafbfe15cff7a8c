"""properties.yaml names what there is."""
import ast
import os

import pytest
import yaml

pytestmark = pytest.mark.stateless
HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
with open(os.path.join(HERE, "properties.yaml"), encoding="utf-8") as file:
    TABLE = yaml.safe_load(file)
FOLDERS = {"tests": ("api", "race", "fault"), "checks": ("api/harness", ".")}


def functions_of(kind, module):
    """Names of the functions in a file, without running it."""
    paths = [os.path.join(TESTS, folder, module + ".py") for folder in FOLDERS[kind]]
    path = next((path for path in paths if os.path.exists(path)), None)
    if path is None:
        return set()
    with open(path, encoding="utf-8") as source:
        return {node.name for node in ast.walk(ast.parse(source.read()))
                if isinstance(node, ast.FunctionDef)}


def test_every_property_is_there():
    assert list(TABLE) == [f"P{number}" for number in range(1, 26)]


@pytest.mark.parametrize("name", TABLE)
def test_what_asks_for_it_is_there(name):
    row = TABLE[name]
    assert set(row) <= {"holds", "tests", "checks", "left"} and row["holds"]
    assert row.get("tests") or row.get("left")
    for kind in FOLDERS:
        for place in row.get(kind, []):
            module, function = place.split(".")
            assert function in functions_of(kind, module), place
