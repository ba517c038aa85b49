"""The report shows what the library computes, on the facts that the reader may see, and nothing of others'."""

from __future__ import annotations

from datetime import datetime

import pytest
from quality_cast import assess_all, drawn

from evenhand import assess
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.selectors.reports import Behind, report, rows_behind
from evenhand.ops.spine import facts
from evenhand.ops.spine.scope import Part, Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime) -> Sample:
    made = drawn(ada, rules, at=at, size=20, strata=("partner",))
    assess_all(ben, made, at=at, wrong=7)
    return made


def test_the_figures_are_those_of_the_library(sample: Sample, ada: User) -> None:
    assert report(ada, sample).overall == assess.quality(facts.whole(), sample.sample_id).overall


def test_a_partner_lead_reads_the_librarys_figures_of_their_own_rows(sample: Sample, chi: User) -> None:
    expected = assess.quality(facts.within(scope_of(chi, "quality.read")), sample.sample_id)
    assert report(chi, sample).overall == expected.overall


def test_where_the_partner_is_a_stratum_their_figure_is_the_slice_of_the_whole(
    sample: Sample, ada: User, chi: User
) -> None:
    by = next(table for table in report(ada, sample).slices if table.by == "partner")
    lisbon = next(part.accuracy for part in by.slices if part.value == "lisbon")
    own = report(chi, sample).figure("accuracy")
    assert (own.estimate, own.low, own.high, own.n) == (lisbon.estimate, lisbon.low, lisbon.high, lisbon.n)


def test_a_part_of_a_sample_says_nothing_of_the_other_parts(sample: Sample, chi: User) -> None:
    made = report(chi, sample)
    assert {stratum.name for stratum in made.sample.strata} == {"lisbon"}
    assert (made.sample.size, made.sample.population, made.progress.planned) == (10, 60, 10)
    assert "kuala" not in str(made)


def test_a_part_across_strata_has_its_own_population_in_each(
    decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at, strata=("language",))
    assess_all(ben, sample, at=at)
    store = facts.within(Scope.of([Part(partner=frozenset({"lisbon"}))]))
    part = assess.quality(store, sample.sample_id)
    assert [stratum.population for stratum in part.sample.strata] == [20, 20, 20]
    assert part.figure("accuracy").population == pytest.approx(60)


def test_a_reader_without_scope_sees_an_empty_part(sample: Sample) -> None:
    part = assess.quality(facts.within(Scope.of([])), sample.sample_id)
    assert (part.sample.size, part.figure("accuracy").estimate) == (0, None)


@pytest.mark.parametrize("metric", ["accuracy", "over_enforcement", "under_enforcement"])
def test_a_figure_opens_to_as_many_rows_as_it_counts(sample: Sample, ada: User, metric: str) -> None:
    figure = report(ada, sample).figure(metric)
    assert len(rows_behind(ada, sample, Behind(metric=metric)).rows) == figure.n


def test_a_group_a_cell_and_an_error_type_open_to_their_rows(sample: Sample, ada: User) -> None:
    made = report(ada, sample)
    group = next(part for table in made.slices if table.by == "language" for part in table.slices)
    assert len(rows_behind(ada, sample, Behind(by="language", value=group.value)).rows) == group.accuracy.n
    tally = made.error_types[0]
    assert len(rows_behind(ada, sample, Behind(error_type=tally.code)).rows) == tally.count
    labels, counts = made.confusion.labels, made.confusion.counts
    cell = rows_behind(ada, sample, Behind(decided=labels[0], assessed=labels[1]))
    assert len(cell.rows) == counts[0][1]


def test_a_cause_that_nobody_named_opens_to_its_findings(sample: Sample, ada: User) -> None:
    named = {tally.code: tally.count for tally in report(ada, sample).root_causes}
    assert len(rows_behind(ada, sample, Behind(root_cause="not_named")).rows) == named["not_named"]


def test_rows_of_others_are_not_behind_a_partners_figure(sample: Sample, chi: User) -> None:
    units = set(rows_behind(chi, sample, Behind()).rows["judgement_id"].to_pylist())
    assert units == set(sample.units.filter(partner="lisbon").values_list("decision_id", flat=True))


def test_the_figures_are_remembered_until_the_facts_change(sample: Sample, ada: User) -> None:
    assert report(ada, sample) is report(ada, sample)
