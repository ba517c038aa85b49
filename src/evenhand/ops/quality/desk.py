"""What the quality desk declares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenhand.ops.judgements.models import Judgement
from evenhand.ops.judgements.selectors import waiting_for
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.quality import services
from evenhand.ops.quality.keys import REVEAL, SAMPLES
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.quality.permissions import findings_seen_by, samples_seen_by
from evenhand.ops.quality.selectors.findings import to_be_named
from evenhand.ops.quality.selectors.samples import named_like, unit_of_task
from evenhand.ops.quality.vocabulary import ASSESS, CONTEXT, PLAN, READ, ErrorType, SampleState
from evenhand.ops.spine.desks import Desk, HomeRow, NavigationEntry, Periodic, SearchHit
from evenhand.ops.spine.refs import RefKind, Shown
from evenhand.ops.spine.sentences import told

MOST_HITS = 5


def home(user: User, at: datetime) -> Iterable[HomeRow]:
    """What is mine besides the tasks, which their own desk lists: findings to be named, samples that need me."""
    if may(user, ASSESS):
        yield from _findings(user)
    if may(user, PLAN):
        yield from _samples(user)


def to_assess(user: User, at: datetime) -> int:
    """How many decisions wait for this person's assessment."""
    return waiting_for(user, at, CONTEXT) if may(user, ASSESS) else 0


def to_name(user: User, at: datetime) -> int:
    """How many findings of their own they have not named."""
    return to_be_named(user).count() if may(user, ASSESS) else 0


def search(user: User, words: str) -> Iterable[SearchHit]:
    """Samples by name."""
    if not may(user, READ):
        return
    for sample in named_like(user, words, most=MOST_HITS):
        state = str(SampleState(sample.state).label)
        yield SearchHit(sample.name, state, _sample_url(sample), _("Sample"))


def show_samples(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """Samples by their outside id, or by their id in the facts, which tasks carry.

    Whoever may take a task of a sample knows its name from the task.
    """
    uuids = [identity for identity in ids if "-" in identity]
    found = Sample.objects.filter(Q(sample_id__in=ids - {""}) | Q(uuid__in=uuids))
    opens = set(samples_seen_by(user).filter(pk__in=found).values_list("pk", flat=True)) if may(user, READ) else set()
    shown = {row: Shown(row.name, _sample_url(row) if row.pk in opens else None) for row in found}
    return {key: each for row, each in shown.items() for key in (str(row.uuid), row.sample_id) if key in ids}


def show_findings(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """Findings that this person may see."""
    if not may(user, READ):
        return {}
    return {str(row.uuid): _shown(row) for row in findings_seen_by(user).filter(uuid__in=ids)}


def after_judgement(judgement: Judgement) -> str | None:
    """Where the assessor goes next: to the original decision when it differs, else straight on."""
    unit = unit_of_task(judgement.task)
    if unit is None or judgement.label in (unit.label, "unable"):
        return None
    return reverse("quality:reveal", kwargs={"uuid": unit.uuid})


def _findings(user: User) -> Iterable[HomeRow]:
    count = to_be_named(user).count()
    first = to_be_named(user).order_by("found_at").first() if count else None
    if first is not None:
        title = ngettext("Say why %(count)s decision was wrong", "Say why %(count)s decisions were wrong", count)
        yield HomeRow(
            title=title % {"count": count},
            detail=first.unit.sample.name,
            url=reverse("quality:reveal", kwargs={"uuid": first.unit.uuid}),
            desk=_("Findings"),
        )


def _samples(user: User) -> Iterable[HomeRow]:
    mine = Sample.objects.filter(made_by=user)
    for sample in mine.filter(state=SampleState.FAILED)[:MOST_HITS]:
        title = _("%(name)s could not be drawn") % {"name": sample.name}
        yield HomeRow(title=title, detail=told(sample.problem), url=_sample_url(sample), desk=_("Samples"))
    done = mine.filter(state=SampleState.OPEN, prepared__gt=0).exclude(units__assessed="")
    for sample in done[:MOST_HITS]:
        title = _("%(name)s is assessed: read the report") % {"name": sample.name}
        url = reverse("quality:report", kwargs={"uuid": sample.uuid})
        yield HomeRow(title=title, detail=_("Close the sample when you are done with it."), url=url, desk=_("Samples"))


def _sample_url(sample: Sample) -> str:
    return reverse("quality:sample", kwargs={"uuid": sample.uuid})


def _shown(row: Finding) -> Shown:
    return Shown(
        str(ErrorType(row.error_type).label).capitalize(), reverse("quality:finding", kwargs={"uuid": row.uuid})
    )


desk = Desk(
    app="quality",
    title=gettext_lazy("Quality"),
    urls="evenhand.ops.quality.urls",
    prefix="quality/",
    api="evenhand.ops.quality.api.router",
    navigation=(
        NavigationEntry("quality", gettext_lazy("Samples"), "quality:samples", READ, mine=to_assess, order=10),
        NavigationEntry("quality", gettext_lazy("Findings"), "quality:findings", READ, mine=to_name, order=20),
    ),
    home=(home,),
    search=(search,),
    capabilities={
        PLAN: gettext_lazy("Plan samples"),
        ASSESS: gettext_lazy("Assess decisions"),
        READ: gettext_lazy("Read quality figures and findings"),
    },
    handlers={"judgements.given": (services.given,), "judgements.changed": (services.changed,)},
    refs={
        CONTEXT: RefKind(gettext_lazy("Sample"), show_samples),
        "finding": RefKind(gettext_lazy("Finding"), show_findings),
    },
    keys=(SAMPLES, REVEAL),
    after_judgement={CONTEXT: after_judgement},
    erasers=(services.erase_notes,),
    periodic=(Periodic("quality.sheets", "evenhand.ops.quality.tasks.sweep_sheets", timedelta(hours=6)),),
)
