from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from quality_example import bare, by_partner, figure, rich, waiting

from evenhand.assess.types import Confusion, QualityReport, Tally
from evenhand.documents.quality.page import Page
from evenhand.documents.quality.presenter import present
from evenhand.measure.result import Method, Note


def accuracy(report: QualityReport, low: float, point: float, high: float) -> QualityReport:
    changed = replace(report.overall[0], estimate=point, low=low, high=high)
    return replace(report, overall=(changed, *report.overall[1:]))


def english(report: QualityReport) -> Page:
    return present(report, "en")


@pytest.mark.parametrize(
    ("shares", "head", "state"),
    [
        ((0.915, 0.942, 0.961), "Too close to call.", ""),
        ((0.90, 0.92, 0.94), "Below target.", "bad"),
        ((0.951, 0.96, 0.97), "Above target.", "ok"),
    ],
)
def test_the_first_sentence_and_the_card_say_where_the_whole_interval_lies(
    shares: tuple[float, float, float], head: str, state: str
) -> None:
    page = english(accuracy(rich(), *shares))
    assert page.so_what[0].head == head
    assert page.cards[0].verdict == f"Target 95\u00a0%: {head.lower().rstrip('.')}"
    assert page.cards[0].state == state


def test_the_raw_count_and_the_weighted_rate_stand_together_and_reconcile() -> None:
    card = english(rich()).cards[0]
    assert card.value == "94.2\u00a0%"
    assert card.raw == "374 of 392 agreed, 95.4\u00a0% raw; 94.2\u00a0% weighted to the population"


def test_the_cards_are_accuracy_harm_missed_and_wrongly_removed() -> None:
    page = english(rich())
    assert [card.figure.metric for card in page.cards] == ["accuracy", "under_enforcement", "over_enforcement"]
    assert [card.figure.metric for card in page.small_cards] == ["precision", "recall", "verdict_accuracy"]


def test_the_second_sentence_names_the_group_that_is_wholly_below_target_and_the_part_of_luck() -> None:
    sentence = english(rich()).so_what[1]
    assert sentence.head == "Wholly below target: Hindi (75.0\u00a0%, 58.9 to 86.3)."
    assert sentence.body == "Luck alone would put about 0.3 of 13 there."


def test_no_group_is_called_low_when_none_lies_wholly_below_target() -> None:
    assert english(replace(rich(), slices=(by_partner(),))).so_what[1].head == "No group lies wholly below target."


def test_without_a_target_the_lowest_group_is_named_with_a_warning() -> None:
    sentence = english(replace(rich(), target=None)).so_what[1]
    assert sentence.head == "Lowest: Hindi (75.0\u00a0%, 58.9 to 86.3)."
    assert "read its interval" in sentence.body


def test_a_single_group_has_nothing_to_be_compared_with() -> None:
    table = by_partner()
    page = english(replace(rich(), slices=(replace(table, slices=table.slices[:1]),)))
    assert page.so_what[1].head == "Only one group has assessments."
    assert page.slices[0].rows[0].name == "Northwind"


def test_the_third_sentence_names_every_error_type_that_leads() -> None:
    sentence = english(rich()).so_what[2]
    assert sentence.head == "Most common: over-enforcement and under-enforcement, 7 each of 18 findings."
    assert sentence.body == "The root cause named most often is knowledge gap (8)."


def test_no_findings_and_full_agreement_say_so() -> None:
    assert english(bare()).so_what[2].head == "No findings."


def test_disagreements_without_findings_are_not_called_agreement() -> None:
    page = english(replace(rich(), error_types=(), root_causes=(), findings=0))
    assert page.so_what[2].head == "No findings yet."


def test_nothing_assessed_says_what_to_do_next() -> None:
    page = english(waiting())
    assert page.so_what[0].head == "Nothing to say yet."
    assert page.waiting_command.splitlines()[0] == "evenhand sample export s-2026-47 --out sheet.xlsx"
    assert page.cards == ()


def test_an_undefined_figure_says_why_instead_of_a_number() -> None:
    card = english(bare()).cards[1]
    assert card.value is None
    assert card.why.startswith("no label here is known")


def test_a_group_without_assessments_says_why_instead_of_a_number() -> None:
    row = next(row for row in english(rich()).slices[0].rows if row.code == "pt")
    assert (row.point, row.whisker, row.why) == ("", None, "no assessments in this slice")


def test_a_group_that_is_not_known_is_named_so() -> None:
    assert english(rich()).slices[0].rows[-1].name == "not known"


