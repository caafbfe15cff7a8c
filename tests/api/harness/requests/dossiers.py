"""Dossiers of activities."""
from .lotteries import draft
from .request import Request


def of_city(city, **query):
    return Request(200, path={"activity_id": draft(city)}, query=query, token=city.admin(),
                   place=city.organisation("320700"))


VALID = {
    "activity_dossier": of_city,
    "activity_dossier_export": lambda city: of_city(city, list="entrants", bom="true"),
}
