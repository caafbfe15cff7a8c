"""Whether the database agrees with what clients were told. Each check gives sentences about what is wrong."""
import collections
import itertools

from harness import contract as contracts

# Operation -> (table, column of the key's owner) of an effect that happens at most once for each key.
EFFECTS = {"lottery_draw": "draws", "order_create": "orders", "points_grant": "grants",
           "lottery_enter": "raffle_entries", "giveaway_claim": "giveaway_claims", "voucher_claim": "vouchers"}
SHOWN = 10


class Facts:
    """The history, sorted, and what the database says of it."""

    def __init__(self, lines, database, began):
        self.lines, self.database = lines, database
        self.writes = {}  # of each key, what was said to each try, in order
        for line in sorted((one for one in lines if one.get("key")), key=lambda one: one["t0"]):
            if not line["args"].get("reused") and line["code"] != "idempotency_key_reused":
                self.writes.setdefault((line["op"], line["key"]), []).append(line)
        self.stored = {}  # (operation, key) -> [(outcome, request id)]
        for op, key, outcome, request in database.rows(
                "SELECT operation, key, outcome, request_id::text FROM idempotency_keys WHERE created_at >= %s",
                began):
            self.stored.setdefault((op, key), []).append((outcome, request))
        self.audited = collections.Counter(dict(database.rows(
            "SELECT request_id::text, count(*) FROM audit_entries WHERE at >= %s AND request_id IS NOT NULL"
            " GROUP BY 1", began)))


# WeChat Pay's answers were not signed: order_pay says that it does not know us, as it should.
ILL = {"wechatpay_misconfigured"}


def said_wrongly(facts):
    """Answers that no state of the database excuses."""
    for line in facts.lines:
        if "wrong" in line:
            yield f"{line['client']} {line['n']} {line['op']}: {line['wrong']}"
        elif line["args"].get("reused") and line["outcome"] == "ok":
            yield f"{line['client']} {line['n']} {line['op']}: another request under a key that was used"
        elif line["status"] >= 500 and line["status"] != 503 and line["code"] not in ILL:
            yield f"{line['client']} {line['n']} {line['op']}: {line['status']} {line['code']}"


def acknowledged_is_durable(facts):
    """What was acknowledged stands there once, what was refused never, what nobody knows at most once."""
    operations = contracts.load().operations
    for (op, key), tries in facts.writes.items():
        acknowledged = [one for one in tries if one["outcome"] == "ok"]
        rows = facts.stored.get((op, key), [])
        if len(rows) > 1:
            yield f"{op} {key}: {len(rows)} stored answers"
        if acknowledged and not tries[0]["args"].get("dry_run") and op in operations:
            if not rows and op not in UNKEPT:
                yield f"{op} {key} was acknowledged, and is not there"
            elif rows and not accepted(rows[0][0]):
                yield f"{op} {key} was acknowledged, and stored as {rows[0][0]}"


def accepted(outcome):
    """created, accepted and the like are successes, too; refusals are named in the contract's outcomes."""
    return outcome not in contracts.load().problems


# Answered before a key is claimed, or with one that only names the effect's own guard.
UNKEPT = set()


def effects_once(facts):
    """The effects themselves, by their own table and not by what was stored of the answer."""
    for op, table in EFFECTS.items():
        found = collections.Counter(key for key, in facts.database.rows(
            f"SELECT idempotency_key FROM {table} WHERE idempotency_key IS NOT NULL"))
        for (name, key), tries in facts.writes.items():
            if name != op:
                continue
            outcomes = {one["outcome"] for one in tries}
            possible = {1} if "ok" in outcomes else {0, 1} if "info" in outcomes else {0}
            if found[key] not in possible:
                yield f"{op} {key}: {found[key]} effects after {[one['code'] or one['status'] for one in tries]}"


LASTING = (400, 404, 409, 422)  # not who asks, or how often


def replays_are_equal(facts):
    """One answer for each key: at most once fresh, always the same bytes, and for good."""
    for (op, key), tries in facts.writes.items():
        done = [one for one in tries if one["outcome"] == "ok"]
        if len({one["digest"] for one in done}) > 1:
            yield f"{op} {key}: {len({one['digest'] for one in done})} different answers"
        if sum(not one.get("replayed") for one in done) > 1:
            yield f"{op} {key}: done anew {sum(not one.get('replayed') for one in done)} times"
        for one in tries:
            if done and one["t0"] > done[0]["t1"] and one["outcome"] == "fail" and one["status"] in LASTING \
                    and one["code"] != "idempotency_in_progress":
                yield f"{op} {key}: acknowledged, and then {one['status']} {one['code']}"


