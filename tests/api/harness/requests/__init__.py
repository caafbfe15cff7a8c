"""One valid, complete request for each operation: what the generated tests start from.

A file for each tag of the contract, as in api/ops. A new operation without an entry fails
test_every_operation_has_a_valid_request.
"""
import functools
import importlib
import pkgutil
import time
import uuid

from .orders import address, order_of
from .request import Request

__all__ = ["Request", "VALID", "address", "order_of", "send", "standing", "unknown_id",
           "valid"]

VALID = {}
for _file in pkgutil.iter_modules(__path__):
    VALID.update(getattr(importlib.import_module(f"{__name__}.{_file.name}"), "VALID", {}))


def valid(city, operation_id):
    request = VALID[operation_id](city)
    city.imports_end()  # that earlier requests have begun: tests compare the database from here on
    return request


def standing(city, operation_id):
    """The same one for some minutes, as long as its token is good: for refusals that no row decides, and
    which leave it as it is."""
    return _standing(city, operation_id, time.monotonic() // 240)


@functools.lru_cache(maxsize=None)
def _standing(city, operation_id, _period):
    return valid(city, operation_id)


def unknown_id():
    return str(uuid.uuid4())


def send(city, operation_id, request, **changes):
    """Asks with a valid request, of which changes replace parts."""
    parts = {"path": request.path, "query": request.query, "token": request.token, **changes}
    body = parts.pop("body", request.body)
    parts["headers"] = {**request.headers, **(parts.get("headers") or {})}
    return city.client.call(operation_id, body, **parts)
