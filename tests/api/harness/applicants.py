"""People who apply for something: guests with papers of their own."""
from datetime import date, timedelta

from . import identifiers

FACTORY = "LYG-E001"  # an enterprise's union in Haizhou, as in the demo city
SHOP = "LYG-E078"     # one in Ganyu


class Applicant:
    """A guest who has agreed to what joining asks for. Nobody else in the database has these papers."""

    def __init__(self, city):
        self.city = city
        self.token = city.guest()
        self.id = city.forge.subject_of(self.token)
        number = city.database.value("SELECT member_no FROM members WHERE id = %s", self.id) % 10**7
        self.real_name = "买买提·吐尔逊"
        self.id_number = identifiers.id_number(
            "320721", date(1960, 1, 1) + timedelta(days=number // 1000), number % 1000)
        self.phone = identifiers.mobile(number)
        for purpose in ("membership_service", "id_number", "phone"):
            city.client.call("me_consent_give", {"purpose": purpose, "version": 1},
                             token=self.token).must(200)

    def papers(self, code=FACTORY, **changes):
        return {"organisation_id": self.city.organisation(code), "real_name": self.real_name,
                "id_number": self.id_number, "phone": self.phone, "employment_kind": "contract",
                **changes}

    def apply(self, code=FACTORY, key=None, **changes):
        more = {"key": key} if key else {}
        return self.city.client.call("membership_apply", self.papers(code, **changes),
                                     token=self.token, **more)

    def applied(self, code=FACTORY):
        """The id of a new application to join."""
        return self.apply(code).must(201).json()["id"]

    def joined(self, code=FACTORY):
        """Themself, a member by application."""
        decide(self.city, "approve", self.applied(code)).must(200)
        return self

    def transfer(self, code=SHOP):
        return self.city.client.call("transfer_apply", {
            "to_organisation_id": self.city.organisation(code), "reason": "到新单位工作"},
            token=self.token)

    def leave(self):
        return self.city.client.call("leaving_apply", {"reason": "返乡"}, token=self.token)

    def founding(self, **changes):
        """What they ask when they found the union of an enterprise that is theirs alone."""
        number = int(self.me()["member_no"]) % 10**8
        return {"name": "试验物流公司工会", "parent_organisation_id": self.city.organisation("320706"),
                "credit_code": identifiers.credit_code("91", "320706", number), "employees": 86,
                "contact": {"name": "李敏", "phone": self.phone}, **changes}

    def found(self, client=None, **changes):
        return (client or self.city.client).call("founding_apply", self.founding(**changes),
                                                 token=self.token)

    def application(self, application_id):
        return self.city.client.call("membership_application_get", token=self.token,
                                     path={"application_id": application_id})

    def withdraw(self, application_id):
        return self.city.client.call("membership_application_withdraw", token=self.token,
                                     path={"application_id": application_id})

    def me(self):
        return self.city.client.call("me_get", token=self.token).must(200).json()


def decide(city, decision, application_id, login="haizhou", token=None, client=None, **body):
    """One of the staff approves, rejects or returns it."""
    if decision != "approve":
        body = {"reason": "请核对后再提交", **body}
    return (client or city.client).call(
        f"admin_application_{decision}", body, path={"application_id": application_id},
        token=token or city.admin(login))
