"""Random valid requests: the answer is a success or a refusal that the contract names.

Each run makes the same ones; LGH_EXAMPLES=200 LGH_EXAMPLES_SEED=7 others, and more of them. A request that was
answered wrongly goes into examples.yaml and is asked in every run.
"""
import json
import os
from urllib.parse import urlencode

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, seed, settings
from hypothesis import strategies as st

from harness import contract as contracts
from harness import keys, requests, schemas
from harness.requests.organisations import branch

OPERATIONS = contracts.load().operations
# Answered without touching what a test may not own: nothing random about them.
FIXED = {"spec_yaml", "spec_json", "spec_docs", "spec_viewer", "spec_problems", "health_live",
         "health_ready", "metrics", "map_page", "map_style", "map_script", "map_worker"}
EXAMPLES = int(os.environ.get("LGH_EXAMPLES", "15"))
SEED = os.environ.get("LGH_EXAMPLES_SEED")
with open(os.path.join(os.path.dirname(__file__), "examples.yaml"), encoding="utf-8") as file:
    KEPT = yaml.safe_load(file) or {}
BODY_MAX = 64 * 1024
TARGET_MAX = 3900  # bytes of a query: a little below what the gate lets in


@pytest.fixture(scope="module")
def known(city):
    """Real ids under the names that requests give them, so that random requests have effects."""
    member = city.member(100000)
    product = city.product([{"stock": 1000}, {"stock": 0}, {"points_price": None}])
    order = city.client.call("order_create", {
        "items": [{"sku_id": product.sku, "quantity": 1}], "points_to_spend": 199},
        token=member.token).must(201).json()
    return {"member": member, "lottery_id": [city.lottery().id], "product_id": [product.id],
            "sku_id": product.skus, "order_id": [order["id"]], "member_id": [member.id],
            "station_id": [city.station(*city.elsewhere())],
            "parent_id": [city.organisation("320700")],
            "organisation_id": [branch(city)], "into_id": [branch(city)]}


def text_of(value):
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def requests_for(operation, known):
    """Strategy: (path, query, body) that the contract allows."""
    ids = {name: found for name, found in known.items() if isinstance(found, list)}
    path = st.fixed_dictionaries({
        name: schemas.values(parameter["schema"], ids, name)
        for name, parameter in operation.parameters["path"].items()})
    query = operation.parameters["query"]
    fields = {name: schemas.values(p["schema"], ids, name).map(text_of)
              for name, p in query.items()}
    needed = {name: field for name, field in fields.items() if query[name].get("required")}
    asked = st.fixed_dictionaries(needed, optional={
        name: field for name, field in fields.items() if name not in needed})
    body = schemas.values(operation.body, ids) if operation.body else st.none()
    return st.tuples(path, asked, body)


def token_for(city, operation, known):
    if not operation.roles:
        return None
    if "member" in operation.roles:
        return known["member"].token
    if operation.roles in (["merchant_staff"], ["station_keeper"]):
        return city.keeper(operation.roles[0])
    return city.admin() if "admin" in operation.roles else city.staff(operation.roles[0])


def is_allowed(operation, answer):
    """A valid request never fails validation and never meets a fault of ours."""
    if answer.status < 300:
        return True
    if answer.code == "validation_failed":
        # Two fields, each right, that exclude or need each other; what C knows and no schema says.
        return all(code in ("conflict", "required", "not_in_enum", "password_weak")
                   or code.startswith("csv_") for _, code in answer.errors)
    # WeChat's opinion of a code, ours of its notices, and a lock, are no outcomes of the operation's own statement.
    is_named = answer.code in operation.outcomes or answer.code.startswith(("wechat_", "sign_in_locked", "notice_"))
    return answer.status < 500 and is_named


def filled(value, known):
    """A kept request's value, where $name stands for the id of something that there is."""
    if isinstance(value, dict):
        return {name: filled(part, known) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, known) for part in value]
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]][0]
    return value


def kept(name, known):
    return [tuple(filled(case.get(part, default), known) for part, default in (
        ("path", {}), ("query", {}), ("body", None))) for case in KEPT.get(name, ())]


def test_kept_requests_are_of_the_contract(known):
    assert set(KEPT) <= set(OPERATIONS)
    assert filled({"items": [{"sku_id": "$sku_id", "quantity": 1}]}, known) == {
        "items": [{"sku_id": known["sku_id"][0], "quantity": 1}]}


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - FIXED - {"auth_logout"}))
def test_random_valid_requests(city, known, name):
    operation = OPERATIONS[name]
    shown = None if operation.scopes is None else keys.headers(keys.given(city, city.merchant().id))

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=SEED is None, database=None,
              suppress_health_check=list(HealthCheck))
    @given(requests_for(operation, known))
    def ask(request):
        path, query, body = request
        assume(len(urlencode(query)) < TARGET_MAX)
        assume(len(json.dumps(body, ensure_ascii=False).encode()) <= BODY_MAX)
        answer = city.client.call(name, body, path=path, query=query, headers=shown,
                                  token=token_for(city, operation, known))
        assert is_allowed(operation, answer), (request, answer)

    if SEED is not None:
        ask = seed(f"{SEED} {name}")(ask)
    for request in kept(name, known):
        ask = example(request)(ask)
    ask()


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - FIXED - {"auth_logout"}))
def test_head_is_get_without_body(city, name):
    operation = OPERATIONS[name]
    if operation.method != "GET":
        return
    request = requests.standing(city, name)
    asked = requests.send(city, name, request)
    head = requests.send(city, name, request, method="HEAD").must(asked.status)
    assert head.body == b""
    for header in ("Content-Type", "Cache-Control"):
        assert head.header(header) == asked.header(header), header
