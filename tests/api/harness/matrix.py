"""Who may call what, made from the contract: each kind of caller with the verdict that it must get.

What the contract says (security, x-authz) decides; requests say only whose thing they name.
"""
import collections
import functools
import uuid

from . import contract as contracts

judged = collections.Counter()  # cells of this run
STAFF = ("admin", "auditor", "finance", "platform_admin")
ROLES = ("member", *STAFF, "station_keeper", "merchant_staff")
COUNTERFEITS = ("garbage", "expired", "alg none", "alg HS512", "alg HS384", "guessed key",
                "kid unknown", "other signature", "iss wrong", "aud wrong", "role unknown",
                "kid of the other key")
# The organisation that a thing belongs to, by the name under which a request names it.
PLACES = {
    "member_id": "SELECT core.organisation_of(%s::uuid)",
    "organisation_id": "SELECT %s::uuid",
    "merchant_id": "SELECT organisation_id FROM merchants WHERE id = %s::uuid",
    "station_id": "SELECT organisation_id FROM stations WHERE id = %s::uuid",
}


@functools.cache
def kinds():
    """All kinds of things that the contract knows."""
    return {operation.resource for operation in contracts.load().operations.values()} - {None}


class Cell:
    """One caller and the verdict: a (status, code), unknown (as an id of nothing), hidden (the answer
    lacks what others are shown) or allowed."""

    def __init__(self, label, token, verdict, headers=None):
        self.label = label
        self.token = token
        self.verdict = verdict
        self.headers = headers

    def credentials(self):
        """What of a request the caller replaces."""
        return {"token": self.token, **({"headers": self.headers} if self.headers else {})}


def things_of(operation, request):
    """The names in a request that say whose thing it is about."""
    if request.things is not None:
        return request.things
    return tuple(name for name, parameter in operation.parameters["path"].items()
                 if parameter["schema"].get("format") == "uuid")


def unknown(operation, request):
    """The same request about things that do not exist."""
    named = things_of(operation, request)
    path = {name: str(uuid.uuid4()) if name in named else value
            for name, value in request.path.items()}
    body = request.body
    if body is not None:
        body = {name: str(uuid.uuid4()) if name in named else value
                for name, value in body.items()}
    query = {name: str(uuid.uuid4()) if name in named else value
             for name, value in request.query.items()}
    return {"path": path, "query": query, "body": body}


def place_of(city, operation, request):
    """The organisation that the thing belongs to."""
    if request.place is not None:
        return str(request.place)
    for name in things_of(operation, request):
        if name in PLACES:
            value = {**(request.body or {}), **request.query, **request.path}[name]
            return str(city.database.value(PLACES[name], value))
    return city.organisation("320700" if operation.reach == "subtree" else "320000")


def complaint_about(operation, request):
    """What a valid request does not tell, although the matrix needs it; None when all is well."""
    where = f"{operation.id} in tests/api/harness/requests/{operation.tag}.py"
    if operation.reach not in ("subtree", "platform"):
        return None
    named = things_of(operation, request)
    if operation.reach == "subtree" and not named and request.shows is None:
        return (f"{where}: whose thing is it? Give its Request things=('member_id',) or whatever in "
                "the body names it, or of a list shows=ID of something that strangers must not see")
    if (operation.reach == "subtree" and request.place is None and named
            and not set(named) & set(PLACES)):
        return f"{where}: where is it? Give its Request place=ID of the thing's organisation"
    return None


def branches(city, place):
    """(label, organisation, includes_below) of offices that do not reach the place."""
    above = city.database.rows("SELECT parent_id FROM organisations WHERE id = %s"
                               " AND parent_id IS NOT NULL", place)
    offices = [("another branch", city.other_branch(place), True)] if above else []
    below = city.database.rows("SELECT id FROM organisations WHERE parent_id = %s LIMIT 1", place)
    offices += [("a child of the place", row[0], True) for row in below]
    return offices + [("the parent, without what is below", row[0], False) for row in above]


def remembered(city, key, make):
    """The token of a caller who is made once in a run; signed anew, for runs are long."""
    if key not in city.accounts:
        token = make()
        city.accounts[key] = (city.forge.subject_of(token), city.forge.role_of(token))
    return city.forge.token(*city.accounts[key])


def counterfeits(city, operation, request):
    """Whoever has no token, or one that we did not sign like this."""
    subject = city.forge.subject_of(request.token)
    made = city.forge.counterfeits(subject, operation.roles[0])
    yield Cell("nobody", None, (401, "token_missing"))
    for label in COUNTERFEITS:
        token, code = made[label]
        yield Cell(label, token, (401, code))


