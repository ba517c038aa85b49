"""A token for a program: its name, how long it works, what it may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import held_by
from evenhand.ops.people.tokens import MOST_DAYS, USUAL_DAYS, opened_by_tokens
from evenhand.ops.spine import desks


class TokenForm(forms.Form):
    """What a person says of a new token; ``capabilities`` are those of their own that a program can use."""

    name = forms.CharField(
        label=pgettext_lazy("of a token", "Name"),
        max_length=100,
        help_text=_("The program that will use it, such as “nightly dashboard”."),
    )
    days = forms.IntegerField(label=_("Works for so many days"), min_value=1, max_value=MOST_DAYS, initial=USUAL_DAYS)
    capabilities = forms.MultipleChoiceField(
        label=_("It may"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may yourself; what you lose, it loses."),
    )

    def __init__(self, user: User, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        names = desks.capabilities()
        own = sorted(held_by(user).capabilities & opened_by_tokens())
        self.fields["capabilities"].choices = [(name, names[name]) for name in own]  # type: ignore[attr-defined]