def test_the_part_that_could_not_be_judged_is_bounded() -> None:
    remarks = english(rich()).progress.remarks
    assert remarks[0] == (
        "If all 5 that could not be judged were wrong, accuracy would be 93.0\u00a0%; if all were right, 94.3\u00a0%."
    )
    assert remarks[1] == "Unable because: content gone 3, wrong language 2."


def test_a_change_is_called_better_or_worse_only_when_the_intervals_do_not_touch() -> None:
    change = english(rich()).change
    assert change is not None
    assert [(row.label, row.verdict, row.state) for row in change.rows] == [
        ("Accuracy", "too close to call", ""),
        ("Wrongly removed", "better", "ok"),
        ("Harm missed", "too close to call", ""),
    ]


def test_a_fall_of_accuracy_is_worse() -> None:
    change = english(replace(rich(), previous=(figure("accuracy", (0.99, 0.98, 0.995), 400, 396),))).change
    assert change is not None
    assert (change.rows[0].verdict, change.rows[0].change) == ("worse", "−4.8 points")


def test_more_than_twelve_labels_fold_the_rarest_into_other() -> None:
    size = 15
    counts = tuple(tuple((size - i) * 2 if i == j else 1 for j in range(size)) for i in range(size))
    weighted = tuple(tuple(float(count) for count in row) for row in counts)
    part = english(
        replace(rich(), confusion=Confusion(tuple(f"c{i:02}" for i in range(size)), counts, weighted))
    ).confusion
    assert part is not None
    assert part.labels == (*(f"c{i:02}" for i in range(12)), "other")
    assert part.total == str(sum(sum(row) for row in counts))
    assert part.rows[-1][-1].kind == "differ"


def test_error_types_come_largest_first() -> None:
    tallies = (Tally("technical", 1, 3.0), Tally("wrong_policy", 9, 30.0))
    bars = english(replace(rich(), error_types=tallies)).wrong.error_types
    assert [(bar.label, bar.share) for bar in bars] == [("wrong policy", 1.0), ("technical", pytest.approx(1 / 9))]


def test_what_is_open_disputed_or_never_reviewed_twice_is_admitted() -> None:
    limits = english(replace(rich(), second_review=None)).limits
    assert "3 decisions are still open; the figures may move when they are assessed." in limits
    assert "2 disputes are still open; the figures count their findings." in limits
    assert any(line.startswith("Nobody has assessed a part of the sample a second time") for line in limits)


def test_the_main_page_keeps_the_method_out_of_its_sentences() -> None:
    page = english(rich())
    said = [text for line in page.so_what for text in (line.head, line.body)]
    said += [text for card in page.cards for text in (card.interval, card.raw, card.verdict)]
    assert not any(word in " ".join(said).lower() for word in ("neyman", "effective", "korn", "shrink"))


def test_a_census_claims_no_sampling_error() -> None:
    exact = replace(rich().overall[0], estimate=0.96, low=0.96, high=0.96, method=Method.CENSUS)
    page = english(replace(rich(), overall=(exact, *rich().overall[1:])))
    assert page.so_what[0].head == "Above target."
    assert page.cards[0].interval == "every decision was assessed, so there is no sampling error"


def test_chinese_pages_speak_chinese_with_full_width_punctuation() -> None:
    page = present(rich(), "zh")
    assert page.so_what[1].head == "整个区间低于目标：印地语（75.0%，58.9 至 86.3）。"
    assert page.cards[0].raw == "392 条中 374 条一致，原始 95.4%；按总体加权 94.2%"


def test_what_nobody_has_named_is_never_called_the_commonest() -> None:
    tallies = (Tally("not_named", 50, 900.0), Tally("tool", 1, 3.0))
    assert "(1)" in english(replace(rich(), root_causes=tallies)).so_what[2].body
    assert english(replace(rich(), error_types=tallies[:1])).so_what[2].head == "No findings yet."


def test_the_plan_is_shown_as_the_toml_that_repeats_the_draw() -> None:
    how = english(rich()).how
    assert tomllib.loads(how.plan) == dict(rich().sample.plan)
    assert how.command == "evenhand sample draw --plan PLAN.toml --seed 20261122"


def test_a_remark_that_the_report_makes_is_not_made_twice() -> None:
    remarks = (Note("unable", {"count": 5, "n": 397}), Note("open_units", {"count": 3, "n": 400}))
    limits = english(replace(rich(), cannot_say=remarks)).limits
    assert len([line for line in limits if "could not be judged" in line]) == 1
    assert not any("still open; the figures may move" in line for line in limits)