def tokens_by_role(city, place, merchant_id=None):
    """A live account for each role, which covers the place, or the merchant, if any account of its
    role does."""
    root = city.organisation("320000")
    makers = {role: lambda role=role: city.staff(role, root if role == "platform_admin" else place)
              for role in STAFF}
    makers["member"] = lambda: city.member(organisation_id=place).token
    makers["station_keeper"] = lambda: city.keeper("station_keeper")
    makers["merchant_staff"] = lambda: city.keeper("merchant_staff", merchant_id)
    return {role: remembered(city, (role, place, merchant_id), make) for role, make in makers.items()}


def strangers(city, operation, request, place):
    """Staff with the right role who have no say over the thing."""
    verdict = "unknown" if things_of(operation, request) else (
        (403, "role_forbidden") if operation.reach == "platform" else "hidden")
    offices = branches(city, place)
    for role in set(operation.roles) & set(STAFF):
        makers = {label: lambda office=office, below=below: city.staff(
            role, office, includes_below=below) for label, office, below in offices}
        for state in ("expired", "revoked", "suspended"):
            makers[state] = lambda state=state: city.staff(role, place, state=state)
        makers["only for other things"] = lambda: city.staff(
            role, place, resources=sorted(kinds() - {operation.resource}))
        others = [other for other in STAFF if other not in operation.roles]
        if others:
            makers["in another branch, and other roles here"] = lambda others=others: city.many_sided(
                role, offices[0][1], others, place)
        makers["who does not exist"] = lambda: city.forge.token(uuid.uuid4(), role)
        for label, make in makers.items():
            key = (role, place, label, operation.resource, tuple(operation.roles))
            yield Cell(f"{role} ({label})", remembered(city, key, make), verdict)
    if "merchant_staff" in operation.roles:
        yield Cell("staff of another merchant",
                   city.keeper("merchant_staff", city.merchant().id), verdict)
        yield Cell("staff of the merchant (revoked)", city.keeper(
            "merchant_staff", request.path.get("merchant_id"), state="revoked"), verdict)
    if "station_keeper" in operation.roles:
        yield Cell("keeper of another station", city.keeper(
            "station_keeper", city.station(*city.elsewhere())), verdict)
        yield Cell("keeper of the station (revoked)", city.keeper(
            "station_keeper", request.path.get("station_id"), state="revoked"), verdict)


def members(city, operation, request):
    """Members who are not the owner of the thing, and accounts that belong to no union."""
    if "member" in operation.roles and things_of(operation, request):
        stranger = remembered(city, "another member", lambda: city.member(1000).token)
        yield Cell("another member", stranger, "unknown")
        yield Cell("a guest", remembered(city, "guest", city.guest), "unknown")
    elif "membership_required" in operation.outcomes:
        verdict = (403, "membership_required")
        yield Cell("a guest", remembered(city, "guest", city.guest), verdict)
        for state in ("suspended", "left"):
            former = remembered(city, state, lambda state=state: city.former(state))
            yield Cell(f"a member who is {state}", former, verdict)


def refused(city, operation, request):
    """Every caller who gets nothing and changes nothing."""
    place = place_of(city, operation, request)
    cells = list(counterfeits(city, operation, request))
    roles = tokens_by_role(city, place)
    cells += [Cell(role, roles[role], (403, "role_forbidden"))
              for role in ROLES if role not in operation.roles]
    if operation.reach in ("subtree", "platform"):
        cells += strangers(city, operation, request, place)
    if operation.reach == "self":
        cells += members(city, operation, request)
    return cells


def allowed(city, operation, request):
    """(label, token) of everybody else who may do it as well as the request's own caller."""
    if request.personal or things_of(operation, request) and operation.reach == "self":
        return []
    roles = tokens_by_role(city, place_of(city, operation, request), request.path.get("merchant_id"))
    return [(role, roles[role]) for role in operation.roles
            if operation.reach != "self" or role != "member"] + narrow(city, operation, request)


def narrow(city, operation, request):
    """Staff who may do just such things, and nothing else."""
    if operation.reach not in ("subtree", "platform") or "role" in (request.body or {}):
        return []  # who gives a role for everything has one
    place = place_of(city, operation, request)
    made = {}
    for role in set(operation.roles) & set(STAFF):
        office = city.organisation("320000") if role == "platform_admin" else place
        made[role] = remembered(
            city, (role, office, "only for such things", operation.resource),
            lambda role=role, office=office: city.staff(role, office, resources=[operation.resource]))
    return [(f"{role} (only for such things)", token) for role, token in made.items()]
