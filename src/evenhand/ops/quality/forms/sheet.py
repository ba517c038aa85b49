"""The forms around a sample: a filled sheet, a second look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.people.models import User

SUFFIXES = (".xlsx", ".csv")
LARGEST = 30 * 10**6


class SheetForm(forms.Form):
    """A filled sheet, and whose answers it holds."""

    file = forms.FileField(
        label=gettext_lazy("Filled sheet"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=gettext_lazy("It is looked at first; you then say whether it is loaded."),
    )
    assessor = forms.ChoiceField(label=gettext_lazy("Filled in by"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.uuid): person for person in people}
        named = [(uuid, person.name) for uuid, person in self.people.items()]
        self.fields["assessor"].choices = named  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """A kind of file that a sheet is."""
        sent = self.cleaned_data["file"]
        if not sent.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("A sheet ends in .xlsx or .csv."))
        if sent.size > LARGEST:
            raise forms.ValidationError(_("The sheet is larger than 30 MB."))
        return sent

    @property
    def assessor_given(self) -> User:
        """Whose answers they are."""
        return self.people[self.cleaned_data["assessor"]]


class SecondLookForm(forms.Form):
    """How many of the assessed another assessor looks at as well."""

    second = forms.FloatField(label=gettext_lazy("Second look at, %"), min_value=1, max_value=100, initial=10)
