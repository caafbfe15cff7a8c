"""Benefits are for members: who has joined no union, has left, or is suspended, gets none."""
import pytest

from harness import requests


def leave(city, member):
    city.database.execute("SELECT core.membership_end((SELECT person_id FROM members WHERE id = %s),"
                          " 'left')", member.id)


def suspend(city, member):
    city.database.execute("UPDATE members SET status = 'suspended' WHERE id = %s", member.id)


def forget_papers(city, member):
    city.database.execute("UPDATE members SET person_id = NULL WHERE id = %s", member.id)


STANDINGS = {"left": leave, "suspended": suspend, "guest": forget_papers}


@pytest.mark.parametrize("standing", sorted(STANDINGS))
def test_me_get_tells_the_standing(city, standing):
    member = city.member()
    assert city.client.call("me_get", token=member.token).must(200).json()["status"] == "active"
    STANDINGS[standing](city, member)
    told = city.client.call("me_get", token=member.token).must(200).json()
    assert told["status"] == standing
    assert (told["organisation"] is None) == (standing != "suspended")
    assert (told["joined_at"] is None) == (standing == "guest")


@pytest.mark.parametrize("standing", sorted(STANDINGS))
@pytest.mark.parametrize("name", ["lottery_draw", "order_create"])
def test_benefits_need_a_membership(city, name, standing):
    request = requests.valid(city, name)
    member = city.member(1000)
    STANDINGS[standing](city, member)
    requests.send(city, name, request, token=member.token).must(403, "membership_required")
    assert city.wallet(member)[0] == 1000


def test_order_create_replay_outlives_the_membership(city):
    """What was answered once is answered again: the melon was theirs."""
    request = requests.valid(city, "order_create")
    member = city.member(1000)
    first = requests.send(city, "order_create", request, token=member.token,
                          key="melon-before-leaving").must(201)
    leave(city, member)
    again = requests.send(city, "order_create", request, token=member.token,
                          key="melon-before-leaving").must(201)
    assert again.body == first.body
