"""What people agree to, and take back."""


def give(city, member, purpose, version=1):
    return city.client.call("me_consent_give", {"purpose": purpose, "version": version},
                            token=member.token)


def stand(city, member):
    listed = city.client.call("me_consent_list", token=member.token).must(200).json()
    return {item["purpose"]: item for item in listed["items"]}


def test_consent_text_list_needs_no_token_and_can_be_kept(city):
    answer = city.client.call("consent_text_list").must(200)
    items = answer.json()["items"]
    assert [item["purpose"] for item in items] == ["membership_service", "id_number", "phone"]
    assert all(item["is_current"] and len(item["text"]) > 50 for item in items)
    assert [item["is_sensitive"] for item in items] == [False, True, False]
    again = city.client.call("consent_text_list", headers={"If-None-Match": answer.header("ETag")})
    assert again.status == 304


def test_me_consent_give_and_withdraw(city):
    member = city.member()
    before = stand(city, member)["phone"]
    assert (before["is_given"], before["given_version"], before["given_at"]) == (False, None, None)
    given = give(city, member, "phone").must(200).json()
    assert given["is_given"] and given == stand(city, member)["phone"]
    assert give(city, member, "phone").must(200).json() == given, "twice is once"
    taken = city.client.call("me_consent_withdraw", path={"purpose": "phone"},
                             token=member.token).must(200).json()
    assert not taken["is_given"] and taken["withdrawn_at"] and taken["given_version"] == 1
    me = city.client.call("me_get", token=member.token).must(200).json()
    assert me["phone"] is None, "with the consent goes the phone"
    city.client.call("me_consent_withdraw", path={"purpose": "phone"},
                     token=member.token).must(404, "consent_not_given")
    assert give(city, member, "phone").must(200).json()["is_given"]


def test_me_consent_give_of_another_version(city):
    give(city, city.member(), "phone", 2).must(409, "consent_version_old")


def test_me_consent_give_by_nobody(city, forge):
    nobody = forge.token("0190f1c2-0000-7000-8000-00000000000f", "member")
    city.client.call("me_consent_give", {"purpose": "phone", "version": 1},
                     token=nobody).must(404, "member_unknown")


def test_me_consent_withdraw_of_what_membership_stands_on(city):
    member = city.member()
    give(city, member, "id_number").must(200)
    city.client.call("me_consent_withdraw", path={"purpose": "id_number"},
                     token=member.token).must(409, "consent_needed")
    assert stand(city, member)["id_number"]["is_given"]


def test_me_consent_is_of_one_member(city):
    member, other = city.members(2)
    give(city, member, "phone").must(200)
    assert not stand(city, other)["phone"]["is_given"]
