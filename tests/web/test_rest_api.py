"""The REST API as a whole: one shape of refusal, pages that hold still, limits, and a description that is true."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse
from ninja import NinjaAPI, Router
from ninja.testing import TestClient

from evenhand.ops.people.gate import open_to_all
from evenhand.ops.people.models import User
from evenhand.ops.people.operations import ByToken
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.quality.models import Finding, Sample, Unit
from evenhand.ops.spine import clock
from evenhand.web.api import assembly
from hostile import cases, texts
from programs import API, program_of

READS = "quality.read"
SHAPE = {"error", "message", "fix", "field", "value", "request"}


@open_to_all("to try")
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("secret: 4711")


urlpatterns = [path("api/tried", broken), path("", include("evenhand.web.urls"))]
handler500 = "evenhand.web.refusals.failed"


def refused(answer: HttpResponse, status: int, error: str) -> dict[str, Any]:
    """A refusal, which has the shape of all refusals."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    said: dict[str, Any] = json.loads(answer.content)
    assert said.keys() == SHAPE
    assert said["error"] == error
    assert said["message"]
    assert said["request"] == answer.headers["X-Request-Id"]
    return said


def a_sample(by: User, name: str, at: datetime) -> Sample:
    policy, _ = Policy.objects.get_or_create(
        code="rules", defaults={"title_en": "R", "title_zh": "R", "created_at": at}
    )
    version, _ = PolicyVersion.objects.get_or_create(policy=policy, name="1", defaults={"created_at": at})
    return Sample.objects.create(
        name=name, sample_id=f"id of {name}", plan={}, policy_version=version, state="open", minutes=1, made_by=by,
        created_at=at, drawn_at=at,
    )  # fmt: skip


def some_findings(sample: Sample, names: list[str], at: datetime) -> None:
    units = Unit.objects.bulk_create(
        Unit(
            sample=sample, task_key=name, source="coop", decision_id=name, item_key=name, label="spam",
            assessed="none", assessment_id=name, assessed_at=at,
        )
        for name in names
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(unit=unit, finding_id=unit.task_key, error_type="over_enforcement", found_at=at) for unit in units
    )


def test_without_a_token_the_answer_says_how_to_bring_one(db: None) -> None:
    said = refused(Client().get(f"{API}quality/samples"), 401, "unauthenticated")
    assert "Authorization: Bearer" in said["fix"]


def test_without_the_capability_the_answer_names_it(ada: User) -> None:
    said = refused(program_of(ada, READS).get("policies"), 403, "denied")
    assert "policies.read" in said["message"]
    assert said["fix"]


@pytest.mark.parametrize(
    "address",
    [
        "nothing",
        "quality",
        "quality/samples/",
        "quality/samples/1",
        "quality/samples/../findings",
        "quality/samples/0197c2f1-0000-7000-8000-000000000000",
        "quality/samples/%00",
        "policies/versions/' OR 1=1",
    ],
)
def test_an_address_with_nothing_behind_it_is_not_found(address: str, ada: User) -> None:
    refused(program_of(ada, READS, "policies.read").get(address), 404, "not_found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_wrong_method_names_the_right_ones(method: str, ada: User) -> None:
    answer = getattr(Client(), method)(f"{API}quality/samples")
    assert "Allow" in refused(answer, 405, "wrong_method")["fix"]
    assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize(
    ("address", "field", "value", "fix"),
    [
        ("quality/samples", "limit", "0", "greater than or equal to 1"),
        ("quality/samples", "limit", "-1", "greater than or equal to 1"),
        ("quality/samples", "limit", "201", "less than or equal to 200"),
        ("quality/samples", "limit", "1e9", "valid integer"),
        ("quality/samples", "limit", "9" * 5_000, ""),
        ("quality/samples", "limit", "", "valid integer"),
        ("quality/samples", "state", "'; DROP TABLE quality_sample; --", "'drawing', 'open', 'closed' or 'failed'"),
        ("quality/samples", "after", "x", "begin anew"),
        ("quality/samples", "after", "\x00", "begin anew"),
        ("quality/samples", "after", "a" * 501, "at most 500 characters"),
        ("quality/samples", "after", "eyJhIjoxfQ:1abc:Zm9v", "begin anew"),
        ("quality/samples", "color", "red", "Parameters: after, limit, state."),
        ("quality/findings", "sample", "1", "UUID"),
        ("quality/findings", "since", "2026-03-01T00:00:00", "timezone"),
        ("quality/findings", "since", "yesterday", "datetime"),
        ("quality/findings", "error_type", "rude", "'over_enforcement'"),
        ("people/me", "as", "ada", "Parameters: none."),
    ],
)
def test_a_wrong_parameter_is_named_with_its_value_and_the_fix(
    address: str, field: str, value: str, fix: str, ada: User
) -> None:
    said = refused(program_of(ada, READS).get(address, **{field: value}), 422, "invalid")
    assert (said["field"], said["value"]) == (field, value[:200])
    assert fix in said["fix"]


@pytest.mark.parametrize("text", cases(texts.QUERIES, texts.BROKEN, texts.HIDDEN, texts.EMPTYISH, texts.NUMBERS))
def test_no_parameter_brings_an_operation_down(text: str, ada: User) -> None:
    program, typed = program_of(ada, READS), quote(text, safe="", errors="surrogatepass")
    asked = [
        *(f"quality/samples?{name}={typed}" for name in ("limit", "after", "state", typed)),
        *(f"quality/findings?{name}={typed}" for name in ("sample", "error_type", "root_cause", "since")),
        f"quality/samples/{typed}",
    ]
    answers = {address: program.get(address) for address in asked}
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code >= 500} == {}
    assert all(answer.content.isascii() for answer in answers.values())  # nothing that acts on a terminal
    assert {answer.headers["Content-Type"].partition(";")[0] for answer in answers.values()} == {"application/json"}


