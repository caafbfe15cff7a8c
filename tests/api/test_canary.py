"""The canary that ends every run finds what it looks for: in a backup, the WAL and our own words."""
import random
import uuid

import pytest

from harness import canary as canaries

# New ones each time: what a run has planted stays in the WAL for a while.
PHONE = f"199{random.randrange(10**8):08}"
NAME = "欧阳" + "".join(chr(random.randrange(0x4e00, 0x9f00)) for _ in range(4))


@pytest.fixture(name="canary")
def canary_fixture():
    made = canaries.Canary()
    made.note({"phone": PHONE, "contact": {"real_name": NAME}, "items": [{"detail": "短"}]})
    return made


def test_canary_knows_personal_values_only(canary):
    canary.note({"real_name": "\"'; --", "phone": "0518-85412345", "reason": NAME + "儿"})
    assert canary.sent == {PHONE, NAME}


def test_canary_finds_nothing_where_nothing_is(canary, database):
    assert canaries.leaks(canary, database, {"log": "138****0000 欧阳**", "metrics": ""}) == []


@pytest.mark.parametrize("column, value", [("text", PHONE), ("text", NAME), ("bytea", NAME)])
def test_canary_finds_a_planted_row(canary, database, column, value):
    """In the dump, also as a bytea's digits; and in the WAL, even when the row is gone."""
    table = f"public.planted_{uuid.uuid4().hex}"
    database.execute(f"CREATE TABLE {table} (planted {column})")
    try:
        database.execute(f"INSERT INTO {table} VALUES (%s)",
                         value.encode() if column == "bytea" else value)
        found = {place for place, _ in canaries.leaks(canary, database, {})}
        assert found == {"dump", "write-ahead log"}
    finally:
        database.execute(f"DROP TABLE {table}")


@pytest.mark.parametrize("place", ["log", "metrics"])
def test_canary_finds_a_planted_word(canary, database, place):
    said = {"log": "", "metrics": "", place: f"x{PHONE}y"}
    assert (place, PHONE) in canaries.leaks(canary, database, said)
