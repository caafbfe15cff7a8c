"""The contract as the program publishes it."""
import json
import re
import uuid

import pytest
import yaml

from harness import contract as contracts

pytestmark = pytest.mark.stateless


def test_spec_yaml_is_the_file(client, contract):
    answer = client.call("spec_yaml").must(200)
    assert answer.body == contract.bytes
    assert answer.header("X-Content-Type-Options") == "nosniff"


def test_spec_json_says_the_same(client, contract):
    answer = client.call("spec_json").must(200)
    assert answer.json() == json.loads(json.dumps(contract.document))


def test_spec_json_is_strict_json(client):
    """No NaN, no repeated keys; answer.json() refuses both."""
    document = client.call("spec_json").must(200).json()
    assert document["openapi"].startswith("3.1")


def test_spec_docs_needs_no_other_network(client):
    """A readable page that loads nothing from elsewhere."""
    text = client.call("spec_docs").must(200).body.decode()
    assert text.lstrip().lower().startswith("<!doctype html>")
    loaded = re.findall(r"""(?:src|href)\s*=\s*["']([^"']+)""", text)
    assert not [link for link in loaded if re.match(r"(https?:)?//", link)
                and not link.startswith("http://127.0.0.1")], loaded
    assert "openapi" in text


def test_spec_viewer_is_the_installed_file(client):
    assert client.call("spec_viewer").must(200).body.startswith(b"/* stands for the viewer")


def test_spec_examples_keep_their_own_schema(contract):
    """The examples that integrators copy are valid by the schemas beside them."""
    wrong = []

    def check(place, schema, value):
        wrong.extend(f"{place}: {error.message}" for error in contracts.validator(schema).iter_errors(value))

    document = contract._resolve(contract.document["paths"])
    for path, item in document.items():
        for method, node in item.items():
            if method not in contracts.METHODS:
                continue
            bodies = [node.get("requestBody", {}), *node["responses"].values()]
            for body in bodies:
                for media in body.get("content", {}).values():
                    for name, example in media.get("examples", {}).items():
                        check(f"{method} {path} {name}", media["schema"], example["value"])
                    if "example" in media:
                        check(f"{method} {path}", media["schema"], media["example"])
    assert not wrong, "\n".join(wrong)


def numbers_of(node, name=""):
    """Names under which the document has numbers that need not be whole."""
    if isinstance(node, list):
        return set().union(*(numbers_of(child, name) for child in node))
    if not isinstance(node, dict):
        return set()
    kinds = node.get("type")
    found = {name} if "number" in (kinds if isinstance(kinds, list) else [kinds]) else set()
    named = node.get("properties") if isinstance(node.get("properties"), dict) else {}
    for key, child in node.items():
        if key != "properties":
            found |= numbers_of(child, node.get("name", name) if key == "schema" else name)
    return found.union(*(numbers_of(child, key) for key, child in named.items()))


def test_money_and_points_have_no_fractions(contract):
    """Places on earth and shares of a whole have, what is counted has none."""
    counted = re.compile(r"(^|_)(fen|points?|price|amount|balance|quantity|stock|count|number|worth|total)(_|$)")
    found = numbers_of(contract.document)
    assert {"lng", "lat"} <= found and not [name for name in found if counted.search(name)], found


def test_spec_has_no_route_that_is_not_served(client, contract):
    """Every path answers something else than "no such path" (API9: improper inventory)."""
    for operation in contract.operations.values():
        path = re.sub(r"\{[^}]+\}", "00000000-0000-7000-8000-000000000000", operation.path)
        answer = client.send("OPTIONS", path, is_operator=operation.is_operator)
        assert answer.status == 204, (operation.id, answer)
        assert operation.method in answer.header("Allow"), operation.id


def test_spec_is_complete_yaml(contract):
    assert yaml.load(contract.bytes, Loader=contracts.TextLoader)["info"]["title"]


def test_spec_problems_has_the_entry_that_a_type_names(client):
    problem = client.call("lottery_get", path={"lottery_id": str(uuid.uuid4())}).must(404).json()
    page, entry = problem["type"].split("#")
    assert page == "/docs/problems"
    body = client.call("spec_problems").must(200).body.decode()
    assert f'<dt id="{entry}">404 <code>{problem["code"]}</code>' in body
