"""The pages: who may open them, what they show in each state, and what they never show."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from quality_cast import LANGUAGES, SOURCE, assess_all, assess_next, drawn, publish, store_decisions

from evenhand import assess
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.quality.selectors.population import previewed
from evenhand.ops.quality.types import Named
from evenhand.ops.quality.vocabulary import Mode, SampleState
from evenhand.ops.spine import facts
from evenhand.ops.spine.ids import new_id

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]
Hire = Callable[..., User]

HOSTILE = '<script>alert("x")</script>'
FORMULA = '=HYPERLINK("http://evil.example","open")'


@pytest.fixture
def sample(decisions: None, rules: PolicyVersion, ada: User, at: datetime) -> Sample:
    return drawn(ada, rules, at=at, where={"label": ("none", "spam")})


@pytest.fixture
def assessed(sample: Sample, ben: User, at: datetime) -> Sample:
    """The same, all of it assessed, five otherwise."""
    assess_all(ben, sample, at=at, wrong=5)
    return sample


def typed(version: PolicyVersion | None = None, **other: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    return {
        "token": str(new_id()),
        "name": "Weekly",
        "source": SOURCE,
        "since": "",
        "until": "",
        "how_much": "size",
        "size": "30",
        "strata": ["language"],
        "allocation": "proportional",
        "policy": str(version.uuid) if version else "labels",
        "mode": "tasks",
        "minutes": "2",
        "target": "95",
        **other,
    }


def page(client: Client, name: str, **kwargs: Any) -> str:
    answer = client.get(reverse(f"quality:{name}", kwargs=kwargs or None))
    assert answer.status_code == 200
    return answer.content.decode()


LISTS = ("samples", "findings")
OF_A_SAMPLE = ("sample", "report", "rows")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_to_those_who_read_quality(
    browse: Browse, ada: User, ben: User, chi: User, dee: User, name: str
) -> None:
    url = reverse(f"quality:{name}")
    answers = {who.name: browse(who).get(url).status_code for who in (ada, ben, chi, dee)}
    assert answers == {"Ada": 200, "Ben": 200, "Chi": 200, "Dee": 403}
    assert browse(None).get(url).status_code == 302


@pytest.mark.parametrize("name", OF_A_SAMPLE)
def test_a_samples_page_opens_to_those_in_whose_scope_it_lies(
    browse: Browse, assessed: Sample, chi: User, hire: Hire, name: str
) -> None:
    other = hire("Finn", Role.PARTNER_LEAD, partner="cairo")
    url = reverse(f"quality:{name}", kwargs={"uuid": assessed.uuid})
    assert (browse(chi).get(url).status_code, browse(other).get(url).status_code) == (200, 404)


@pytest.mark.parametrize("name", ["new"])
def test_a_plan_is_for_planners(browse: Browse, ben: User, ada: User, decisions: None, name: str) -> None:
    url = reverse(f"quality:{name}")
    assert (browse(ben).get(url).status_code, browse(ada).get(url).status_code) == (403, 200)


@pytest.mark.parametrize("name", ["close", "again", "second"])
def test_what_changes_a_sample_is_for_planners(browse: Browse, sample: Sample, ben: User, name: str) -> None:
    assert browse(ben).post(reverse(f"quality:{name}", kwargs={"uuid": sample.uuid})).status_code == 403


def test_without_decisions_the_form_says_what_to_do(browse: Browse, ada: User, home: Path) -> None:
    assert "Import decisions" in page(browse(ada), "new")


def test_the_form_starts_with_a_plan_that_can_be_drawn_at_once(browse: Browse, ada: User, decisions: None) -> None:
    shown = page(browse(ada), "new")
    assert "accuracy to within" in shown or "accuracy will be exact" in shown
    assert SOURCE in shown


def test_the_preview_answers_as_one_types(browse: Browse, ada: User, decisions: None, rules: PolicyVersion) -> None:
    answer = browse(ada).post(reverse("quality:preview"), typed(rules), headers={"HX-Request": "true"})
    expected = assess.preview(
        facts.whole(), assess.read_plan({"size": 30, "strata": ["language"], "population": {"source": SOURCE}})
    )
    assert (
        f"30 of 120 decisions: accuracy to within ± {expected.half_width * 100:.1f} points." in answer.content.decode()
    )


def test_an_error_stands_beside_its_field_and_what_was_typed_is_kept(
    browse: Browse, ada: User, decisions: None
) -> None:
    client = browse(ada)
    live = client.post(reverse("quality:preview"), typed(size="0")).content.decode()
    whole = client.post(reverse("quality:new"), typed(size="0", name="My very own name"))
    assert 'id="live-size"' in live
    assert "greater than or equal to 1" in live.split('id="live-size"')[1].split("</div>")[0]
    assert whole.status_code == 422
    assert "My very own name" in whole.content.decode()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"since": "2026-03-02", "until": "2026-03-01"}, "before the first day"),
        ({"size": ""}, "Say how many"),
        ({"how_much": "width", "half_width": ""}, "how sure"),
        ({"floor": "3", "person_floor": "2"}, "Keep one of the two"),
        ({"how_much": "width", "half_width": "3", "allocation": "score"}, "give a number of decisions"),
        ({"source": "nowhere"}, "nowhere"),
        ({"since": "yesterday"}, "2026-03-02"),
        ({"minutes": "-1"}, "0.1"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused_in_words(
    browse: Browse, ada: User, decisions: None, other: dict[str, str], words: str
) -> None:
    answer = browse(ada).post(reverse("quality:new"), typed(**other))
    assert (answer.status_code, words in answer.content.decode(), Sample.objects.count()) == (422, True, 0)


def test_a_plan_that_fits_nothing_says_so_and_draws_nothing(browse: Browse, ada: User, decisions: None) -> None:
    answer = browse(ada).post(reverse("quality:new"), typed(since="2020-01-01", until="2020-01-02", draw="1"))
    assert "No decision fits this plan." in answer.content.decode()
    assert Sample.objects.count() == 0


def test_labels_that_the_policy_lacks_are_told_before_the_draw(
    browse: Browse, ada: User, home: Path, rules: PolicyVersion
) -> None:
    store_decisions(40, label="toxic")
    shown = browse(ada).post(reverse("quality:preview"), typed(rules, size="10")).content.decode()
    assert "no clause of this policy (toxic)" in shown


def test_preview_without_scripts_draws_nothing(browse: Browse, ada: User, decisions: None) -> None:
    answer = browse(ada).post(reverse("quality:new"), typed(preview="1"))
    assert (answer.status_code, "30 of 120" in answer.content.decode(), Sample.objects.count()) == (200, True, 0)


def test_a_first_sample_needs_no_policy(browse: Browse, ada: User, decisions: None, at: datetime) -> None:
    answer = browse(ada).post(reverse("quality:new"), typed(draw="1"))
    made = Sample.objects.get()
    assert answer.headers["Location"] == reverse("quality:sample", kwargs={"uuid": made.uuid})
    assert set(made.policy_version.clauses.values_list("code", flat=True)) == {"spam", "hate"}
    assert made.state == SampleState.DRAWING


def test_a_limited_planner_is_offered_their_scope_alone(browse: Browse, ada: User, decisions: None) -> None:
    ada.grants.update(partners=["lisbon"])
    shown = page(browse(ada), "new")
    assert ("lisbon" in shown, "kuala" in shown) == (True, False)
    answer = browse(ada).post(reverse("quality:preview"), typed()).content.decode()
    assert "30 of 60" in answer


def test_a_sample_being_drawn_renews_itself_and_then_stops(
    browse: Browse, ada: User, decisions: None, rules: PolicyVersion, at: datetime
) -> None:
    from quality_cast import asked

    made = services.plan_sample(asked(rules), uuid=new_id(), by=ada, at=at)
    client = browse(ada)
    assert "hx-trigger" in page(client, "sample", uuid=made.uuid)
    services.draw(made.uuid, at=at)
    assert "hx-trigger" not in page(client, "sample", uuid=made.uuid)


def test_a_sample_that_was_not_drawn_says_why_and_can_be_drawn_again(
    browse: Browse, ada: User, decisions: None, rules: PolicyVersion, at: datetime
) -> None:
    made = drawn(ada, rules, at=at, where={"market": ("XX",)})
    shown = page(browse(ada), "sample", uuid=made.uuid)
    assert ("population of the plan is empty" in shown, "Draw it again" in shown) == (True, True)


def test_an_unassessed_samples_report_says_nothing_yet(browse: Browse, sample: Sample, ada: User) -> None:
    assert "Nothing has been assessed yet" in page(browse(ada), "report", uuid=sample.uuid)


def test_a_half_assessed_report_says_what_is_open_and_what_is_on_its_way(
    browse: Browse, sample: Sample, ada: User, ben: User, at: datetime
) -> None:
    assess_next(ben, sample, at=at)
    publish(at)
    assess_next(ben, sample, at=at)
    shown = page(browse(ada), "report", uuid=sample.uuid)
    assert "1 assessment is on its way" in shown
    assert "11 of 12" in shown


def test_the_numbers_on_the_page_are_the_librarys(browse: Browse, assessed: Sample, ada: User) -> None:
    from evenhand.ui.format import percent

    shown = page(browse(ada), "report", uuid=assessed.uuid)
    expected = assess.quality(facts.whole(), assessed.sample_id)
    figures = [figure for figure in expected.overall if figure.estimate is not None]
    assert [percent(figure.estimate) in shown for figure in figures if figure.estimate is not None] == [True] * len(
        figures
    )
    assert f"{expected.findings} findings" in shown


def test_a_partner_leads_page_names_no_other_partner(browse: Browse, assessed: Sample, chi: User) -> None:
    client = browse(chi)
    pages = [page(client, name, uuid=assessed.uuid) for name in OF_A_SAMPLE] + [page(client, name) for name in LISTS]
    assert ["kuala" in shown.lower() for shown in pages] == [False] * len(pages)


@pytest.mark.parametrize("by", ["language", "partner", "label", "queue", "judge_kind", "item.content_type", "nonsense"])
def test_the_report_is_sliced_by_a_link(browse: Browse, assessed: Sample, ada: User, by: str) -> None:
    answer = browse(ada).get(reverse("quality:report", kwargs={"uuid": assessed.uuid}), {"by": by})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "begins"), [("html", b"<!doctype"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("md", b"#"), ("json", b"{")]
)
def test_a_document_is_one_click_away(browse: Browse, assessed: Sample, ada: User, form: str, begins: bytes) -> None:
    answer = browse(ada).get(reverse("quality:document", kwargs={"uuid": assessed.uuid, "form": form}))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body.startswith(begins)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_document_of_no_known_form_is_not_found(browse: Browse, assessed: Sample, ada: User) -> None:
    assert (
        browse(ada).get(reverse("quality:document", kwargs={"uuid": assessed.uuid, "form": "exe"})).status_code == 404
    )


def test_rows_come_in_pages_and_as_csv(
    browse: Browse, hire: Hire, ada: User, rules: PolicyVersion, home: Path, at: datetime
) -> None:
    store_decisions(130)
    made = drawn(ada, rules, at=at, size=120, strata=())
    reader = hire("Tomas", Role.TRAINER)
    client, url = browse(reader), reverse("quality:rows", kwargs={"uuid": made.uuid})
    assert "Next" in client.get(url).content.decode()
    assert client.get(url, {"page": "3"}).content.decode().count("<tr") == 21
    answer = client.get(url, {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert len(rows) == 120


@pytest.mark.parametrize(
    "query", ["page=-4", "page=x", "page=99999999999999", "by=judge_id&value=x", "metric=zzz", "state=zzz", "value=%00"]
)
def test_a_strange_address_of_rows_does_no_harm(browse: Browse, assessed: Sample, ada: User, query: str) -> None:
    url = reverse("quality:rows", kwargs={"uuid": assessed.uuid})
    assert browse(ada).get(f"{url}?{query}").status_code == 200


def test_findings_are_listed_filtered_and_downloaded(browse: Browse, assessed: Sample, ada: User) -> None:
    client, url = browse(ada), reverse("quality:findings")
    assert "5 in all" in client.get(url).content.decode()
    error = Finding.objects.values_list("error_type", flat=True)[0]
    count = Finding.objects.filter(error_type=error).count()
    assert f"{count} in all" in client.get(url, {"error": error}).content.decode()
    answer = client.get(url, {"format": "csv"})
    assert b"".join(answer.streaming_content).count(b"\n") == 6  # type: ignore[attr-defined]


# --- blindness -------------------------------------------------------------------------------------------------------


def seen_by(client: Client, sample: Sample) -> str:
    """Everything that the desk tells a person: pages, downloads, search."""
    uuid = sample.uuid
    addresses = [
        reverse("quality:samples"),
        reverse("quality:findings"),
        reverse("quality:findings") + "?format=csv",
        reverse("home"),
        reverse("search") + "?q=Weekly",
        *(reverse(f"quality:{name}", kwargs={"uuid": uuid}) for name in OF_A_SAMPLE),
        reverse("quality:rows", kwargs={"uuid": uuid}) + "?format=csv",
        *(reverse("quality:document", kwargs={"uuid": uuid, "form": form}) for form in ("html", "md", "json")),
        *(reverse(f"quality:{name}", kwargs={"uuid": uuid, "form": "csv"}) for name in ("sheet", "findings_sheet")),
    ]
    parts = []
    for address in addresses:
        answer = client.get(address)
        parts.append(answer.getvalue().decode() if answer.streaming else answer.content.decode())
    return "\n".join(parts)


def test_nothing_shows_the_verdict_on_an_item_that_somebody_may_still_draw(
    browse: Browse, sample: Sample, ada: User, ben: User, at: datetime
) -> None:
    sample.units.update(label="none")
    judgement = assess_next(ben, sample, at=at, label="hate")
    services.look_again(sample.uuid, share=1.0, by=ada, at=at)
    publish(at)
    unit = sample.units.get(assessment_id=str(judgement.public_id))
    shown = seen_by(browse(ada), sample)
    assert (unit.task_key in shown.split("task,")[-1], str(unit.finding.uuid) in shown) == (False, False)
    assert browse(ada).get(reverse("quality:finding", kwargs={"uuid": unit.finding.uuid})).status_code == 404
    assert browse(ada).get(reverse("quality:reveal", kwargs={"uuid": unit.uuid})).status_code == 404


def test_the_rows_say_how_many_are_hidden(browse: Browse, sample: Sample, ben: User) -> None:
    shown = page(browse(ben), "rows", uuid=sample.uuid)
    assert "12 more are hidden from you" in shown


def test_a_reader_who_does_not_assess_sees_the_rows(browse: Browse, sample: Sample, chi: User) -> None:
    assert "hidden from you" not in page(browse(chi), "rows", uuid=sample.uuid)


def test_the_original_decision_is_not_revealed_before_one_has_judged(browse: Browse, sample: Sample, ben: User) -> None:
    unit = sample.units.order_by("pk")[0]
    assert browse(ben).get(reverse("quality:reveal", kwargs={"uuid": unit.uuid})).status_code == 404


# --- the step after --------------------------------------------------------------------------------------------------


def test_the_step_after_shows_both_and_keeps_what_is_said(
    browse: Browse, sample: Sample, ben: User, at: datetime
) -> None:
    assess_next(ben, sample, at=at, label="hate")
    found = Finding.objects.get()
    client, url = browse(ben), reverse("quality:reveal", kwargs={"uuid": found.unit.uuid})
    assert "What somebody wrote" in client.get(url).content.decode()
    answer = client.post(
        url,
        {
            "version": 1,
            "error_type": found.error_type,
            "root_cause": "attention",
            "severity": "2",
            "note": "Late shift",
        },
    )
    found.refresh_from_db()
    assert answer.status_code == 302
    assert (found.root_cause, found.severity, found.note.text, found.named_at) == ("attention", 2, "Late shift", at)


def test_what_was_typed_survives_a_refusal(browse: Browse, sample: Sample, ben: User, at: datetime) -> None:
    assess_next(ben, sample, at=at, label="hate")
    found = Finding.objects.get()
    url = reverse("quality:reveal", kwargs={"uuid": found.unit.uuid})
    answer = browse(ben).post(url, {"version": 1, "error_type": "", "note": "My words"})
    assert (answer.status_code, "My words" in answer.content.decode()) == (422, True)


def test_the_desk_sends_an_assessor_to_the_difference_and_past_the_agreement(
    sample: Sample, ben: User, at: datetime
) -> None:
    from evenhand.ops.quality.desk import after_judgement

    same, other = assess_next(ben, sample, at=at), assess_next(ben, sample, at=at, label="hate")
    unit = sample.units.get(assessment_id=str(other.public_id))
    assert after_judgement(same) is None
    assert after_judgement(other) == reverse("quality:reveal", kwargs={"uuid": unit.uuid})


# --- hostile words ---------------------------------------------------------------------------------------------------


def test_hostile_names_and_notes_run_nowhere(
    browse: Browse, decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    made = drawn(ada, rules, at=at, name=HOSTILE, where={"label": ("none",)}, size=5, strata=())
    assess_all(ben, made, at=at, wrong=2)
    found = Finding.objects.order_by("pk")[0]
    services.name_finding(found.uuid, Named(error_type=found.error_type, note=HOSTILE), version=1, by=ben, at=at)
    client = browse(ada)
    pages = [page(client, name, uuid=made.uuid) for name in OF_A_SAMPLE] + [page(client, name) for name in LISTS]
    pages.append(page(client, "finding", uuid=found.uuid))
    assert [HOSTILE in shown for shown in pages] == [False] * len(pages)
    assert "&lt;script&gt;" in pages[-1]


def test_a_formula_in_a_label_is_guarded_in_every_download(
    browse: Browse, home: Path, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    store_decisions(20, label=FORMULA)
    made = drawn(ada, rules, at=at, size=5, strata=())
    assess_all(ben, made, at=at, wrong=5)
    client = browse(ada)
    rows = client.get(reverse("quality:rows", kwargs={"uuid": made.uuid}), {"format": "csv"}).getvalue().decode()
    listed = client.get(reverse("quality:findings"), {"format": "csv"}).getvalue().decode()
    assert [
        line for line in (rows + listed).splitlines() if ",=" in line or line.startswith("=") or ',"=' in line
    ] == []
    book = client.get(reverse("quality:findings"), {"format": "xlsx"}).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}


# --- sheets in the browser -------------------------------------------------------------------------------------------


def test_a_sheet_goes_out_blind_and_comes_back_in_two_steps(
    browse: Browse, decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    made = drawn(ada, rules, at=at, mode=Mode.MIXED)
    client = browse(ben)
    sent = (
        client.get(reverse("quality:sheet", kwargs={"uuid": made.uuid, "form": "csv"})).getvalue().decode("utf-8-sig")
    )
    rows = [row | {"label": "none"} for row in csv.DictReader(io.StringIO(sent))]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0].keys())
    writer.writeheader()
    writer.writerows([*rows[:10], rows[10] | {"label": "made up"}])
    upload = io.BytesIO(buffer.getvalue().encode())
    upload.name = "filled.csv"
    looked = client.post(
        reverse("quality:upload", kwargs={"uuid": made.uuid}), {"file": upload, "assessor": str(ben.uuid)}
    )
    shown = looked.content.decode()
    assert (looked.status_code, made.units.exclude(assessed="").count(), "made up" in shown) == (200, 0, True)
    token = shown.split('name="token" value="')[1].split('"')[0]
    loaded = client.post(reverse("quality:load", kwargs={"uuid": made.uuid}), {"token": token})
    assert made.units.filter(by_sheet=True).count() == 10
    rejects = loaded.content.decode().split("rejects?token=")[1].split('"')[0]
    kept = client.get(reverse("quality:rejects", kwargs={"uuid": made.uuid}) + f"?token={rejects}").getvalue().decode()
    assert "made up" in kept


@pytest.mark.parametrize("token", ["", "x", "eyJ:x:y"])
def test_a_token_that_is_not_ours_loads_nothing(browse: Browse, sample: Sample, ben: User, token: str) -> None:
    answer = browse(ben).post(reverse("quality:load", kwargs={"uuid": sample.uuid}), {"token": token})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [("a.exe", b"MZ", ".xlsx or .csv"), ("a.csv", b"x,y\n1,2\n", "not a sheet of this sample")],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(
    browse: Browse,
    decisions: None,
    rules: PolicyVersion,
    ada: User,
    ben: User,
    at: datetime,
    name: str,
    body: bytes,
    words: str,
) -> None:
    made = drawn(ada, rules, at=at, mode=Mode.SHEET)
    upload = io.BytesIO(body)
    upload.name = name
    answer = browse(ben).post(
        reverse("quality:upload", kwargs={"uuid": made.uuid}), {"file": upload, "assessor": str(ben.uuid)}
    )
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


# --- around ----------------------------------------------------------------------------------------------------------


def test_what_is_mine_stands_on_the_home_page(
    browse: Browse, sample: Sample, ada: User, ben: User, at: datetime
) -> None:
    assess_next(ben, sample, at=at, label="hate")
    shown = browse(ben).get(reverse("home")).content.decode()
    assert "Say why 1 decision was wrong" in shown
    assert "Assessment: Weekly" in shown


def test_a_sample_is_found_by_name_by_those_who_may_see_it(
    browse: Browse, sample: Sample, ada: User, hire: Hire
) -> None:
    other = hire("Finn", Role.PARTNER_LEAD, partner="cairo")
    found = [
        reverse("quality:sample", kwargs={"uuid": sample.uuid})
        in browse(who).get(reverse("search"), {"q": "weekly"}).content.decode()
        for who in (ada, other)
    ]
    assert found == [True, False]


@pytest.mark.parametrize(
    ("name", "most"), [("samples", 14), ("findings", 14), ("new", 14), ("sample", 24), ("report", 20), ("rows", 18)]
)
def test_a_page_asks_the_database_no_more_than_its_budget(
    browse: Browse, assessed: Sample, ada: User, django_assert_max_num_queries: Any, name: str, most: int
) -> None:
    client = browse(ada)
    kwargs = {"uuid": assessed.uuid} if name in OF_A_SAMPLE else {}
    page(client, name, **kwargs)
    with django_assert_max_num_queries(most):
        page(client, name, **kwargs)


def test_what_a_plan_would_give_is_counted_once_whatever_the_form_it_stands_in(decisions: None) -> None:
    plan = {"name": "Weekly", "population": {"source": SOURCE}, "size": 30}
    assert previewed(plan | {"seed": 1}) is previewed(plan | {"seed": 2})
    assert previewed(plan | {"size": 20}) is not previewed(plan)


@pytest.mark.parametrize("name", ["sample", "report", "rows", "reveal", "finding"])
def test_what_is_not_there_is_not_found(browse: Browse, ada: User, name: str) -> None:
    assert browse(ada).get(reverse(f"quality:{name}", kwargs={"uuid": uuid4()})).status_code == 404


@pytest.mark.parametrize("name", [*LISTS, "new"])
def test_the_pages_speak_chinese(browse: Browse, ada: User, decisions: None, name: str) -> None:
    User.objects.filter(pk=ada.pk).update(language="zh-hans")
    shown = page(browse(ada), name)
    assert 'lang="zh-Hans"' in shown
    assert ("Findings" in shown, "Assessed" in shown, LANGUAGES[0] in shown) == (False, False, True)
