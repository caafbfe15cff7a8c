"""The contract itself, the page of the map, and what the operator asks."""
from .request import Request


VALID = {
    "spec_yaml": lambda city: Request(200),
    "spec_json": lambda city: Request(200),
    "spec_docs": lambda city: Request(200),
    "spec_viewer": lambda city: Request(200),
    "spec_problems": lambda city: Request(200),
    "map_page": lambda city: Request(200),
    "map_style": lambda city: Request(200),
    "map_script": lambda city: Request(200),
    "map_worker": lambda city: Request(200),
    "health_live": lambda city: Request(200),
    "health_ready": lambda city: Request(200),
    "metrics": lambda city: Request(200),
}
