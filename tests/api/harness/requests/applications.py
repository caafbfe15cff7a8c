"""Applications."""
from .. import identifiers
from ..applicants import FACTORY, SHOP, Applicant, decide
from .request import Request


def membership_apply(city):
    applicant = Applicant(city)
    return Request(201, applicant.papers(), token=applicant.token, things=(), personal=True)


def membership_application_list(city):
    applicant = Applicant(city)
    applicant.applied()
    return Request(200, query={"limit": "5"}, token=applicant.token)


def membership_application_get(city):
    applicant = Applicant(city)
    return Request(200, path={"application_id": applicant.applied()}, token=applicant.token)


def membership_application_resubmit(city):
    applicant = Applicant(city)
    application_id = applicant.applied()
    decide(city, "return", application_id).must(200)
    return Request(200, applicant.papers(), path={"application_id": application_id},
                   token=applicant.token, things=("application_id",))


def transfer_apply(city):
    return Request(201, {"to_organisation_id": city.organisation(SHOP), "reason": "到新单位工作"},
                   token=city.member().token, things=(), personal=True)


def leaving_apply(city):
    return Request(201, {"reason": "返乡"}, token=city.member().token, things=(), personal=True)


def founding_apply(city):
    applicant = Applicant(city)
    return Request(201, applicant.founding(), token=applicant.token, things=(), personal=True)


def founding_application_get(city):
    applicant = Applicant(city)
    made = applicant.found().must(201).json()
    return Request(200, path={"application_id": made["id"]}, token=applicant.token)


def founding_application_list(city):
    applicant = Applicant(city)
    applicant.found().must(201)
    return Request(200, query={"limit": "5"}, token=applicant.token)


def founding_application_resubmit(city):
    applicant = Applicant(city)
    made = applicant.found().must(201).json()
    decide(city, "return", made["id"]).must(200)
    return Request(200, applicant.founding(), path={"application_id": made["id"]},
                   token=applicant.token, things=("application_id",))


def merchant(city, applicant, **changes):
    """What somebody says who asks for a contract: a merchant that is theirs alone."""
    number = int(applicant.me()["member_no"])
    return {"organisation_id": city.organisation("320706"), "name": f"试验采茶园 {number}",
            "kind": "picking_garden", "district_code": "320706", "address": "云雾茶场 3 号",
            "credit_code": identifiers.credit_code("91", "320706", number % 10**8),
            "lng": 119.2914, "lat": 34.6402, "introduction": "采茶、炒茶体验。", **changes}


def merchant_apply(city):
    applicant = Applicant(city)
    return Request(201, merchant(city, applicant), token=applicant.token, things=(), personal=True)


def of_merchant_application(path=True):
    def made(city):
        applicant = Applicant(city)
        application = city.client.call("merchant_apply", merchant(city, applicant),
                                       token=applicant.token).must(201).json()
        return Request(200, path={"application_id": application["id"]} if path else None,
                       query=None if path else {"limit": "5"}, token=applicant.token)
    return made


def admin_application_list(city):
    shown = Applicant(city).applied()
    city.database.execute(  # before all that other tests have left
        "UPDATE applications SET due_at = (SELECT min(due_at) FROM applications WHERE due_at > now())"
        " - interval '1 second' WHERE id = %s", shown)
    return Request(200, query={"limit": "5", "kind": "joining", "state": "submitted",
                               "overdue": "false"},
                   token=city.admin("haizhou"), place=city.organisation(FACTORY), shows=shown)


def admin_application_get(city):
    return Request(200, path={"application_id": Applicant(city).applied()},
                   token=city.admin("haizhou"), place=city.organisation(FACTORY))


def admin_application_approve(city):
    return Request(200, {"comment": "同意入会", "stage": 1},
                   path={"application_id": Applicant(city).applied()},
                   token=city.admin("haizhou"), place=city.organisation(FACTORY))


def admin_application_refuse(city):
    return Request(200, {"reason": "姓名与身份证不一致", "stage": 1},
                   path={"application_id": Applicant(city).applied()},
                   token=city.admin("haizhou"), place=city.organisation(FACTORY))


VALID = {
    "membership_apply": membership_apply,
    "membership_application_list": membership_application_list,
    "membership_application_get": membership_application_get,
    "membership_application_withdraw": membership_application_get,
    "membership_application_resubmit": membership_application_resubmit,
    "transfer_apply": transfer_apply,
    "leaving_apply": leaving_apply,
    "founding_apply": founding_apply,
    "founding_application_list": founding_application_list,
    "founding_application_get": founding_application_get,
    "founding_application_withdraw": founding_application_get,
    "founding_application_resubmit": founding_application_resubmit,
    "merchant_apply": merchant_apply,
    "merchant_application_list": of_merchant_application(path=False),
    "merchant_application_get": of_merchant_application(),
    "merchant_application_withdraw": of_merchant_application(),
    "admin_application_list": admin_application_list,
    "admin_application_get": admin_application_get,
    "admin_application_approve": admin_application_approve,
    "admin_application_reject": admin_application_refuse,
    "admin_application_return": admin_application_refuse,
}
