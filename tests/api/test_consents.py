"""What people agree to, and take back."""
import json
import subprocess
from datetime import datetime, timedelta

from harness import server as servers
from harness.city import now


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


def publish(settings, *words, text="手机号的新说明\n"):
    return subprocess.run([servers.binary(), "consent", "publish", *words], input=text, timeout=60,
                          env=servers.environment(settings), capture_output=True, text=True,
                          check=False)


def test_consent_publish_by_whoever_runs_the_machine(city, settings):
    """A new wording waits for its day; until then nobody sees it or is asked."""
    day = now() + timedelta(days=30)
    done = publish(settings, "phone", "--title", "手机号", "--from", day.isoformat())
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert (made["purpose"], datetime.fromisoformat(made["effective_at"])) == ("phone", day)
    assert city.database.value("SELECT text FROM consent_texts WHERE purpose = 'phone' AND version = %s",
                               made["version"]) == "手机号的新说明"
    texts = city.client.call("consent_text_list", query={"purpose": "phone"}).must(200).json()["items"]
    assert [item["version"] for item in texts] == [1]


def test_consent_publish_refused(city, settings):
    before = city.database.value("SELECT count(*) FROM consent_texts")
    for words, text in ((("phone",), "文"), (("phone", "--title", "手机号"), "\n"),
                        (("phone", "--title", "手机号", "--from", "2020-01-01T00:00+08:00"), "文"),
                        (("phone", "--title", "手机号"), "文" * 4001),
                        (("bogus", "--title", "手机号"), "文"),
                        (("phone", "--title", "手机号", "--from", "soon"), "文")):
        done = publish(settings, *words, text=text)
        assert done.returncode == 1 and done.stderr, words
    assert city.database.value("SELECT count(*) FROM consent_texts") == before