def audit_tells_all(facts):
    """Each acknowledged change has its row, refusals and replays have none. SILENT changes leave no row."""
    for line in facts.lines:
        request, status = line.get("request"), line["status"]
        if not request or line["op"] not in facts.operations:
            continue
        rows = facts.audited[request]
        writes = facts.operations[line["op"]].method != "GET"
        if line["outcome"] == "fail" and rows and line["op"] not in TALKATIVE:
            yield f"{line['op']} {status} {line['code']}, request {request}: refused, and {rows} rows of audit"
        elif line.get("replayed") and rows:
            yield f"{line['op']} request {request}: a replay, and {rows} rows of audit"
        elif writes and line["op"] in AUDITED and line["outcome"] == "ok" and not line.get("replayed") \
                and rows != 1:
            yield f"{line['op']} request {request}: done, and {rows} rows of audit"


AUDITED = {"lottery_draw", "order_create", "points_grant", "lottery_enter", "giveaway_claim", "voucher_claim",
           "points_hold_create", "points_hold_capture", "points_hold_release", "points_hold_refund",
           "order_cancel", "order_refund", "points_grant_reverse"}
# A copied refresh token is refused, and ends the session; an attempt to pay is written down before the gateway
# is asked: both are told.
TALKATIVE = {"auth_refresh", "order_pay"}


def ledgers(facts):
    """Of each member the journals of the available account, in order."""
    found = collections.defaultdict(list)
    for member, journal in facts.database.rows(
            "SELECT member_id::text, journal_id::text FROM entries WHERE account = 'available'"
            " AND member_id IS NOT NULL ORDER BY member_id, line"):
        found[member].append(journal)
    return found


def prefixes(facts):
    """A read of a ledger shows its newest lines without a gap, as they still stand; what was read once is
    there at every later read, and so is what was acknowledged before the read began."""
    ledger = ledgers(facts)
    places = {member: {journal: place for place, journal in enumerate(journals)}
              for member, journals in ledger.items()}
    reads = collections.defaultdict(list)
    for line in facts.lines:
        if line["op"] == "me_point_entries" and line["outcome"] == "ok" and "ids" in line \
                and "member" in line["args"]:
            shown = line["ids"]["items"]
            member = line["args"]["member"]
            where = [places[member].get(journal) for journal in shown] if member in places else []
            if None in where or where != sorted(where, reverse=True) or any(
                    a - b != 1 for a, b in itertools.pairwise(where)) or len(where) < min(
                        len(shown), 1):
                yield f"{line['client']} {line['n']}: a ledger that never was: {shown[:3]}"
            elif where:
                reads[member].append((line["t0"], line["t1"], where[0], line))
    for member, found in reads.items():
        yield from grows(member, found, "a read")
    yield from own_writes(facts, places, reads)


def grows(member, found, what):
    """Whoever begins after another has ended sees at least as much."""
    ended = sorted((t1, place) for _, t1, place, _ in found)
    newest, index = -1, 0
    for t0, _, place, line in sorted(found, key=lambda one: one[0]):
        while index < len(ended) and ended[index][0] < t0:
            newest = max(newest, ended[index][1])
            index += 1
        if place < newest:
            yield f"{line['client']} {line['n']}: {what} of {member} shows less than one before it"


def own_writes(facts, places, reads):
    """Acknowledged draws and grants are in every read that began afterwards."""
    journals = dict(facts.database.rows(
        "SELECT reference_id::text, id::text FROM journals WHERE kind IN ('lottery_draw', 'grant')"))
    for line in facts.lines:
        if line["op"] in ("lottery_draw", "points_grant") and line["outcome"] == "ok" and "ids" in line \
                and "member" in line["args"]:
            journal, member = journals.get(line["ids"]["id"]), line["args"]["member"]
            if journal is None:
                yield f"{line['op']} {line['ids']['id']} was acknowledged, and no journal tells of it"
            else:
                reads[member].append((line["t1"], line["t1"], places[member][journal], None))
    for member, found in reads.items():
        known = sorted((t1, place) for _, t1, place, line in found if line is None)
        newest, index = -1, 0
        for t0, _, place, line in sorted((one for one in found if one[3]), key=lambda one: one[0]):
            while index < len(known) and known[index][0] < t0:
                newest = max(newest, known[index][1])
                index += 1
            if place < newest:
                yield f"{line['client']} {line['n']}: a read of {member} lacks what was acknowledged before it"


