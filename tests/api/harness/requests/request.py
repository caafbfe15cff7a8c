"""One valid, complete request, from which tests make broken ones."""


class Request:
    """Every optional property is present, so that each can be broken."""

    def __init__(self, status, body=None, path=None, query=None, token=None):
        self.status = status
        self.body = body
        self.path = path or {}
        self.query = query or {}
        self.token = token
