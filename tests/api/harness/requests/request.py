"""One valid, complete request, from which tests make broken ones and ask as other callers."""


class Request:
    """Every optional property is present, so that each can be broken.

    What the authorisation matrix (test_authorisation.py) must know besides:

    things      names of the parameters and body properties that say whose thing it is: with an
                unknown id there, and for whoever may not reach it, the answer is the same 404.
                Absent: the path's ids; () for what everybody may name, such as a lottery.
    place       id of the organisation that the thing belongs to. Absent: told by the things, as far
                as PLACES in matrix.py knows them; else the office of city.admin().
    shows       an id that the answer holds, but not for callers who do not cover place. Needed of
                lists of a subtree.
    personal    True when only this very token will do, not any caller of the same role and place.
    headers     what else is sent.
    """

    def __init__(self, status, body=None, path=None, query=None, token=None, *,  # pylint: disable=R0913
                 things=None, place=None, shows=None, personal=False, headers=None):
        self.status = status
        self.body = body
        self.path = path or {}
        self.query = query or {}
        self.token = token
        self.things = things
        self.place = place
        self.shows = shows
        self.personal = personal
        self.headers = headers or {}