def answers_tell_the_truth(facts):
    """A draw's answer says its own ticket and the balance that it left; no ticket is given twice."""
    rows = {draw: rest for draw, *rest in facts.database.rows(
        "SELECT d.id::text, d.ticket, d.lottery_id::text, e.balance_after FROM draws AS d"
        " JOIN journals AS j ON j.reference_id = d.id AND j.kind = 'lottery_draw'"
        " JOIN entries AS e ON e.journal_id = j.id AND e.account = 'available'")}
    tickets = {}
    for line in facts.lines:
        if line["op"] != "lottery_draw" or line["outcome"] != "ok" or "ids" not in line:
            continue
        ids = line["ids"]
        if rows.get(ids["id"]) != [ids["ticket"], ids["lottery_id"], ids["balance"]]:
            yield f"draw {ids} is {rows.get(ids['id'])}"
        if tickets.setdefault((ids["lottery_id"], ids["ticket"]), ids["id"]) != ids["id"]:
            yield f"ticket {ids['ticket']} was given to two"


BACK_OFFICE = "https://x"  # where harness.requests.payments has such a refund told


def gateway_agrees(facts, gateway):
    """WeChat Pay's own books and ours are the same, payment by payment and refund by refund. What somebody gave
    back by hand in its back office is told elsewhere, and none of ours."""
    ours = dict(facts.database.rows("SELECT out_trade_no, amount_fen FROM payments WHERE status = 'success'"))
    theirs = {number: one["amount"]["total"] for number, one in gateway.payments.items()
              if one["trade_state"] == "SUCCESS"}
    for number in sorted(set(ours.items()) ^ set(theirs.items())):
        yield f"payment {number[0]}: ours {ours.get(number[0])}, theirs {theirs.get(number[0])}"
    back = dict(facts.database.rows("SELECT out_refund_no, amount_fen FROM payment_refunds"
                                    " WHERE status = 'success'"))
    given = {number: one["amount"]["refund"] for number, one in gateway.refunds.items()
             if one["status"] == "SUCCESS" and one["notify_url"] != BACK_OFFICE}
    for number in sorted(set(back.items()) ^ set(given.items())):
        yield f"refund {number[0]}: ours {back.get(number[0])}, theirs {given.get(number[0])}"


def letters_agree(facts, receiver, shops):
    """The same webhook-id always carries the same bytes, signed; what we call delivered has arrived."""
    for shop in shops:
        bodies = {}
        for letter in receiver.of(shop["path"]):
            if bodies.setdefault(letter.id, letter.body) != letter.body:
                yield f"event {letter.id} came with two bodies"
            if not letter.is_signed(shop["secret"]):
                yield f"event {letter.id} is not signed"
        delivered = {event for event, in facts.database.rows(
            "SELECT d.event_id::text FROM webhook_deliveries AS d JOIN events AS e ON e.id = d.event_id"
            " WHERE e.merchant_id = %s AND d.state = 'delivered'", shop["id"])}
        for event in sorted(delivered - set(bodies))[:SHOWN]:
            yield f"event {event} is called delivered, and never came"


HISTORY = (said_wrongly, acknowledged_is_durable, effects_once, replays_are_equal, audit_tells_all, prefixes,
           answers_tell_the_truth)


def judge(facts, gateway=None, receiver=None, shops=()):
    """name of the check -> the first sentences that it has to say."""
    facts.operations = contracts.load().operations
    found = {check.__name__: list(itertools.islice(check(facts), SHOWN)) for check in HISTORY}
    if gateway:
        found["gateway_agrees"] = list(itertools.islice(gateway_agrees(facts, gateway), SHOWN))
    if receiver:
        found["letters_agree"] = list(itertools.islice(letters_agree(facts, receiver, shops), SHOWN))
    return {name: sentences for name, sentences in found.items() if sentences}
