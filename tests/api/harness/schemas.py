"""Hypothesis strategies for the closed subset of JSON Schema that our requests use."""
import re
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from . import identifiers

SHANGHAI = timezone(timedelta(hours=8))
# What people do type: rare Han, a name's middle dot, emoji families, right-to-left marks, quotes.
CURIOUS = ["𪛖", "㐀䶮", "阿卜杜拉·买合木提", "👨‍👩‍👧‍👦", "\u202e反\u202c", "\u200b\ufeff", "'\";--", "../..",
           "${jndi:ldap://x}", "<script>", "%00%0d%0a", "１２３", "\r\n\tx", "\\", "{}", "\u0001"]


def characters():
    """Everything but NUL, which PostgreSQL cannot keep, and lone surrogates, which are no text."""
    return st.characters(blacklist_characters="\0", blacklist_categories=("Cs",))


def strings(schema):
    low, high = schema.get("minLength", 0), schema.get("maxLength", 64)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if schema.get("format") == "date-time":
        return st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31), timezones=st.just(
            SHANGHAI)).map(lambda moment: moment.isoformat("T", "seconds"))
    if schema.get("format") in identifiers.STRATEGIES:
        return identifiers.STRATEGIES[schema["format"]]
    if "pattern" in schema:
        pattern = re.compile(schema["pattern"], re.ASCII)
        return st.from_regex(pattern, fullmatch=True).filter(
            lambda text: low <= len(text) <= high and "\n" not in text)
    curious = [text for text in CURIOUS if low <= len(text) <= high]
    plain = st.text(characters(), min_size=low, max_size=min(high, max(low, 200)))
    edges = st.sampled_from([low, high]).map(lambda size: "界" * size)
    return st.one_of(plain, edges, *([st.sampled_from(curious)] if curious else []))


def integers(schema):
    low, high = schema["minimum"], schema["maximum"]
    edges = {low, high, *(n for n in (low + 1, high - 1, 0, 1) if low <= n <= high)}
    return st.one_of(st.sampled_from(sorted(edges)), st.integers(low, high))


def numbers(schema):
    return st.floats(schema["minimum"], schema["maximum"], allow_nan=False, allow_infinity=False)


def arrays(schema, known, name):
    return st.lists(values(schema["items"], known, name), min_size=schema.get("minItems", 0),
                    max_size=min(schema.get("maxItems", 5), schema.get("minItems", 0) + 5))


def objects(schema, known):
    needed = schema.get("required", [])
    fields = {name: values(child, known, name) for name, child in schema["properties"].items()}
    return st.fixed_dictionaries({name: fields[name] for name in needed},
                                 optional={name: field for name, field in fields.items()
                                           if name not in needed})


MAKERS = {"string": strings, "integer": integers, "number": numbers,
          "boolean": lambda _schema: st.booleans(), "null": lambda _schema: st.none()}


def values(schema, known=None, name=""):
    """Valid values; known maps a property's name to real ids that are mixed in."""
    known = known or {}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    made = []
    for kind in kinds:
        if kind == "array":
            made.append(arrays(schema, known, name))
        elif kind == "object":
            made.append(objects(schema, known))
        else:
            made.append(MAKERS[kind](schema))
    if name in known:
        made.append(st.sampled_from(known[name]))
    return st.one_of(made)


def property_names(schema):
    """The names of all properties of a schema, however deep."""
    found = set(schema.get("properties", ()))
    for child in (*schema.get("properties", {}).values(), schema.get("items")):
        if isinstance(child, dict):
            found |= property_names(child)
    return found
