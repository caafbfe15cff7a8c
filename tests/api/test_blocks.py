"""Blocks: who may not take part, where, and until when."""
from datetime import timedelta

from harness.city import now
from harness.requests.awards import block, block_body
from harness.requests.organisations import branch


def create(city, body):
    return city.client.call("block_create", body, token=city.admin())


def days(number):
    return (now() + timedelta(days=number)).isoformat("T", "seconds")


def test_block_create_keeps_somebody_out(city):
    """Of what the organisation and those below it run, and of nothing else."""
    place = branch(city)
    member = city.member(organisation_id=place)
    lotteries = [city.lottery(cost_points=0, rules=[
        f"UPDATE activities SET organisation_id = '{city.organisation(code)}' WHERE id = %s"])
        for code in ("320706", "320707")]
    made = block(city, member)
    assert made["member"] == {"id": member.id, "member_no": member.member_no, "real_name": "试*"}
    drawn = [city.client.call("lottery_draw", {}, path={"lottery_id": lottery.id}, token=member.token)
             for lottery in lotteries]
    assert [answer.status for answer in drawn] == [403, 201] and drawn[0].code == "not_eligible"
    said = city.client.call("me_eligibility", query={"activity_id": lotteries[0].id}, token=member.token)
    assert said.must(200).json()["reasons"] == ["blocked"]
    city.client.call("block_end", {"reason": "申诉成立"}, path={"block_id": made["id"]},
                     token=city.admin()).must(200)
    city.client.call("lottery_draw", {}, path={"lottery_id": lotteries[0].id}, token=member.token).must(201)


def test_block_create_by_member_no(city):
    place = branch(city)
    member = city.member(organisation_id=place)
    body = block_body(member, place, member_no=member.member_no)
    both = create(city, body).must(422, "validation_failed")
    assert set(both.errors) == {("#/member_id", "conflict"), ("#/member_no", "conflict")}
    del body["member_id"]
    assert create(city, body).must(201).json()["member"]["id"] == member.id
    create(city, body).must(409, "member_blocked")
    create(city, {**body, "member_no": "99999999"}).must(404, "member_not_found")
    neither = create(city, {name: body[name] for name in ("organisation_id", "reason", "expires_at")})
    assert set(neither.must(422).errors) == {("#/member_id", "required"), ("#/member_no", "required")}


def test_block_create_period(city):
    place = branch(city)
    member = city.member(organisation_id=place)
    for end in (days(-1), days(3 * 366)):
        create(city, block_body(member, place, expires_at=end)).must(422, "block_period_not_valid")
    create(city, block_body(member, place, expires_at=days(3 * 365 - 1))).must(201)


def test_block_create_of_a_guest(city):
    """Who is no person of the staff's organisations cannot be named."""
    guest = city.database.value("INSERT INTO members (member_no) VALUES (nextval('core.member_numbers'))"
                                " RETURNING id")
    body = {**block_body(city.member(), branch(city)), "member_id": str(guest)}
    create(city, body).must(404, "member_not_found")


def test_block_end(city):
    made = block(city)
    path, why = {"block_id": made["id"]}, {"reason": "申诉成立"}
    ended = city.client.call("block_end", why, path=path, token=city.admin()).must(200).json()
    assert ended["ended_at"] and ended["ended_by"] == "lianyungang"
    city.client.call("block_end", why, path=path, token=city.admin()).must(409, "block_over")


def test_block_list(city):
    place = branch(city)
    made = [block(city, city.member(organisation_id=place), place)["id"] for _ in range(3)]
    query = {"organisation_id": place, "limit": 2}
    page = city.client.call("block_list", query=query, token=city.admin()).must(200).json()
    rest = city.client.call("block_list", query={**query, "cursor": page["next_cursor"]},
                            token=city.admin()).must(200).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == made[::-1]
    member = page["items"][0]["member"]["id"]
    found = city.client.call("block_list", query={"member_id": member},
                             token=city.staff("auditor", place)).must(200).json()
    assert [item["id"] for item in found["items"]] == [made[2]]
    city.client.call("block_list", query={"cursor": "e30"}, token=city.admin()).must(
        400, "cursor_invalid")
