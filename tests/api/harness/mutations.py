"""Ways to break one thing of a valid request, with the place and the codes the answer must name."""
import copy
import re
import uuid
from urllib.parse import quote

from . import identifiers

MANY = 10**30


class Mutation:
    """One broken request: what was done, where, and which codes may be said about it."""

    def __init__(self, label, place, codes, value):
        self.label = f"{place or '#'}: {label}"
        self.place = place
        self.codes = codes
        self.value = value


def types_of(schema):
    kind = schema.get("type", "string")
    return set(kind) if isinstance(kind, list) else {kind}


WRONG_TYPES = {
    "string": ["文"], "integer": [7], "number": [7.5], "boolean": [True], "array": [[]],
    "object": [{}], "null": [None],
}


def wrong_types(schema):
    """Values of every JSON type that the schema does not allow; 1.0 is no integer here."""
    allowed = types_of(schema)
    for kind, values in WRONG_TYPES.items():
        if kind in allowed or (kind == "integer" and "number" in allowed):
            continue
        yield from values
    if "integer" in allowed:
        yield from (1.0, 1.5)


def broken_strings(schema):
    if "enum" in schema:
        yield "not in enum", "bogus", {"not_in_enum"}
        return
    if schema.get("format") in identifiers.BROKEN:
        code, texts = identifiers.BROKEN[schema["format"]]
        for text in texts:
            yield f"identifier {text[:20]}", text, {code}
        return
    if schema.get("minLength", 0) > 0:
        yield "too short", "", {"too_short", "invalid_format", "pattern_mismatch"}
    if "maxLength" in schema:
        codes = {"too_long", "invalid_format", "pattern_mismatch"}
        yield "too long", "x" * (schema["maxLength"] + 1), codes
    if "pattern" in schema:
        yield "pattern", "\t" * max(schema.get("minLength", 1), 1), {"pattern_mismatch"}
    if schema.get("format") == "uuid":
        for text in ("not-a-uuid-not-a-uuid-not-a-uuid-not", "g" * 36,
                     "{00000000-0000-4000-8000-000000000000}"[:36]):
            yield f"format {text[:8]}", text, {"invalid_format", "pattern_mismatch", "too_long"}
    if schema.get("format") == "date-time":
        for text in ("yesterday", "2026-13-01T00:00:00+08:00", "2026-02-30T00:00:00+08:00",
                     "2026-01-01", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00"):
            yield f"format {text}", text, {"invalid_format"}


def broken_integers(schema):
    if "minimum" in schema:
        yield "too small", schema["minimum"] - 1, {"too_small"}
    if "maximum" in schema:
        yield "too large", schema["maximum"] + 1, {"too_large"}
        yield "2^63 - 1", 2**63 - 1, {"too_large"}


def broken_arrays(schema, value):
    if schema.get("minItems", 0) > 0:
        yield "too few", [], {"too_few"}
    if "maxItems" in schema and value:
        many = (value * (schema["maxItems"] + 1))[:schema["maxItems"] + 1]
        yield "too many", many, {"too_many"}


def escaped(name):
    """A step of a JSON pointer in URI-fragment form (RFC 6901, section 6)."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")


def of_value(schema, value, place="#"):
    """Mutations of one value and of everything inside it; value must be valid and complete."""
    for wrong in wrong_types(schema):
        yield Mutation(f"type {wrong!r}", place, {"invalid_type"}, wrong)
    kinds = types_of(schema)
    if "string" in kinds and isinstance(value, str):
        for label, wrong, codes in broken_strings(schema):
            yield Mutation(label, place, codes, wrong)
    if "integer" in kinds and isinstance(value, int):
        for label, wrong, codes in broken_integers(schema):
            yield Mutation(label, place, codes, wrong)
    if "array" in kinds and isinstance(value, list):
        for label, wrong, codes in broken_arrays(schema, value):
            yield Mutation(label, place, codes, wrong)
        if value:
            for inner in of_value(schema["items"], value[0], f"{place}/0"):
                inner.value = [inner.value, *value[1:]]
                yield inner
    if "object" in kinds and isinstance(value, dict):
        yield from of_object(schema, value, place)


def of_object(schema, value, place):
    for name in schema.get("required", []):
        rest = {key: child for key, child in value.items() if key != name}
        yield Mutation("missing", f"{place}/{escaped(name)}", {"required"}, rest)
    for name in ("bogus", "id", "member_id", "__proto__", "a/b~c", "", "角色"):
        if name in schema.get("properties", ()):
            continue
        yield Mutation("unknown property", f"{place}/{escaped(name)}", {"unknown_property"},
                       {**value, name: 1})
    for name, child in schema.get("properties", {}).items():
        if name not in value:
            continue
        for inner in of_value(child, value[name], f"{place}/{escaped(name)}"):
            changed = copy.deepcopy(value)
            changed[name] = inner.value
            inner.value = changed
            yield inner


def texts_for(schema):
    """Query texts that the schema of a parameter does not allow, with a label and codes."""
    kinds = types_of(schema)
    if kinds & {"integer", "number"}:
        for text in ("abc", "1x", "0x10", "NaN", "inf", "--1", "1 1", "", "１"):
            yield f"text {text!r}", text, {"invalid_type"}
        if "integer" in kinds:
            yield "float", "1.0", {"invalid_type"}
            yield "exponent", "1e1", {"invalid_type"}
        big = {"too_large", "invalid_type"}
        small = {"too_small", "invalid_type"}
        if "minimum" in schema:
            yield "too small", str(schema["minimum"] - 1), {"too_small"}
            yield "far too small", str(-MANY), small
        if "maximum" in schema:
            yield "too large", str(schema["maximum"] + 1), {"too_large"}
            yield "far too large", str(MANY), big
            yield "1e400", "1e400", big
    elif "boolean" in kinds:
        for text in ("yes", "TRUE", "2", ""):
            yield f"text {text!r}", text, {"invalid_type"}
    elif "array" in kinds:
        for _, text, codes in broken_strings(schema["items"]):
            yield f"item {text[:12]!r}", text, codes
        if "maxItems" in schema:
            item = (schema["items"].get("enum") or ["a"])[0]
            yield "too many", ",".join([item] * (schema["maxItems"] + 1)), {"too_many"}
    else:
        for label, text, codes in broken_strings(schema):
            yield label, text, codes


def of_query(parameters, query):
    """(label, name, codes, pairs): each parameter broken in one way at a time."""
    for name, parameter in parameters.items():
        rest = [(key, value) for key, value in query.items() if key != name]
        if parameter.get("required"):
            yield f"{name}: missing", name, {"required"}, rest
        for label, text, codes in texts_for(parameter["schema"]):
            yield f"{name}: {label}", name, codes, [*rest, (name, text)]


def another(schema, value):
    """A value as valid as this one, by the contract, that says something else; None where there is none. Numbers
    and free text are changed before what a rule may tie to something else."""
    found = another_like(schema, value, True)
    return another_like(schema, value, False) if found is None else found


def another_like(schema, value, plain):
    if isinstance(value, dict):
        return another_part(value, value.items(), schema.get("properties", {}).get, plain)
    if isinstance(value, list):
        return another_part(value, enumerate(value), lambda _: schema["items"], plain)
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1 if value < schema["maximum"] else value - 1 if value > schema["minimum"] else None
    return another_text(schema, value, plain) if isinstance(value, str) else None


def another_part(whole, parts, schema_of, plain):
    for place, value in parts:
        schema = schema_of(place)
        found = schema and another_like(schema, value, plain)
        if found is not None:
            changed = whole.copy()
            changed[place] = found
            return changed
    return None


def another_text(schema, text, plain):
    if not set(schema) & {"enum", "format", "pattern"}:
        return text + "改" if len(text) < schema["maxLength"] else None
    if plain:
        return None
    if "enum" in schema:
        return next((other for other in schema["enum"] if other not in (text, None)), None)
    if schema.get("format") == "uuid":
        return str(uuid.uuid4())
    ends = (text[:-1] + end for end in "0123456789ABCDEFGHJKMNPQ" if end != text[-1:])
    return next((other for other in ends if re.fullmatch(schema.get("pattern", r"\A\Z"), other)), None)
