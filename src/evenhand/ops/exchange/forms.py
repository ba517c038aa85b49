"""The form that a file is brought in with, and the one that changes how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.ops.exchange.files import SUFFIXES
from evenhand.ops.exchange.types import HowToRead
from evenhand.ops.exchange.vocabulary import Into, Reading

COLUMN = "column:"
FIELDS = ("into", "source", "reading", "time_zone", "encoding", "sheet", "supersede")
CUSTOM = ("gold", "attributes")


class HowForm(forms.Form):
    """How a file is to be read."""

    into = forms.ChoiceField(label=_("What it tells of"), choices=Into.choices)
    source = forms.CharField(
        label=_("Where it comes from"),
        required=False,
        max_length=100,
        help_text=_("A short name, the same every time, such as zendesk. It is part of each row's identity."),
    )
    reading = forms.ChoiceField(label=_("Laid out as"), choices=Reading.choices, required=False)
    time_zone = forms.CharField(
        label=_("Zone of times that name none"),
        required=False,
        max_length=60,
        help_text=_("Such as Asia/Shanghai; UTC unless you say so."),
    )
    encoding = forms.CharField(
        label=_("Encoding"),
        required=False,
        max_length=40,
        help_text=_("Found by itself; name it when the letters are wrong."),
    )
    sheet = forms.CharField(
        label=_("Worksheet"), required=False, max_length=100, help_text=_("Of a workbook; the first unless you say so.")
    )
    supersede = forms.BooleanField(
        label=_("A known id with other content is a new version"),
        required=False,
        help_text=_("Otherwise such rows are kept out, for you to look at."),
    )

    def clean_time_zone(self) -> str:
        """A zone that exists."""
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(
                _("There is no time zone “%(zone)s”. Give one such as Asia/Shanghai."), params={"zone": zone}
            )
        return zone

    def how(self) -> HowToRead:
        """What was asked for."""
        columns = {
            name.removeprefix(COLUMN): value
            for name, value in self.data.items()
            if name.startswith(COLUMN) and value != ""
        }
        chosen = {theirs: "" if ours == "-" else ours for theirs, ours in columns.items()}
        return HowToRead(**{name: self.cleaned_data[name] for name in FIELDS}, columns=chosen)


class BringForm(HowForm):
    """The same, with the file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, TSV, XLSX, JSON or Parquet. It is read and shown to you first; nothing is stored yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty: choose one with rows.")},
    )
    field_order = ("file", *FIELDS)


def initial_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values as an import holds them."""
    return {name: values[name] for name in FIELDS}
