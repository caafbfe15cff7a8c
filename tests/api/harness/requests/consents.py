"""What people agree to."""
from .request import Request


def me_consent_withdraw(city):
    member = city.member()
    city.client.call("me_consent_give", {"purpose": "phone", "version": 1},
                     token=member.token).must(200)
    return Request(200, path={"purpose": "phone"}, token=member.token)


VALID = {
    "consent_text_list": lambda city: Request(200, query={"purpose": "id_number"}),
    "me_consent_list": lambda city: Request(200, token=city.member().token),
    "me_consent_give": lambda city: Request(200, {"purpose": "id_number", "version": 1},
                                            token=city.member().token),
    "me_consent_withdraw": me_consent_withdraw,
}
