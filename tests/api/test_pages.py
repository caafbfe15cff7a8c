"""Lists page by page, every one of the contract: the pages are the list, and a cursor is never a fault."""
import base64
import json

import pytest

from harness import contract as contracts
from harness import requests

OPERATIONS = contracts.load().operations
IN_BODY = {name for name, operation in OPERATIONS.items()
           if operation.body and {"cursor", "limit"} <= set(operation.body["properties"])}
PAGED = sorted(IN_BODY | {name for name, operation in OPERATIONS.items()
                          if {"cursor", "limit"} <= set(operation.parameters["query"])})
SMALL, PAGES = 2, 4
ATTEMPTS = 3  # others add to lists while one reads
ODD = (None, -1, 0, 2**63 - 1, 2**63, 10**18, 1.5, 1e300, True, "", "x", "-1", "9" * 30, "\0", "文", "infinity",
       "294277-01-01", "2026-02-30T00:00:00Z", "00000000-0000-0000-0000-000000000000", [], {}, [[[]]])


def word_of(place):
    """As core.cursor_encode writes it."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(word):
    return json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))


def ask(city, name, request, **place):
    """The request with this cursor and limit, or without."""
    part = "body" if name in IN_BODY else "query"
    kept = {key: value for key, value in getattr(request, part).items() if key not in ("cursor", "limit")}
    return requests.send(city, name, request, **{part: {**kept, **place}})


def page(city, name, request, **place):
    return ask(city, name, request, **place).must(200).json()


def walked(city, name, request):
    """The first items, a few at a time."""
    items, cursor = [], {}
    for _ in range(PAGES):
        part = page(city, name, request, limit=SMALL, **cursor)
        assert len(part["items"]) <= SMALL
        items += part["items"]
        if part["next_cursor"] is None:
            return items, True
        assert cursor.get("cursor") != part["next_cursor"], "the same place again"
        cursor = {"cursor": part["next_cursor"]}
    return items, False


@pytest.mark.parametrize("name", PAGED)
def test_pages_are_the_list(city, name):
    """What stands on small pages stands in this order on a large one, nothing twice and nothing left out."""
    request = requests.standing(city, name)
    for attempt in range(ATTEMPTS):
        items, is_all = walked(city, name, request)
        large = page(city, name, request)
        whole, is_whole = large["items"], large["next_cursor"] is None
        if items[:len(whole)] == whole[:len(items)] and (len(items) == len(whole) or not (is_all and is_whole)):
            return
    raise AssertionError(f"{attempt + 1} times another list:\n{items}\n{whole}")


def odd_words(word):
    """Cursors that nobody was given, made of one that somebody was."""
    yield from ("", "x", "=", word[:-1], word + "A", word + "=", "A" * 401, "%00", word_of({}), word_of([]),
                word_of("x"), word_of(None), base64.urlsafe_b64encode(b"{\xff}").decode())
    place = place_of(word)
    for member in place:
        yield word_of({key: value for key, value in place.items() if key != member})
        for value in ODD:
            yield word_of({**place, member: value})


@pytest.mark.stateless
@pytest.mark.parametrize("name", PAGED)
def test_odd_cursors_are_refused(city, name):
    """A place that is none is the caller's mistake: said so, or taken for what it is."""
    request = requests.standing(city, name)
    word = page(city, name, request, limit=1)["next_cursor"] or word_of({
        "id": "00000000-0000-0000-0000-000000000000", "at": 1, "line": 9, "along": 1, "length": 1, "number": 1})
    for cursor in odd_words(word):
        answer = ask(city, name, request, cursor=cursor)
        assert answer.status == 200 or answer.code in ("cursor_invalid", "validation_failed"), (cursor, answer)
