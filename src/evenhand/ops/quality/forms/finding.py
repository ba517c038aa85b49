"""The form in which an assessor says what sort of error it was, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.policies.vocabulary import Severity
from evenhand.ops.quality.services.finding import LONGEST_NOTE
from evenhand.ops.quality.types import Named
from evenhand.ops.quality.vocabulary import ErrorType, RootCause


class FindingForm(forms.Form):
    """What the assessor says; ``version`` is the finding that they saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    error_type = forms.ChoiceField(label=gettext_lazy("Error type"), choices=ErrorType.choices)
    root_cause = forms.ChoiceField(label=gettext_lazy("Root cause"), required=False)
    severity = forms.TypedChoiceField(
        label=gettext_lazy("How grave"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("For the reviewer and those who read the finding. It can be erased."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["root_cause"].choices = [("", _("not said")), *RootCause.choices]  # type: ignore[attr-defined]
        self.fields["severity"].choices = [(each.rank, each.label) for each in Severity]  # type: ignore[attr-defined]

    def named(self) -> Named:
        """What was said."""
        data = self.cleaned_data
        return Named(
            error_type=data["error_type"],
            root_cause=data["root_cause"],
            severity=data["severity"],
            note=data["note"].replace("\0", ""),
        )
