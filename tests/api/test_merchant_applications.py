"""A farm asks for a contract, and is in business when the union agrees."""
import pytest

from harness.applicants import Applicant, decide
from harness.requests import unknown_id
from harness.requests.applications import merchant


@pytest.fixture
def farmer(city):
    return Applicant(city)


def apply(city, applicant, **changes):
    return city.client.call("merchant_apply", merchant(city, applicant, **changes),
                            token=applicant.token)


def test_merchant_apply_until_in_business(city, farmer):
    wanted = merchant(city, farmer)
    made = apply(city, farmer).must(201).json()
    assert (made["kind"], made["state"], made["merchant"]) == ("merchant", "submitted", None)
    assert made["form"]["merchant_kind"] == "picking_garden" and made["decided_by"]["name"] == "海州区总工会"
    done = decide(city, "approve", made["id"]).must(200).json()
    profile = city.client.call("merchant_get", path={"merchant_id": done["merchant"]["id"]}).must(
        200).json()
    assert {**profile, **{name: wanted[name] for name in (
        "name", "kind", "district_code", "address", "lng", "lat", "introduction")}} == profile
    stores = city.client.call("store_list", path={"merchant_id": profile["id"]}).must(200).json()
    assert [item["address"] for item in stores["items"]] == [wanted["address"]]
    owner = city.forge.token(farmer.id, "member merchant_staff")
    staff = city.client.call("merchant_staff_list", path={"merchant_id": profile["id"]},
                             token=owner).must(200).json()["items"]
    assert [(one["member_no"], one["role"]) for one in staff] == [(farmer.me()["member_no"], "owner")]
    city.client.call("merchant_key_create", {"name": "仓库", "mode": "live", "scopes": ["products:read"]},
                     path={"merchant_id": profile["id"]}, token=owner).must(201)
    mine = city.client.call("merchant_application_get", path={"application_id": made["id"]},
                            token=farmer.token).must(200).json()
    assert (mine["state"], mine["merchant"]["name"], mine["applicant"]) == (
        "approved", wanted["name"], None)
    assert city.client.call("membership_application_list", token=farmer.token).json()["items"] == []
    assert city.client.call("founding_application_list", token=farmer.token).json()["items"] == []
    assert city.database.violations() == []


def test_merchant_apply_refused(city, farmer):
    refused = ((404, "organisation_not_found", {"organisation_id": unknown_id()}),
               (409, "organisation_not_suitable", {"organisation_id": city.organisation("LYG-E001")}),
               (409, "merchant_taken", {"name": city.merchant().name}))
    for status, code, change in refused:
        apply(city, farmer, **change).must(status, code)
    made = apply(city, farmer).must(201).json()
    apply(city, farmer).must(409, "application_pending")
    other = Applicant(city)
    code = merchant(city, farmer)["credit_code"]
    apply(city, other, credit_code=code).must(409, "merchant_taken")
    other.apply().must(201)  # joining is another lane
    apply(city, other).must(201)
    path = {"application_id": made["id"]}
    for operation in ("merchant_application_get", "merchant_application_withdraw"):
        city.client.call(operation, path=path, token=other.token).must(404, "application_not_found")
    for operation in ("membership_application_get", "founding_application_withdraw"):
        city.client.call(operation, path=path, token=farmer.token).must(404, "application_not_found")
    gone = city.client.call("merchant_application_withdraw", path=path, token=farmer.token)
    assert gone.must(200).json()["state"] == "withdrawn"
    city.client.call("merchant_application_withdraw", path=path, token=farmer.token).must(
        409, "application_not_open")
    apply(city, other, credit_code=code).must(409, "application_pending")
    again = apply(city, farmer).must(201).json()
    decide(city, "reject", again["id"]).must(200)
    listed = city.client.call("merchant_application_list", token=farmer.token).must(200).json()["items"]
    assert [item["state"] for item in listed] == ["rejected", "withdrawn"]
    city.client.call("merchant_application_list", token=farmer.token,
                     query={"cursor": "e30"}).must(400, "cursor_invalid")


def test_a_name_that_was_taken_meanwhile(city, farmer):
    made = apply(city, farmer).must(201).json()
    decide(city, "return", made["id"]).must(409, "decision_not_allowed")
    city.database.execute("UPDATE merchants SET name = %s WHERE id = %s",
                          merchant(city, farmer)["name"], city.merchant().id)
    decide(city, "approve", made["id"]).must(409, "merchant_taken")
    assert city.client.call("merchant_application_get", path={"application_id": made["id"]},
                            token=farmer.token).must(200).json()["state"] == "submitted"
