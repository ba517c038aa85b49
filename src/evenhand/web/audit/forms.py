"""The forms of erasure, holds and retention."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.facts.erasure import EXPIRING

SUBJECTS = (("item", _("Item")), ("account", _("Account")), ("person", _("Person")))


class SubjectForm(forms.Form):
    """Whom or what it is about, by the id that the facts hold."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=SUBJECTS)
    identity = forms.CharField(
        label=_("Its id, as the facts hold it"),
        max_length=250,
        error_messages={"required": _("Give the id, as it stands in the facts.")},
    )


class HoldForm(SubjectForm):
    """A legal hold."""

    ground = forms.CharField(
        label=_("Ground"),
        max_length=200,
        help_text=_("The reference of the case or order, without names."),
        error_messages={"required": _("Give the reference of the case or order.")},
    )


class EraseForm(SubjectForm):
    """An erasure, with the id once more, since it cannot be undone."""

    source = forms.CharField(
        label=_("Source"), max_length=100, required=False, help_text=_("Only in this source; empty for all.")
    )
    rule = forms.CharField(
        label=_("Rule"),
        max_length=100,
        help_text=_("The law or policy, such as GDPR-17 or PIPL-47."),
        error_messages={"required": _("Name the law or policy, such as GDPR-17.")},
    )
    again = forms.CharField(
        label=_("The id once more"),
        max_length=250,
        help_text=_("An erasure cannot be undone."),
        error_messages={"required": _("Give the id once more: an erasure cannot be undone.")},
    )

    def clean_again(self) -> str:
        """The same id twice."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("identity"):
            message = _("“%(again)s” is not the id above. Give the same one.")
            raise forms.ValidationError(message, params={"again": again})
        return again


class RetentionForm(forms.Form):
    """How long the text in a table is kept."""

    table = forms.ChoiceField(label=_("Table"), choices=[(name, name) for name in EXPIRING])
    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=36_500,
        error_messages={
            "required": _("Give a number of days."),
            "min_value": _("Give at least one day."),
            "max_value": _("Give at most 36,500 days."),
        },
    )
    rule = forms.CharField(label=_("Rule"), max_length=100, error_messages={"required": _("Name the law or policy.")})
