"""Stations."""
from .request import Request


def station_nearby(_city):
    return Request(200, query={"lng": "119.2216", "lat": "34.5967", "crs": "wgs84",
                               "radius_m": "3000", "limit": "5", "open_now": "false",
                               "facilities": "water"})


VALID = {
    "station_nearby": station_nearby,
    "station_get": lambda city: Request(200, path={
        "station_id": city.station(*city.elsewhere())}),
}
