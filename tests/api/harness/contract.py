"""openapi.yaml as the tests read it: what may be asked, what may be answered, what was reached."""
import contextlib
import functools
import hashlib
import json
import os
import pickle
import re
import tempfile
from datetime import datetime
from urllib.parse import unquote

import jsonschema
import yaml

from . import shapes

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PATH = os.path.join(ROOT, "openapi.yaml")
UNREACHED = os.path.join(ROOT, "tests", "api", "unreached.txt")
UNANSWERED = os.path.join(ROOT, "tests", "api", "unanswered.txt")
BLACK_BOX = ("api", "race", "fault")  # folders whose tests together reach every declared answer
ANY, END = object(), object()  # steps in the tree of paths
METHODS = ("get", "post", "put", "patch", "delete")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

formats = jsonschema.FormatChecker(formats=())


@formats.checks("uuid")
def is_uuid(value):
    return not isinstance(value, str) or UUID.fullmatch(value) is not None


@formats.checks("date-time", raises=ValueError)
def is_time(value):
    if not isinstance(value, str):
        return True
    if not TIME.fullmatch(value):
        return False
    datetime.fromisoformat(value.replace("Z", "+00:00"))
    return True


def integers_are_integers(_checker, instance):
    """JSON Schema calls 1.0 an integer; money and points must never look like that."""
    return isinstance(instance, int) and not isinstance(instance, bool)


Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", integers_are_integers))


# The schemas refer to nothing any more, and a resolver for each takes longer than all that they judge.
NOWHERE = jsonschema.RefResolver("", {})


def validator(schema):
    return Validator(schema, format_checker=formats, resolver=NOWHERE)


class Shape:
    """What a value must be like."""

    def __init__(self, schema):
        self.schema = schema

    @functools.cached_property
    def allows(self):
        return shapes.of(self.schema, validator)

    def complaint(self, value):
        """What is wrong with it, in words, or None."""
        error = None if self.allows(value) else next(validator(self.schema).iter_errors(value), None)
        return error and f"{error.message} at {list(error.path)}"


class TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML in which a time stays the text that it was written as."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def read(text):
    """The document as Python has it. Kept in .local, for the parser takes longer than many a test and a whole
    run starts a dozen processes."""
    kept = os.path.join(ROOT, ".local", "contract.pickle")
    digest = hashlib.sha256(text).digest()
    with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError), open(kept, "rb") as file:
        if file.read(len(digest)) == digest:
            return pickle.load(file)
    document = yaml.load(text, Loader=TextLoader)
    with contextlib.suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=os.path.dirname(kept), delete=False) as file:
            file.write(digest + pickle.dumps(document))
        os.replace(file.name, kept)
    return document


class Response:
    """One declared answer: its content types with their shapes, and its headers."""

    def __init__(self, content, headers):
        self.content = {media.split(";")[0].strip(): Shape(body["schema"]) if body.get("schema") else None
                        for media, body in content.items()}
        self.headers = {name.lower(): (header.get("required", False), Shape(header.get("schema", {})))
                        for name, header in headers.items()}


class Operation:
    """One operation with every reference resolved."""

    def __init__(self, method, path, node, shared_parameters):
        self.id = node["operationId"]
        self.method = method.upper()
        self.path = path
        self.segments = path[1:].split("/")
        self.tag = node["tags"][0]
        ways = {name: words for way in node["security"] for name, words in way.items()}
        self.roles = ways.get("bearer", [])
        self.scopes = ways.get("apiKey")  # None: no key will do
        self.reach = node.get("x-authz", {}).get("reach")
        self.resource = node.get("x-authz", {}).get("resource")
        self.two_person = node.get("x-authz", {}).get("two_person", False)
        self.outcomes = node.get("x-outcomes", [])
        self.is_operator = node.get("x-listen") == "operator"
        self.kind = node.get("x-class", "read" if self.method == "GET" else "write")
        self.cache_seconds = node.get("x-cache-seconds", 0)
        parameters = [*shared_parameters, *node.get("parameters", [])]
        self.parameters = {place: {p["name"]: p for p in parameters if p["in"] == place}
                           for place in ("path", "query", "header")}
        self.success = next(int(s) for s in node["responses"] if str(s).startswith("2"))
        self.needs_key = "Idempotency-Key" in self.parameters["header"]
        # A raw body is the handler's own to read: it is proved before it is parsed.
        content = {} if "x-body" in node else node.get("requestBody", {}).get("content", {})
        self.body = content.get("application/json", {}).get("schema")
        self.responses = {int(status): Response(answer.get("content", {}),
                                                answer.get("headers", {}))
                          for status, answer in node["responses"].items()}


