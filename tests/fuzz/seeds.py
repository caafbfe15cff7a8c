"""Inputs of the target "decode", made of the contract: each operation with its examples.

seeds.py FOLDER, where a file for each operation is written.
"""
import json
import re
import sys
from pathlib import Path
from urllib.parse import urlencode

import yaml

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("get", "post", "put", "patch", "delete")
ID = "0190a000-0000-7000-8000-000000000001"


class TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML in which a time stays text."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def found(document, node):
    """What a reference points at."""
    while "$ref" in node:
        target = document
        for part in node["$ref"][2:].split("/"):
            target = target[part]
        node = target
    return node


def text_of(value):
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def query_of(document, parameters):
    """Every parameter of the query with its example, or its first allowed value."""
    pairs = {}
    for parameter in (found(document, parameter) for parameter in parameters):
        schema = found(document, parameter.get("schema", {}))
        value = parameter.get("example", schema.get("example", schema.get("default")))
        if parameter["in"] == "query":
            pairs[parameter["name"]] = text_of(value if value is not None else schema.get("enum", [1])[0])
    return urlencode(pairs)


def body_of(operation):
    """An example of the JSON body; None where there is none."""
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if "example" in media:
        return media["example"]
    return next((one["value"] for one in media.get("examples", {}).values() if "value" in one), None)


def seed_of(document, method, path, item, operation):
    query = query_of(document, [*item.get("parameters", []), *operation.get("parameters", [])])
    target = re.sub(r"\{[^}]+\}", ID, path) + ("?" + query if query else "")
    body = body_of(operation)
    return f"{method.upper()} {target}\n" + ("" if body is None else json.dumps(body, ensure_ascii=False))


def main(folder):
    document = yaml.load((ROOT / "openapi.yaml").read_bytes(), Loader=TextLoader)
    folder.mkdir(parents=True, exist_ok=True)
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                text = seed_of(document, method, path, item, item[method])
                (folder / item[method]["operationId"]).write_text(text, encoding="utf-8")


main(Path(sys.argv[1]))
