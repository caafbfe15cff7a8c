"""Points: earning them by rule, and grants to many."""
import uuid
from datetime import timedelta

from .. import keys
from ..city import now
from .budgets import budget
from .organisations import branch
from .request import Request

QUESTIONS = [{"text": "中华人民共和国工会法自哪一年起施行？", "options": ["1982", "1992", "2001"], "answer": 1},
             {"text": "工会会员的会籍随什么转移？", "options": ["劳动（工作）关系", "户口"], "answer": 0}]


def rule_body(kind, place, budget_id, points=5, **changes):
    """A rule that is open; quizzes ask QUESTIONS, of which one right answer will do."""
    return {"kind": kind, "organisation_id": place, "title": "每日签到", "description": "", "points": points,
            "budget_id": budget_id, "lot_days": 30, "pending_days": 0,
            "opens_at": (now() - timedelta(days=1)).isoformat("T", "seconds"),
            **({"quiz": {"pass_mark": 1, "questions": QUESTIONS}} if kind == "quiz" else {}), **changes}


def rule(city, kind="sign_in", place=None, points=5, total=1000, **changes):
    """The id of a rule of one test alone, and that of its budget. By default of a new organisation in
    Haizhou."""
    budget_id = changes.pop("budget_id", None) or budget(city, total)
    made = city.client.call(
        "earn_rule_create", rule_body(kind, place or branch(city), budget_id, points, **changes),
        token=city.admin()).must(201).json()
    return made["id"], budget_id


def members_under(city, count=1, **changes):
    """Members of a new organisation with a rule of its own, the rule's id, and its budget's."""
    place = branch(city)
    rule_id, budget_id = rule(city, place=place, **changes)
    return city.members(count, 0, place), rule_id, budget_id


def earn_rule_create(city):
    place = city.organisation("320706")
    return Request(201, {
        **rule_body("quiz", place, budget(city, 500, "320706")), "pending_days": 7, "caps": {
            "per_day": 5, "per_month": 50, "per_member": 100, "total": 500},
        "lots_expire_at": "2098-12-31T23:59:59+08:00", "closes_at": "2097-12-31T23:59:59+08:00",
        "merchant_id": None}, token=city.admin(), things=("organisation_id",))


def earn_rule_update(city):
    rule_id, _ = rule(city, place=city.organisation("320706"))
    return Request(200, {
        "title": "签到得积分", "description": "每天一次", "is_paused": True, "reason": "系统维护",
        "opens_at": "2026-01-01T00:00:00+08:00", "closes_at": "2097-12-31T23:59:59+08:00",
        "caps": {"per_day": 5, "per_month": 50, "per_member": 100, "total": 500}},
        path={"rule_id": rule_id}, token=city.admin(), place=city.organisation("320706"))


def earn_rule_get(city):
    rule_id, _ = rule(city, "quiz", city.organisation("320706"))
    return Request(200, path={"rule_id": rule_id}, token=city.admin(),
                   place=city.organisation("320706"))


def earn_rule_list(city):
    place = city.organisation("320706")
    shown, _ = rule(city, "quiz", place)
    return Request(200, query={"organisation_id": place, "kind": "quiz", "limit": "5"},
                   token=city.admin(), things=("organisation_id",), shows=shown)


def me_sign_in(city):
    (member,), _, _ = members_under(city)
    return Request(201, token=member.token)


def reporter(city, **changes):
    """(a member, a rule for events that a merchant reports, the merchant's key, the rule's budget)"""
    merchant = city.merchant()
    (member,), rule_id, budget_id = members_under(city, kind="event", merchant_id=merchant.id, **changes)
    return member, rule_id, keys.given(city, merchant.id), budget_id


def event(rule_id, member, ref=None, dry_run=False):
    return {"rule_id": rule_id, "member_no": member.member_no, "event_ref": ref or f"walk-{uuid.uuid4()}",
            "dry_run": dry_run}


def points_event_report(city):
    member, rule_id, key, _ = reporter(city)
    return Request(201, event(rule_id, member), headers=keys.headers(key), things=("rule_id",))


def of_quiz(status, body=None):
    def made(city):
        (member,), rule_id, _ = members_under(city, kind="quiz")
        return Request(status, body, path={"rule_id": rule_id}, token=member.token, things=())
    return made


def waiting(city):
    """(a member, the id of their earning of 5 points that waits)"""
    (member,), _, _ = members_under(city, pending_days=7)
    return member, city.client.call("me_sign_in", token=member.token).must(201).json()["id"]


def me_pending_points(city):
    member, _ = waiting(city)
    return Request(200, query={"limit": "5"}, token=member.token)


def points_pending_list(city):
    member = city.member()
    return Request(200, query={"member_id": member.id, "limit": "5"}, token=city.admin(),
                   things=("member_id",))


def points_pending_cancel(city):
    _, earning = waiting(city)
    return Request(200, {"reason": "活动方上报有误"}, path={"earning_id": earning}, token=city.admin(),
                   place=city.organisation("320706"))


def batch_body(budget_id, **changes):
    return {"reason": "国庆慰问", "budget_id": budget_id, "expires_at": "2098-12-31T23:59:59+08:00",
            **changes}


def points_grant_batch(city):
    code = city.database.value(
        "SELECT e.code FROM organisations AS e JOIN organisations AS o ON starts_with(e.path, o.path)"
        " WHERE o.code = '320706' AND e.level = 'enterprise' AND e.code NOT LIKE 'T-%%'"
        " AND e.id <> (SELECT core.organisation_of(m.id) FROM members AS m WHERE m.member_no = 10000001)"
        " ORDER BY e.code LIMIT 1")
    return Request(201, batch_body(
        budget(city, 50000, code), organisation_id=city.organisation(code), points=10, dry_run=False, starts_at=None),
        token=city.admin(), things=("organisation_id",))


def batch(city):
    """The id of a grant to two members out of a budget of Haizhou, which begins only in the far future."""
    return city.client.call("points_grant_batch", batch_body(
        budget(city, 500, "320706"), starts_at="2098-01-01T00:00:00+08:00", items=[
            {"member_no": member.member_no, "points": 10} for member in city.members(2)]),
        token=city.admin()).must(201).json()["id"]


def of_batch(status, body=None, **query):
    return lambda city: Request(status, body, path={"batch_id": batch(city)}, query=query,
                                token=city.admin(), place=city.organisation("320706"))


def points_grant_batch_list(city):
    shown = batch(city)
    return Request(200, query={"organisation_id": city.organisation("320706"), "limit": "5"},
                   token=city.admin(), things=("organisation_id",), shows=shown)


VALID = {
    "points_event_report": points_event_report,
    "quiz_get": of_quiz(200),
    "quiz_answer": of_quiz(201, {"answers": [1, 0]}),
    "me_pending_points": me_pending_points,
    "points_pending_list": points_pending_list,
    "points_pending_cancel": points_pending_cancel,
    "points_grant_batch": points_grant_batch,
    "points_grant_batch_list": points_grant_batch_list,
    "points_grant_batch_get": of_batch(200),
    "points_grant_batch_member_list": of_batch(200, state="waiting", limit="5"),
    "points_grant_batch_cancel": of_batch(200, {"reason": "名单有误"}),
    "earn_rule_list": earn_rule_list,
    "earn_rule_create": earn_rule_create,
    "earn_rule_get": earn_rule_get,
    "earn_rule_update": earn_rule_update,
    "me_earn_rules": lambda city: Request(200, query={"limit": "5"},
                                          token=members_under(city)[0][0].token),
    "me_sign_in": me_sign_in,
}