class Contract:
    """The whole document, and a record of the (operation, status) pairs that tests reached and of the refusals
    that they were answered."""

    def __init__(self, path=PATH):
        with open(path, "rb") as file:
            self.bytes = file.read()
        self.document = read(self.bytes)
        self.problems = self.document["x-problems"]
        self.operations = {}
        self._tree = {}  # is_operator, then segment after segment, ANY for a parameter -> {method: operation}
        self._resolved = {}  # pointer -> what stands there
        self.reached = set()
        self.refusals = set()  # (operation, code of x-outcomes) that were answered
        for path, item in self.document["paths"].items():
            item = self._resolve(item)
            for method in METHODS:
                if method in item:
                    operation = Operation(method, path, item[method], item.get("parameters", []))
                    self.operations[operation.id] = operation
                    self._plant(operation)

    def _plant(self, operation):
        place = self._tree.setdefault(operation.is_operator, {})
        for segment in operation.segments:
            place = place.setdefault(ANY if segment.startswith("{") else segment, {})
        place.setdefault(END, {})[operation.method] = operation

    def _resolve(self, node, trail=()):
        """Replaces local references by what they point at; a cycle is an error here."""
        if isinstance(node, list):
            return [self._resolve(child, trail) for child in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            pointer = node["$ref"]
            assert pointer.startswith("#/") and pointer not in trail, f"cannot resolve {pointer}"
            if pointer not in self._resolved:
                target = self.document
                for part in pointer[2:].split("/"):
                    target = target[part.replace("~1", "/").replace("~0", "~")]
                self._resolved[pointer] = self._resolve(target, (*trail, pointer))
            beside = {key: value for key, value in node.items() if key != "$ref"}
            return {**self._resolved[pointer], **self._resolve(beside, trail)} if beside else self._resolved[pointer]
        return {key: self._resolve(value, trail) for key, value in node.items()}

    def find(self, method, target, is_operator=False):
        """The operation that a request line means, or None."""
        segments = [unquote(part) for part in target.split("?")[0][1:].split("/")]
        places = [(0, self._tree.get(is_operator, {}))]
        for segment in segments:
            places = [(count + (step is ANY), place[step])
                      for count, place in places for step in (segment, ANY) if step in place]
        # The path with the fewest parameters decides, whatever methods others would take.
        _, methods = min(((count, place[END]) for count, place in places if END in place),
                         key=lambda found: found[0], default=(0, {}))
        return methods.get("GET" if method == "HEAD" else method)

    def declared(self):
        return {(operation.id, status) for operation in self.operations.values()
                for status in operation.responses}

    def declared_refusals(self):
        return {(operation.id, code) for operation in self.operations.values()
                for code in operation.outcomes}

    def keep(self, path, files):
        """Writes down what was reached by all tests of some files, for whoever runs the others."""
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"files": sorted(files), "reached": sorted(self.reached),
                       "refusals": sorted(self.refusals)}, file)

    def take(self, path):
        """Adds what was kept; the files that it is of."""
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        self.reached |= {(name, status) for name, status in kept["reached"]}
        self.refusals |= {(name, code) for name, code in kept["refusals"]}
        return {(folder, name) for folder, name in kept["files"]}

    def judge(self, unreached=UNREACHED, unanswered=UNANSWERED):
        """Sentences about statuses and refusals that no test met, and about lists that should have shrunk."""
        return [*judged(self.declared(), self.reached, unreached),
                *judged(self.declared_refusals(), self.refusals, unanswered)]


def judged(declared, met, path):
    """The same of pairs of one kind: an operation, and a status or the code of a refusal. path: the list of those
    that no test meets."""
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        listed = {tuple(words) for words in (line.split("#")[0].split() for line in file) if words}
    declared, met = ({(operation, str(what)) for operation, what in pairs} for pairs in (declared, met))
    said = [f"no test meets {operation} {what}" for operation, what in sorted(declared - met - listed)]
    said += [f"{operation} {what} is met: take it off {name}" for operation, what in sorted(listed & met)]
    said += [f"{name} lists {operation} {what}, which the contract does not declare"
             for operation, what in sorted(listed - declared)]
    return said


def ids_of(operation):
    """The ids in an operation's path, parents first."""
    names = [part.strip("{}") for part in operation.segments if part.startswith("{")]
    return [name for name in names
            if operation.parameters["path"][name]["schema"].get("format") == "uuid"]


def test_files(folder):
    """The names of a folder's files of tests, in order."""
    return sorted(name for name in os.listdir(os.path.join(ROOT, "tests", folder))
                  if name.startswith("test_") and name.endswith(".py"))


def all_files():
    """Folder and name of every file of the three folders."""
    return {(folder, name) for folder in BLACK_BOX for name in test_files(folder)}


@functools.lru_cache(maxsize=None)
def load():
    """The one contract of a run: tests are made from it, and coverage is kept in it."""
    return Contract()
