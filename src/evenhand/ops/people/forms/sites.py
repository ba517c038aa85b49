"""Partners and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.ops.people.models import Partner


class PartnerForm(forms.Form):
    """A partner's name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class NewPartnerForm(PartnerForm):
    """A new partner: its code is what the facts call it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("As the column partner of your data names it, such as lisbon. It cannot be changed later."),
    )


class TeamForm(forms.Form):
    """A team's name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class NewTeamForm(TeamForm):
    """A new team of this organisation or of a partner."""

    partner = forms.ModelChoiceField(
        label=_("Site"), queryset=Partner.objects.none(), required=False, empty_label=_("This organisation")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        partners: Any = self.fields["partner"]
        partners.queryset = Partner.objects.filter(is_active=True)
