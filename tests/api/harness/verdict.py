"""Judges one answer against the contract; every answer of every test comes through here."""
import json
import re

from . import contract as contracts

# What may be answered before an operation is known, or by a pipeline that is broken or closing.
OUTSIDE = {400, 404, 405, 413, 414, 431, 503}
LEAKS = re.compile(r"SQLSTATE|\bSELECT\b|\bINSERT\b|PG_|ERROR:|postgres|libpq|\.c:\d+|/home/|core\."
                   r"|plpgsql|relation \"", re.I)
PROBLEM = "application/problem+json"


class ContractError(AssertionError):
    """An answer that openapi.yaml does not allow."""


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"duplicate keys in an answer: {names}")
    return dict(pairs)


def strict_json(body):
    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")
    return json.loads(body.decode("utf-8"), object_pairs_hook=no_duplicates,
                      parse_constant=refuse)


def require(truth, sentence):
    if not truth:
        raise ContractError(sentence)


def check_problem(contract, answer):
    problem = answer.parsed
    require(problem.get("status") == answer.status, f"status member differs: {problem}")
    require(problem.get("code") in contract.problems, f"unknown code: {problem}")
    known = contract.problems[problem["code"]]
    require(known["status"] == answer.status, f"{problem['code']} has status {known['status']}")
    language = answer.header("Content-Language") or ""
    title = known["title_en"] if language.startswith("en") else known["title"]
    require(language[:2] in ("zh", "en"), f"Content-Language of a problem: {language!r}")
    require(problem.get("title") == title, f"title of {problem['code']}: {problem.get('title')!r}")
    is_replay = answer.header("Idempotency-Replayed") == "true"
    require((answer.header("X-Request-Id") in problem.get("instance", "")) != is_replay,
            f"instance names this request, or the first one when it is a replay: {problem}")
    require(not LEAKS.search(answer.body.decode()), f"a problem leaks internals: {problem}")
    for error in problem.get("errors", []):
        require(("pointer" in error) != ("parameter" in error), f"one place for an error: {error}")


def check_headers(answer):
    request_id = answer.header("X-Request-Id")
    require(request_id is not None and contracts.UUID.fullmatch(request_id),
            f"X-Request-Id: {request_id!r}")
    for name in ("Content-Length", "Content-Type", "Cache-Control", "ETag", "X-Request-Id"):
        require(len(answer.headers.get_all(name, [])) <= 1, f"{name} stands twice")
    length = answer.header("Content-Length")
    if answer.status in (204, 304):
        require(not answer.body, f"{answer.status} with a body")
    elif answer.method != "HEAD" and length is not None:
        require(int(length) == len(answer.body), f"Content-Length {length}: {len(answer.body)}")
    if answer.status == 401:
        challenge = answer.header("WWW-Authenticate") or ""
        require(challenge.split(" ")[0] in ("Bearer", "ApiKey"), "401 no challenge")
    if answer.status == 405:
        require(answer.header("Allow"), "405 without Allow")
    if answer.status in (429, 503):
        require((answer.header("Retry-After") or "").isdigit(), "503 without Retry-After")
    if answer.status >= 400:
        require(answer.media == PROBLEM, f"{answer.status} as {answer.media}")


def check_cache(operation, answer):
    cache = answer.header("Cache-Control") or ""
    if operation.cache_seconds and answer.status < 400:
        require(cache == f"public, max-age={operation.cache_seconds}", f"Cache-Control: {cache!r}")
        require(answer.header("ETag"), "a cacheable answer without ETag")
    else:
        require("private" in cache and "no-store" in cache, f"Cache-Control: {cache!r}")
        tagged = "etag" in operation.responses[answer.status].headers  # for If-Match
        require(tagged or not answer.header("ETag"), "an ETag of what nobody may keep")


def check_operation(operation, answer):
    require(answer.status in operation.responses, f"status {answer.status} is not declared")
    declared = operation.responses[answer.status]
    for name, (required, shape) in declared.headers.items():
        values = answer.headers.get_all(name, [])
        require(values or not required, f"required header {name} is missing")
        for value in values:
            typed = int(value) if shape.schema.get("type") == "integer" else value
            wrong = shape.complaint(typed)
            require(wrong is None, f"header {name}: {wrong}")
    check_cache(operation, answer)
    if answer.method == "HEAD" or not declared.content:
        require(not answer.body, "a body where none is declared")
        return
    require(answer.media in declared.content, f"content type {answer.media!r} is not declared")
    shape = declared.content[answer.media]
    if shape is not None and answer.media.endswith("json") and operation.tag != "spec":
        wrong = shape.complaint(answer.parsed)
        require(wrong is None, f"body: {wrong}")


def judge(contract, operation, answer):
    """Raises ContractError unless the contract allows this answer; notes what was reached."""
    try:
        check_headers(answer)
        if answer.media == PROBLEM and answer.method != "HEAD":
            check_problem(contract, answer)
        if operation is None:
            require(answer.status in OUTSIDE or answer.method == "OPTIONS",
                    f"{answer.status} from no operation")
        else:
            check_operation(operation, answer)
            contract.reached.add((operation.id, answer.status))
            if answer.method != "HEAD" and answer.code in operation.outcomes:
                contract.refusals.add((operation.id, answer.code))
    except (ContractError, ValueError) as error:
        name = operation.id if operation else "(no operation)"
        raise ContractError(f"{name}: {answer.method} {answer.target} -> {answer.status}: {error}\n"
                            f"{answer.headers}{answer.body[:2000]!r}") from error
