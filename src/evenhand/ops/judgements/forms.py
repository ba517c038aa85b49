"""The panel's form: reads what was filled in, in any shape a browser sends. What fits is the services' to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evenhand.ops.judgements.types import Given
from evenhand.ops.judgements.vocabulary import SkipReason
from evenhand.ops.spine.errors import Invalid

MOST_CLAUSES = 50


class Several(forms.Field):
    """Checkboxes of one name."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[str, ...]:
        """The values that were ticked."""
        return tuple(str(each)[:100] for each in (value or ())[:MOST_CLAUSES])


class JudgementForm(forms.Form):
    """Everything is optional here: a draft is valid at any stage."""

    label = forms.CharField(label=_("Clause"), required=False, max_length=300)
    labels = Several(label=_("Further clauses"), required=False)
    unable_reason = forms.CharField(label=_("Why it cannot be judged"), required=False, max_length=20)
    action = forms.CharField(label=_("Action"), required=False, max_length=40)
    confidence = forms.FloatField(label=_("How sure you are"), required=False, min_value=0, max_value=1)
    reason = forms.CharField(label=_("Reason"), required=False, strip=False, widget=forms.Textarea)
    seconds = forms.FloatField(required=False, min_value=0)
    version = forms.IntegerField(required=False, min_value=0)

    def given(self) -> Given:
        """The judgement as it was filled in; what belongs to another choice is left out."""
        data = self.cleaned_data
        label = data["label"]
        return Given(
            label=label,
            labels=data["labels"] if label not in ("none", "unable") else (),
            unable_reason=data["unable_reason"] if label == "unable" else "",
            action=data["action"],
            confidence=data["confidence"],
            reason=data["reason"],
            seconds=data["seconds"],
        )

    def draft(self) -> dict[str, Any]:
        """The same to be kept, with everything that was filled in."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**data, "labels": list(data["labels"])}


class SkipForm(forms.Form):
    """Why somebody passes a task on."""

    reason = forms.ChoiceField(label=_("Why"), choices=SkipReason.choices, widget=forms.RadioSelect)


def read(data: QueryDict | Mapping[str, Any]) -> JudgementForm:
    """The form of a request's data; what cannot be read at all counts as not filled in."""
    form = JudgementForm(data)
    form.is_valid()
    for name in form.fields:
        form.cleaned_data.setdefault(name, () if name == "labels" else None if name in _NUMBERS else "")
    return form


def noted(form: JudgementForm, judged: Callable[[], Any]) -> Any:
    """What the service answers; None after it has refused a value, which the form then says at its field."""
    if form.errors:
        return None
    try:
        return judged()
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


_NUMBERS = frozenset({"confidence", "seconds", "version"})
