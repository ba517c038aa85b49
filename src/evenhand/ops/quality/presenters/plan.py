"""What a plan would give, before anything is drawn: a sentence, the groups, what to take care of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand import assess
from evenhand.facts.plain import one_line
from evenhand.ops.quality.presenters.words import label_words, note_words
from evenhand.ops.quality.selectors.population import Labels
from evenhand.ui import format as formats
from evenhand.ui.tables import number, simple_table, strong
from evenhand.ui.types import Head, Level, TableView

MOST_GROUPS = 40
MOST_LABELS = 5


@dataclass(frozen=True)
class PreviewPage:
    """A plan as its preview shows it; ``problem`` stands alone when nothing can be shown."""

    sentence: str = ""
    work: str = ""
    groups: TableView | None = None
    more: str = ""
    remarks: tuple[tuple[Level, str], ...] = ()
    problem: str = ""
    hint: str = ""


def preview_page(preview: assess.Preview, labels: Labels, codes: frozenset[str] | None) -> PreviewPage:
    """The preview; ``codes`` are the clauses of the policy, None where the labels of the data are used."""
    strata = sorted(preview.strata, key=lambda stratum: -stratum.population)
    rest = len(strata) - MOST_GROUPS
    return PreviewPage(
        sentence=_sentence(preview),
        work=_work(preview),
        groups=_groups(strata[:MOST_GROUPS]) if len(strata) > 1 else None,
        more=_("and %(count)s more groups") % {"count": formats.number(rest)} if rest > 0 else "",
        remarks=tuple(_remarks(preview, labels, codes)),
    )


def problem_page(message: str, hint: str | None) -> PreviewPage:
    """A plan that gives nothing, and what to change."""
    return PreviewPage(problem=message, hint=hint or "")


def _sentence(preview: assess.Preview) -> str:
    values = {
        "size": formats.number(preview.size),
        "population": formats.number(preview.population),
        "width": f"{preview.half_width * 100:.1f}",
    }
    if preview.size >= preview.population:
        return _("All %(population)s decisions: accuracy will be exact.") % values
    return _("%(size)s of %(population)s decisions: accuracy to within ± %(width)s points.") % values


def _work(preview: assess.Preview) -> str:
    return _("About %(hours)s hours of assessing, at %(minutes)s minutes each.") % {
        "hours": f"{preview.hours:.1f}",
        "minutes": f"{preview.plan.minutes:g}",
    }


def _groups(strata: list[assess.StratumPreview]) -> TableView:
    heads = (Head(_("Group")), Head(_("Decisions"), True), Head(_("To assess"), True), Head(_("± points"), True))
    rows = [
        (
            strong(one_line(stratum.name)),
            number(stratum.population),
            number(stratum.size),
            None if stratum.half_width is None else number(stratum.half_width, f"{stratum.half_width * 100:.1f}"),
        )
        for stratum in strata
    ]
    return simple_table("groups", _("The groups of the plan"), heads, rows)


def _remarks(preview: assess.Preview, labels: Labels, codes: frozenset[str] | None) -> list[tuple[Level, str]]:
    remarks: list[tuple[Level, str]] = [("info", note_words(note)) for note in preview.notes]
    if preview.undated:
        text = ngettext(
            "%(count)s decision carries no time, so the period leaves it out.",
            "%(count)s decisions carry no time, so the period leaves them out.",
            preview.undated,
        )
        remarks.append(("warn", text % {"count": formats.number(preview.undated)}))
    foreign = labels.outside(codes) if codes is not None else ()
    if foreign:
        remarks.append(("warn", _foreign(foreign)))
    return remarks


def _foreign(labels: tuple[tuple[str, int], ...]) -> str:
    """The trap: under a policy whose clauses have other names, every decision would look wrong."""
    named = _(", ").join(label_words(label) for label, _count in labels[:MOST_LABELS])
    decisions = formats.number(sum(count for _label, count in labels))
    return _(
        "%(decisions)s of these decisions carry labels that are no clause of this policy (%(labels)s). The assessors "
        "could never agree with them: choose the policy they were made under, or the labels of the data."
    ) % {"decisions": decisions, "labels": named}
