"""Stations."""
import base64
import json

from .request import Request


def page_word(**place):
    """A cursor as core.cursor_encode writes it."""
    place["id"] = "00000000-0000-7000-8000-000000000000"
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def station_nearby(_city):
    return Request(200, query={"lng": "119.2216", "lat": "34.5967", "crs": "wgs84",
                               "radius_m": "3000", "limit": "5", "open_now": "false",
                               "facilities": "water", "district_code": "320706", "answer_crs": "gcj02"})


def station_search(_city):
    return Request(200, {
        "q": "驿站", "district_code": "320706", "within_m": 500, "open_now": False, "facilities": ["water"],
        "polygon": [[119.15, 34.58], [119.21, 34.58], [119.21, 34.62]], "route": [[119.16, 34.6], [119.2, 34.6]],
        "crs": "gcj02", "answer_crs": "wgs84", "limit": 5, "cursor": page_word(along=0)})


VALID = {
    "station_map": lambda _city: Request(200, query={
        "bbox": "119.1,34.5,119.3,34.7", "zoom": "12", "crs": "gcj02", "open_now": "false", "facilities": "water",
        "district_code": "320706", "answer_crs": "gcj02"}),
    "station_search": station_search,
    "station_meta": lambda _city: Request(200),
    "station_changes": lambda _city: Request(200, query={"limit": "5", "answer_crs": "gcj02"}),
    "station_nearby": station_nearby,
    "station_get": lambda city: Request(200, path={
        "station_id": city.station(*city.elsewhere())}, query={"answer_crs": "bd09"}),
}
