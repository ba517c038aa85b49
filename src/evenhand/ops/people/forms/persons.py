"""A person, their roles, and their ids in other tools."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.ops.people.checks import time_zones
from evenhand.ops.people.models import Language, Partner, Team, User
from evenhand.ops.people.roles import FOR_PARTNERS, Role
from evenhand.ops.people.types import Details, Within

BETWEEN = re.compile(r"[,，、;；\n]+")


def listed(typed: str) -> tuple[str, ...]:
    """The values of a text with commas between."""
    return tuple(value.strip() for value in BETWEEN.split(typed) if value.strip())


class PersonForm(forms.Form):
    """Who a person is: site and team, languages, time zone."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As colleagues read it."))
    username = forms.CharField(
        label=_("Login name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    partner = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Partner.objects.none(),
        required=False,
        empty_label=_("This organisation"),
        help_text=_("A partner's people see only what belongs to their partner."),
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("No team")
    )
    languages = forms.CharField(
        label=_("Languages that they judge in"),
        required=False,
        max_length=500,
        help_text=_("Codes with commas between, such as en, pt-BR, zh."),
    )
    language = forms.ChoiceField(label=_("Language of their console"), choices=Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: [(name, name) for name in time_zones()])

    def __init__(self, *given: Any, person: User | None = None, **named: Any) -> None:
        if person is not None:
            named["initial"] = _details_of(person)
        super().__init__(*given, **named)
        partners: Any = self.fields["partner"]
        partners.queryset = Partner.objects.filter(is_active=True)
        if person is not None and person.partner_id is not None:  # theirs, open or closed
            partners.queryset |= Partner.objects.filter(pk=person.partner_id)
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.select_related("partner").order_by("partner__name", "name")
        teams.label_from_instance = team_with_site

    def details(self) -> Details:
        """What was typed, as the services take it."""
        return Details(**{**self.cleaned_data, "languages": listed(self.cleaned_data["languages"])})


def team_with_site(team: Team) -> str:
    """A team as a list names it that holds several sites'."""
    return f"{team.partner.name}: {team.name}" if team.partner else team.name


def _details_of(person: User) -> dict[str, Any]:
    same = ("name", "username", "email", "partner", "team", "language", "time_zone")
    return {name: getattr(person, name) for name in same} | {"languages": ", ".join(person.languages)}


class GrantForm(forms.Form):
    """A role, and what limits it."""

    role = forms.ChoiceField(label=_("Role"))
    partners = forms.MultipleChoiceField(
        label=_("Only these partners"), required=False, widget=forms.CheckboxSelectMultiple
    )
    markets = forms.CharField(
        label=_("Only these markets"),
        required=False,
        max_length=2_000,
        help_text=_("Codes as your data names them, with commas between. Empty: all."),
    )
    queues = forms.CharField(
        label=_("Only these queues"),
        required=False,
        max_length=4_000,
        help_text=_("Names as your data has them, with commas between. Empty: all."),
    )

    def __init__(self, *given: Any, person: User, **named: Any) -> None:
        super().__init__(*given, **named)
        roles = [role for role in Role if person.partner_id is None or role in FOR_PARTNERS]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        partners = list(Partner.objects.values_list("code", "name")) if person.partner_id is None else []
        self.fields["partners"].choices = partners  # type: ignore[attr-defined]
        if not partners:
            del self.fields["partners"]

    def chosen_role(self) -> Role:
        """The role that was chosen."""
        return Role(self.cleaned_data["role"])

    def within(self) -> Within:
        """The limits that were typed."""
        typed = self.cleaned_data
        return Within(tuple(typed.get("partners", ())), listed(typed["markets"]), listed(typed["queues"]))


class AliasForm(forms.Form):
    """An id of this person in another tool's data."""

    source = forms.CharField(
        label=_("Source"), max_length=100, help_text=_("As your imports name it, such as label-studio.")
    )
    judge_id = forms.CharField(
        label=_("Their id there"), max_length=300, help_text=_("What the column judge_id holds for this person.")
    )