def test_our_own_failure_is_told_as_ours_and_tells_nothing_else(db: None) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get("/api/tried")
    assert "4711" not in answer.content.decode()
    refused(answer, 500, "failed")


def test_refusals_are_read_in_the_language_that_a_program_asks_for(db: None) -> None:
    answer = Client().get(f"{API}quality/samples", headers={"Accept-Language": "zh-Hans"})
    assert "令牌" in refused(answer, 401, "unauthenticated")["message"]


def test_too_many_requests_are_told_when_to_come_again(ada: User, at: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr(assembly, "MOST_A_MINUTE", 2)
    program, other = program_of(ada, READS), program_of(ada, READS, name="another")
    with clock.shifted(timedelta(seconds=50)):
        answers = [program.get("people/me") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert other.get("people/me").status_code == 200
    refused(answers[-1], 429, "too_many_requests")
    assert answers[-1].headers["Retry-After"] == "10"
    with clock.shifted(timedelta(seconds=60)):
        assert program.get("people/me").status_code == 200


def test_no_answer_sets_a_cookie_and_no_cache_keeps_it(ada: User) -> None:
    program = program_of(ada, READS)
    for address in ("people/me", "quality/samples", "policies"):
        answer = program.get(address)
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
    assert not program.get("nothing").cookies


def test_pages_hold_still_while_rows_come_in(ada: User, at: datetime) -> None:
    sample, before = a_sample(ada, "one", at), at - timedelta(days=1)
    names = [f"finding {number:02}" for number in range(40)]
    some_findings(sample, names[:25], before)  # many of one moment
    some_findings(sample, names[25:], before - timedelta(hours=1))
    seen: list[str] = []
    for number, page in enumerate(program_of(ada, READS).pages("quality/findings", limit=7)):
        seen += [row["finding_id"] for row in page]
        some_findings(sample, [f"new {number}"], at)
    assert len(seen) == len(set(seen))
    assert sorted(seen) == names


def test_a_place_in_one_list_is_none_in_another(ada: User, at: datetime) -> None:
    for number in range(2):
        a_sample(ada, f"sample {number}", at)
    program = program_of(ada, READS)
    place = program.read("quality/samples", limit=1)["next"]
    assert refused(program.get("quality/findings", after=place), 422, "invalid")["field"] == "after"


def test_a_list_of_many_costs_what_a_list_of_few_costs(
    ada: User, at: datetime, django_assert_max_num_queries: Any
) -> None:
    program = program_of(ada, READS)
    program.get("people/me")
    for number in range(120):
        a_sample(ada, f"sample {number}", at + timedelta(seconds=number))
    some_findings(Sample.objects.get(name="sample 0"), [f"finding {number}" for number in range(300)], at)
    with django_assert_max_num_queries(4):  # token, grants, samples, their progress
        assert len(program.read("quality/samples", limit=200)["items"]) == 120
    with django_assert_max_num_queries(4):  # token, grants, the whole person's grants, findings
        assert len(program.read("quality/findings", limit=200)["items"]) == 200


def test_the_horizon_says_up_to_when_the_facts_are_complete(ada: User, at: datetime) -> None:
    said = program_of(ada, READS).read("horizon")
    assert said.keys() == {"as_of", "entries", "head"}
    assert said["as_of"] is None


def test_the_description_is_read_without_a_token_and_is_whole(db: None) -> None:
    schema = Client().get(reverse("api:openapi")).json()
    shapes = schema["components"]["schemas"]
    operations = [operation for methods in schema["paths"].values() for operation in methods.values()]
    assert schema["openapi"].startswith("3.")
    assert len(operations) == len({operation["operationId"] for operation in operations}) >= 10
    for operation in operations:
        assert operation["description"]
        assert operation["security"] == [{"ByToken": []}]
        assert {"401", "403", "404", "422", "429"} <= operation["responses"].keys()
    referred = {word.rpartition("/")[2] for word in json.dumps(schema).split('"') if word.startswith("#/components/")}
    assert referred <= shapes.keys()


def test_the_page_names_every_operation_with_what_it_asks_for(ada: User, browse: Any) -> None:
    page = browse(ada).get(reverse("api:docs")).content.decode()
    schema = Client().get(reverse("api:openapi")).json()
    for address, methods in schema["paths"].items():
        assert address in page
        assert (methods["get"]["x-capability"] or "any token") in page


def test_an_operation_of_a_plain_router_without_a_rule_opens_to_nobody(ada: User) -> None:
    router = Router()

    @router.get("/secret")
    def secret(request: Any) -> str:
        return "secret"

    made = NinjaAPI(urls_namespace="plain", auth=ByToken(None), docs_url=None, openapi_url=None)
    made.add_router("", router)
    made.add_exception_handler(Exception, lambda request, error: HttpResponse(status=error.status))
    headers = {"Authorization": f"Bearer {program_of(ada, READS).token}"}
    assert TestClient(made).get("/secret", headers=headers).status_code == 403
