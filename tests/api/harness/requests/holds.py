"""Points that a merchant holds with a member's consent."""
import uuid

from .. import keys
from ..crowd import race
from .request import Request


def fresh():
    """A reference that no merchant has used."""
    return f"POS-{uuid.uuid4().hex[:20]}"


def code_of(city, member, max_points=1000):
    return city.client.call("points_code_create", {"max_points": max_points},
                            token=member.token).must(201).json()["code"]


class Till:
    """A merchant's program: its key, and what it can do with it."""

    def __init__(self, city, client=None):
        self.city = city
        self.client = client or city.client
        self.merchant = city.merchant()
        self.key = keys.given(city, self.merchant.id)

    def beside(self, client):
        """The same merchant, asking another process."""
        other = Till.__new__(Till)
        other.__dict__.update(self.__dict__, client=client)
        return other

    def ask(self, operation, body=None, **parts):
        return self.client.call(operation, body, headers=keys.headers(self.key), **parts)

    def hold(self, code, points, reference=None, **more):
        """Until tomorrow: no deadline of one test may pass in the midst of another."""
        return self.ask("points_hold_create", {
            "code": code, "points": points, "reference": reference or fresh(),
            "expires_in_s": 86400}, **more)

    def held(self, member, points, **more):
        """The id of a hold that was made."""
        return self.hold(code_of(self.city, member, points), points, **more).must(201).json()["id"]

    def get(self, hold_id):
        return self.ask("points_hold_get", path={"hold_id": hold_id}).must(200).json()

    def capture(self, hold_id, points=None, **more):
        return self.ask("points_hold_capture", {"points": points}, path={"hold_id": hold_id}, **more)

    def release(self, hold_id, **more):
        return self.ask("points_hold_release", path={"hold_id": hold_id}, **more)

    def refund(self, hold_id, points=None, reference=None, **more):
        return self.ask("points_hold_refund", {"points": points, "reference": reference or fresh()},
                        path={"hold_id": hold_id}, **more)


def shown(city, twin, members, points):
    """A code of each member, made at once."""
    return [answers[0].must(201).json()["code"] for answers in race(city, twin, [
        [lambda member=member: city.client.call("points_code_create", {"max_points": points}, token=member.token)]
        for member in members])]


def held_of(city, twin, members, points, captured=False):
    """A till, and a hold there of each member."""
    till = Till(city)
    holds = [answers[0].must(201).json()["id"] for answers in race(city, twin, [
        [lambda code=code: till.hold(code, points)] for code in shown(city, twin, members, points)])]
    if captured:
        for answers in race(city, twin, [[lambda hold=hold: till.capture(hold)] for hold in holds]):
            answers[0].must(200)
    return till, holds


def points_hold_create(city):
    till = Till(city)
    return Request(201, {
        "code": code_of(city, city.member(100)), "points": 10, "reference": fresh(),
        "expires_in_s": 86400, "dry_run": False}, headers=keys.headers(till.key))


def of_hold(status, body=None, capture=False):
    def made(city):
        till = Till(city)
        hold_id = till.held(city.member(100), 10)
        if capture:
            till.capture(hold_id).must(200)
        return Request(status, body() if body else None, path={"hold_id": hold_id},
                       headers=keys.headers(till.key))
    return made


def points_hold_list(city):
    return Request(200, query={"state": "open", "reference": fresh(), "limit": "5"},
                   headers=keys.headers(Till(city).key))


VALID = {
    "points_code_create": lambda city: Request(201, {"max_points": 500}, token=city.member(5).token),
    "points_hold_create": points_hold_create,
    "points_hold_get": of_hold(200),
    "points_hold_list": points_hold_list,
    "points_hold_capture": of_hold(200, lambda: {"points": 7}),
    "points_hold_release": of_hold(200),
    "points_hold_refund": of_hold(201, lambda: {"points": 5, "reference": fresh()}, capture=True),
}
