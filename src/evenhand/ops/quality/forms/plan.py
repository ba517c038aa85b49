"""The form of a new sample: what to draw from, how much, who assesses. Every choice comes from the facts in scope.

Not here: what the plan would give (``selectors.population``), whether it may be made (``services.planning``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from evenhand.assess import Allocation
from evenhand.assess.plan import LARGEST_SAMPLE, LONGEST_ASSESSMENT
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality.presenters.words import capital
from evenhand.ops.quality.selectors.population import CUTS, FILTERS, Choices
from evenhand.ops.quality.types import Asked
from evenhand.ops.quality.vocabulary import Mode
from evenhand.ops.spine.ids import new_id
from evenhand.ops.spine.scope import FIELDS
from evenhand.ui.format import current_language

LABELS_OF_THE_DATA = "labels"
MOST_BOXES = 12  # values shown as boxes to tick; more become a list
NAMES = {
    "queue": gettext_lazy("Queue"),
    "market": gettext_lazy("Market"),
    "language": gettext_lazy("Language"),
    "partner": gettext_lazy("Partner"),
    "label": pgettext_lazy("of a decision", "Label"),
    "judge_kind": gettext_lazy("Decided by"),
    "team": gettext_lazy("Team"),
    "policy_version": gettext_lazy("Policy version"),
    "judge_id": gettext_lazy("Person who decided"),
}
ALLOCATIONS = (
    (Allocation.PROPORTIONAL.value, gettext_lazy("In proportion: large groups give more")),
    (Allocation.EQUAL.value, gettext_lazy("The same number from each group")),
    (Allocation.NEYMAN.value, gettext_lazy("More where errors were, as far as earlier assessments tell")),
    (Allocation.SCORE.value, gettext_lazy("More of what was seen more")),
)
HOW_MUCH = (
    ("size", gettext_lazy("A number of decisions")),
    ("width", gettext_lazy("As many as it takes to be sure within")),
)


class PlanForm(forms.Form):
    """A sample to be drawn. ``token`` makes a form that is sent twice one sample."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=pgettext_lazy("of a sample", "Name"),
        max_length=200,
        help_text=gettext_lazy("Samples of one name are compared: the report shows the change."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Decisions from"))
    since = forms.DateField(
        label=gettext_lazy("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    how_much = forms.ChoiceField(
        label=gettext_lazy("How much"), choices=HOW_MUCH, widget=forms.RadioSelect, initial="size"
    )
    size = forms.IntegerField(
        widget=forms.NumberInput(attrs={"aria-label": gettext_lazy("Decisions to assess")}),
        label=gettext_lazy("Decisions to assess"),
        required=False,
        min_value=1,
        max_value=LARGEST_SAMPLE,
    )
    half_width = forms.FloatField(
        widget=forms.NumberInput(attrs={"aria-label": gettext_lazy("Accuracy within ± points"), "step": "0.5"}),
        label=gettext_lazy("Accuracy within ± points"),
        required=False,
        min_value=0.1,
        max_value=50,
    )
    strata = forms.MultipleChoiceField(
        label=gettext_lazy("Draw from each"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each value becomes a group of its own, so that none is left out by luck."),
    )
    allocation = forms.ChoiceField(
        label=gettext_lazy("Share it out"),
        choices=ALLOCATIONS,
        widget=forms.RadioSelect,
        initial=Allocation.PROPORTIONAL.value,
    )
    floor = forms.IntegerField(
        label=gettext_lazy("At least, of each group"), required=False, min_value=0, max_value=LARGEST_SAMPLE
    )
    person_floor = forms.IntegerField(
        label=gettext_lazy("At least, of each person"),
        required=False,
        min_value=0,
        max_value=LARGEST_SAMPLE,
        help_text=gettext_lazy("Makes each person a group. Instead of the number for each group, not beside it."),
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("Assess under"),
        help_text=gettext_lazy("The assessors choose among its clauses."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Where"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.TASKS
    )
    assessors = forms.MultipleChoiceField(
        label=gettext_lazy("Shared out among"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick nobody, and whoever takes it assesses it."),
    )
    due = forms.DateField(
        label=gettext_lazy("To be done by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    minutes = forms.FloatField(
        label=gettext_lazy("Minutes for one"), min_value=0.1, max_value=LONGEST_ASSESSMENT, initial=2
    )
    target = forms.FloatField(label=gettext_lazy("Target accuracy, %"), required=False, min_value=1, max_value=99.9)
    second = forms.FloatField(
        label=gettext_lazy("Second look at, %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy(
            "Another assessor judges these as well, blind: so you learn how sure the assessors are."
        ),
    )

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        policies: Iterable[PolicyVersion],
        people: Iterable[User],
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.zone = choices, ZoneInfo(zone)
        self.policies = {str(version.uuid): version for version in policies}
        self.people = {str(person.uuid): person for person in people}
        self._offer()
        self._describe_errors()

    @classmethod
    def starting(cls, at: datetime, choices: Choices) -> dict[str, Any]:
        """What stands in the form at first: the last seven days that there are decisions of, 200 of them."""
        last = choices.last or at
        return {
            "token": new_id(),
            "name": _("Quality, week of %(day)s") % {"day": f"{last - timedelta(days=6):%Y-%m-%d}"},
            "since": (last - timedelta(days=6)).date() if choices.last else None,
            "until": last.date() if choices.last else None,
            "size": 200,
            "target": 95,
            "source": next((value for value, _count in choices.values.get("source", ())), ""),
            "strata": [name for name in ("language",) if len(choices.values.get(name, ())) > 1],
            "policy": LABELS_OF_THE_DATA,
        }

    def clean(self) -> dict[str, Any]:
        """The rules that two fields make together."""
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day. Swap them, or correct one."))
        by_size = data.get("how_much") != "width"
        wanted = "size" if by_size else "half_width"
        if wanted not in self.errors and not data.get(wanted):
            self.add_error(wanted, _("Say how many.") if by_size else _("Say how sure you want to be, for example 3."))
        if data.get("allocation") == Allocation.SCORE and not by_size:
            self.add_error("how_much", _("With “more of what was seen more”, give a number of decisions."))
        if data.get("floor") and data.get("person_floor"):
            self.add_error("person_floor", _("Keep one of the two: for each group, or for each person."))
        return data

    def asked(self) -> Asked:
        """The plan that was typed."""
        data, by_size = self.cleaned_data, self.cleaned_data["how_much"] != "width"
        due = data["due"]
        return Asked(
            name=data["name"].strip(),
            source=data["source"],
            since=data["since"],
            until=data["until"],
            where={name: tuple(data[f"where_{name}"]) for name in FILTERS if data.get(f"where_{name}")},
            strata=tuple(data["strata"]),
            allocation=Allocation(data["allocation"]),
            size=data["size"] if by_size else None,
            half_width=None if by_size else data["half_width"] / 100,
            floor=data["floor"] or 0,
            person_floor=data["person_floor"] or 0,
            minutes=data["minutes"],
            target=None if data["target"] is None else data["target"] / 100,
            timezone=self.zone.key,
            policy_version=self.policies.get(data["policy"]),
            mode=Mode(data["mode"]),
            assessors=tuple(self.people[uuid].pk for uuid in data["assessors"]),
            due_at=_end_of(due, timezone.get_current_timezone()) if due else None,
            second_share=(data["second"] or 0) / 100,
        )

    @property
    def token_given(self) -> UUID:
        """The token of this form."""
        token: UUID = self.cleaned_data["token"]
        return token

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that narrow the population, those with something to choose."""
        return [self[f"where_{name}"] for name in FILTERS if f"where_{name}" in self.fields]

    def chosen_filters(self) -> int:
        """How many filters are in use."""
        return sum(bool(bound.value()) for bound in self.filters)

    def _offer(self) -> None:
        values = self.found.values
        self._choose("source", [(value, f"{value} ({count:,})") for value, count in values.get("source", ())])
        self._choose("strata", [(name, NAMES[name]) for name in CUTS if _worth_cutting(name, values)])
        self._choose("policy", [*self._policy_choices(), (LABELS_OF_THE_DATA, _("Labels as they are in the data"))])
        self._choose("mode", [(value, capital(label)) for value, label in Mode.choices])
        self._choose("assessors", [(uuid, person.name) for uuid, person in self.people.items()])
        for name in FILTERS:
            if len(values.get(name, ())) > (0 if name in FIELDS else 1):
                self.fields[f"where_{name}"] = _filter(name, values[name])

    def _policy_choices(self) -> list[tuple[str, str]]:
        titled = "title_zh" if current_language() == "zh-Hans" else "title_en"
        return [(key, f"{getattr(v.policy, titled)} · {v.name}") for key, v in self.policies.items()]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]

    def _describe_errors(self) -> None:
        """Errors say what to do."""
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = _("Give a day such as 2026-03-02.")
            if name == "source":
                field.error_messages["required"] = _("There are no decisions to draw from yet: import some first.")


def _filter(name: str, values: Iterable[tuple[str, int]]) -> forms.MultipleChoiceField:
    offered = [(value, f"{value} ({count:,})") for value, count in values]
    widget = forms.CheckboxSelectMultiple if len(offered) <= MOST_BOXES else forms.SelectMultiple
    return forms.MultipleChoiceField(label=NAMES[name], choices=offered, required=False, widget=widget)


def _worth_cutting(name: str, values: Any) -> bool:
    return len(values.get(name, ())) > 1 and name != "judge_id"


def _end_of(day: Any, zone: Any) -> datetime:
    """The end of a day, as a moment."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)
