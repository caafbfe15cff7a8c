"""Things by their paths, as far as the contract tells: what was made is there, what was deleted is not, and
a thing is found under its own parent only."""
import pytest

from harness import contract as contracts
from harness import requests

OPERATIONS = contracts.load().operations
READS = {operation.path: name for name, operation in OPERATIONS.items() if operation.method == "GET"}
# Operation that makes -> operation that reads what it made.
MADE = {name: read for path, read in READS.items() for name, operation in OPERATIONS.items()
        if operation.method == "POST" and operation.path == path.rpartition("/")[0] and path.endswith("}")}
DELETED = sorted(name for name, operation in OPERATIONS.items() if operation.method == "DELETE")
CHILDREN = sorted(name for name, operation in OPERATIONS.items()
                  if len(contracts.ids_of(operation)) > 1)


@pytest.mark.parametrize("name", sorted(MADE))
def test_what_was_made_is_there(city, name):
    request = requests.valid(city, name)
    made = requests.send(city, name, request).must(request.status).json()
    own = OPERATIONS[MADE[name]].segments[-1].strip("{}")
    found = city.client.call(MADE[name], path={**request.path, own: made["id"]}, token=request.token,
                             headers=request.headers).must(200).json()
    assert found["id"] == made["id"]
    assert {key for key in made if key in found and key.endswith("_id") and made[key] != found[key]} == set()


@pytest.mark.parametrize("name", DELETED)
def test_what_was_deleted_is_gone(city, name):
    request = requests.valid(city, name)
    requests.send(city, name, request).must(request.status)
    with city.database.unchanged():
        requests.send(city, name, request).must(404)
        read = READS.get(OPERATIONS[name].path)
        if read:
            city.client.call(read, path=request.path, token=request.token,
                             headers=request.headers).must(404)


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_is_not_under_another_parent(city, name):
    other, request = requests.valid(city, name), requests.valid(city, name)
    *parents, own = contracts.ids_of(OPERATIONS[name])
    for parent in parents:
        assert other.path[parent] != request.path[parent], "two valid requests have parents of their own"
        with city.database.unchanged(("idempotency_keys",)):
            path = {**request.path, parent: other.path[parent]}
            requests.send(city, name, request, path=path).must(404)
            path = {**request.path, own: other.path[own]}
            requests.send(city, name, request, path=path).must(404)
