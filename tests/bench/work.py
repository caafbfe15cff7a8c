"""The work that is measured: what is asked, and the same as scripts for pgbench.

An operation is one of the program's, by its name; a work is a mix of them, mostly of one. pgbench
runs the very text in db/sql that the program prepares, with an expression for each parameter.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import dataset

STATEMENTS = Path(__file__).resolve().parents[2] / "db" / "sql"
POINTS_PRICE = 10  # of the hot SKU
TOKENS_MAX = 20_000  # as many members act, whatever the size of the data: a city at ten o'clock


@dataclass(frozen=True)
class Place:
    """Where stations are looked for, in degrees: the city and its outskirts, where people are."""

    west: float = 119.05
    south: float = 34.50
    east: float = 119.35
    north: float = 34.70


PLACE = Place()


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    weights: dict  # operation -> percent
    writes: bool = False


def alone(name, title, writes=False):
    return Work(name, title, {name: 100}, writes)


WORKS = {
    work.name: work
    for work in (
        alone("me_points", "a member's balance"),
        alone("me_point_entries", "a member's last 20 ledger entries"),
        alone("station_nearby", "the 20 nearest of 10,000 stations"),
        alone("lottery_draw", "draws in one hot lottery", writes=True),
        alone("order_create", "orders of one hot SKU, paid in points", writes=True),
        alone("order_spread", "orders spread over 100 SKUs, paid in points", writes=True),
        Work(
            "mix",
            "80 % reads, 10 % draws, 10 % orders",
            {"me_points": 50, "me_point_entries": 15, "station_nearby": 15, "lottery_draw": 10,
             "order_create": 10},
            writes=True,
        ),
    )
}

# pgbench's variables: n a member's number, key a number never used before, lng and lat a place.
# In JSON a space stands after each colon, for pgbench would take :null for a variable.
VALUES = {
    "caller_id": "('00000001-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))",
    "idempotency_key": "lpad(:key::text, 36, '0')",
    "fingerprint": "sha256('bench')",
    "request_id": "gen_random_uuid()",
    "order_id": "core.uuid7()",
    "limit": "20",
    "cursor": "NULL",
    "lng": ":lng",
    "lat": ":lat",
    "radius_m": "3000",
    "open_now": "NULL",
    "facilities": "NULL",
    "crs": "'gcj02'",
    "answer_crs": "'gcj02'",
    "district_code": "NULL",
    "geojson": "false",
    "lottery_id": f"'{dataset.LOTTERY_ID}'",
    "seed": f"decode('{dataset.LOTTERY_SEED}', 'hex')",
    "client_nonce": "'haizhou-2026-11-21'",
    "items": f"""'[{{"sku_id": "{dataset.SKU_ID}", "quantity": 1}}]'""",
    "points_to_spend": str(POINTS_PRICE),
    "delivery": """'{"kind": "pickup", "recipient": null, "phone": null, "region_code": null,
        "detail": null}'""",
    "delivery_sealed": "NULL",
    "voucher_ids": "NULL",
    "expected_payable_fen": "NULL",
}

# Works that are an operation with other values: the SKUs of data/offers.sql beside the hot one.
SPREAD_SKUS = 100
VARIANTS = {
    "order_spread": ("order_create", {
        "items": "jsonb_build_array(jsonb_build_object('sku_id', '00000064-0000-7000-8000-'"
                 " || lpad(to_hex(:sku::bigint), 12, '0'), 'quantity', 1))",
    }),
}

PARAMETER = re.compile(r"(?<!:):([a-z_]+)(?=::)")


def operation_of(work_name):
    """The operation that a work repeats."""
    return VARIANTS.get(work_name, (work_name,))[0]


def statement(operation):
    """The operation's SQL with an expression for each parameter; a batch gets arrays of one."""
    operation, changes = VARIANTS.get(operation, (operation, {}))
    values = {**VALUES, **changes}
    text = (STATEMENTS / f"{operation}.sql").read_text(encoding="utf-8")
    is_batch = re.search(r"^-- batch:", text, re.MULTILINE)
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--"))

    def expression(match):
        value = values[match[1]]
        return f"ARRAY[{value}]" if is_batch else f"({value})"

    return PARAMETER.sub(expression, sql).strip().rstrip(";")


def stride(members):
    """The distance between the members who act: they stand evenly in the data."""
    return members // min(members, TOKENS_MAX)


def between(least, most):
    """pgbench's expression for a random number."""
    return f"{least} + random(0, 1000000) / 1000000.0 * {most - least:.6f}"


def pgbench_script(operation, members):
    step = stride(members)
    sets = {
        "n": f"1 + {step} * random(0, {members // step - 1})",
        "key": "random(1, 9000000000000000000)",
        "lng": between(PLACE.west, PLACE.east),
        "lat": between(PLACE.south, PLACE.north),
        "sku": f"random(1, {SPREAD_SKUS})",
    }
    sql = statement(operation)
    lines = [
        f"\\set {name} {value}" for name, value in sets.items()
        if re.search(rf"(?<!:):{name}\b", sql)
    ]
    return "\n".join([*lines, f"{sql};", ""])


def plain_sql(operation, member, key):
    """The same statement for one try without pgbench."""
    values = {"n": str(member), "key": str(key), "lng": "119.22", "lat": "34.59", "sku": "7"}
    return re.sub(r"(?<!:):(n|key|lng|lat|sku)\b", lambda match: values[match[1]], statement(operation))
