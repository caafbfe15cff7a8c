"""JSON Schema as plain functions: a quick yes where jsonschema, which takes thirty times as long, would find
nothing. Only what it says counts against a value."""
import re

TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
SAYS_NOTHING = {"description", "examples", "example", "title", "default", "deprecated", "readOnly", "writeOnly"}


def of(schema, full):
    """A function of a value: whether the schema certainly allows it. full makes a schema's whole validator,
    which is asked about what is not understood here."""
    if isinstance(schema, bool):
        return lambda value: schema
    made, rest = [], dict(schema)
    for keyword in SAYS_NOTHING:
        rest.pop(keyword, None)
    rest = {keyword: said for keyword, said in rest.items() if not keyword.startswith("x-")}
    if "type" in rest:
        made.append(_of_type(rest.pop("type")))
    if "enum" in rest:
        words = set(filter(lambda word: word is None or isinstance(word, str), rest.pop("enum")))
        made.append(lambda value: (value is None or isinstance(value, str)) and value in words)
    made += _of_text(rest, full) + _of_number(rest) + _of_array(rest, full) + _of_object(rest, full)
    if rest:
        made.append(full(rest).is_valid)
    return lambda value: all(check(value) for check in made)


def _of_type(kinds):
    checks = [TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return checks[0] if len(checks) == 1 else lambda value: any(check(value) for check in checks)


def _of_text(rest, full):
    made = []
    if "pattern" in rest:
        found = re.compile(rest.pop("pattern")).search
        made.append(lambda value: not isinstance(value, str) or found(value) is not None)
    if "format" in rest:
        made.append(_of_format(rest.pop("format"), full({}).format_checker))
    least, most = rest.pop("minLength", 0), rest.pop("maxLength", None)
    if least or most is not None:
        made.append(lambda value: not isinstance(value, str)
                    or least <= len(value) and (most is None or len(value) <= most))
    return made


def _of_format(name, checker):
    return lambda value: checker.conforms(value, name)


def _of_number(rest):
    made, is_number = [], TYPES["number"]
    if "minimum" in rest:
        least = rest.pop("minimum")
        made.append(lambda value: not is_number(value) or value >= least)
    if "maximum" in rest:
        most = rest.pop("maximum")
        made.append(lambda value: not is_number(value) or value <= most)
    return made


def _of_array(rest, full):
    made = []
    least, most = rest.pop("minItems", 0), rest.pop("maxItems", None)
    if least or most is not None:
        made.append(lambda value: not isinstance(value, list)
                    or least <= len(value) and (most is None or len(value) <= most))
    if "items" in rest:
        each = of(rest.pop("items"), full)
        made.append(lambda value: not isinstance(value, list) or all(map(each, value)))
    return made


def _of_object(rest, full):
    if not rest.keys() & {"properties", "required", "additionalProperties"}:
        return []
    known = {name: of(child, full) for name, child in rest.pop("properties", {}).items()}
    required = frozenset(rest.pop("required", ()))
    other = of(rest.pop("additionalProperties", True), full)

    def check(value):
        return not isinstance(value, dict) or required <= value.keys() and all(
            known.get(name, other)(child) for name, child in value.items())
    return [check]
