"""The same person signs in many times at once, for the first time: one account."""
from harness.crowd import together
from harness.mini_program import FIRST, SECOND, UNBOUND, somebody

COPIES = 12


def sign_in_together(city, twin, user, appids):
    """COPIES sign-ins at the same moment by two processes, with these apps in turn."""
    def ask(number):
        client = (city.client, twin)[number % 2]
        body = {"code": f"demo-{user}", "appid": appids[number // 2 % len(appids)]}
        return client.call("auth_wechat", body).must(200).json()["member_id"]
    try:
        return together([lambda n=n: ask(n) for n in range(COPIES)])
    finally:
        city.client.close()
        twin.close()


def accounts(city):
    return city.database.value("SELECT count(*) FROM members")


def test_first_sign_ins_with_one_app(city, twin):
    for appid in (FIRST, UNBOUND):
        user, before = somebody(), accounts(city)
        found = sign_in_together(city, twin, user, [appid])
        assert len(set(found)) == 1 and accounts(city) == before + 1
        assert city.database.value("SELECT count(*) FROM identities WHERE member_id = %s",
                                   found[0]) == 1


def test_first_sign_ins_with_two_apps(city, twin):
    """Neither app's identity is there yet; only the unionid tells that it is one person."""
    for _ in range(5):
        user, before = somebody(), accounts(city)
        found = sign_in_together(city, twin, user, [FIRST, SECOND])
        assert len(set(found)) == 1 and accounts(city) == before + 1
        assert city.database.value("SELECT count(*) FROM identities WHERE member_id = %s",
                                   found[0]) == 2


def test_both_ways_to_sign_in_taken_away_at_once(city, twin):
    """One of them stays, whichever is asked for first."""
    for _ in range(5):
        user = somebody()
        body = {"code": f"demo-{user}", "appid": FIRST}
        token = city.client.call("auth_wechat", body).must(200).json()["access_token"]
        city.client.call("auth_wechat", {**body, "appid": SECOND}).must(200)
        items = city.client.call("me_identity_list", token=token).must(200).json()["items"]
        answers = together([lambda c=client, i=item: c.call(
            "me_identity_delete", path={"identity_id": i["id"]}, token=token)
            for client, item in zip((city.client, twin), items)])
        assert sorted(answer.status for answer in answers) == [204, 409], answers
        city.client.close()
        twin.close()
