"""The form by which an item is added by hand, and the one by which it gets a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.ops.items.types import NewItem
from evenhand.ops.items.vocabulary import ContentType, Kind

LONGEST_TEXT = 100_000
TIERS = (
    (0, _("Harmless")),
    (1, _("Ordinary")),
    (2, _("May be upsetting")),
    (3, _("May be graphic, sexual or about self-harm")),
    (4, _("May be extreme")),
)
NAMED = {"required": _("Choose a file."), "empty": _("The file is empty: choose one that holds something.")}


class AttachForm(forms.Form):
    """A file for an item."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A picture, a video, sound or a document, at most 200 MiB. It is opened only to be drawn small."),
        error_messages=NAMED,
    )


class AddForm(forms.Form):
    """An item as somebody types it."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A picture, a video, sound or a document, at most 200 MiB. It is opened only to be drawn small."),
        error_messages=NAMED,
    )
    media_uri = forms.CharField(
        label=_("Where it stands"),
        required=False,
        max_length=4_000,
        help_text=_("The address of the post. Nothing is fetched from it."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false", "inputmode": "url"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.CONTENT)
    content_type = forms.ChoiceField(label=_("Content type"), choices=ContentType.choices, initial=ContentType.TEXT)
    tier = forms.TypedChoiceField(
        label=_("How hard it may be to look at"),
        choices=TIERS,
        coerce=int,
        initial=1,
        help_text=_("It decides how softly the content is shown."),
    )
    language = forms.CharField(
        label=_("Language"), required=False, max_length=35, help_text=_("Such as en or zh-Hans.")
    )
    market = forms.CharField(label=_("Market"), required=False, max_length=60)
    translation = forms.CharField(
        label=_("Translation"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    parent_text = forms.CharField(
        label=_("What it answers"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    author_id = forms.CharField(
        label=_("Author"), required=False, max_length=300, help_text=_("The id of the account, not a name.")
    )
    thread_id = forms.CharField(label=_("Thread"), required=False, max_length=300)
    created_at = forms.DateTimeField(
        label=_("Posted"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your time zone."),
    )

    def new_item(self) -> NewItem:
        """The item that was typed."""
        given: dict[str, Any] = dict(self.cleaned_data)
        given.pop("file", None)
        parent = given.pop("parent_text")
        context = ({"role": "parent", "text": parent},) if parent.strip() else ()
        return NewItem(source="", external_id="", context=context, **given)

    def uploads(self) -> tuple[Any, ...]:
        """What was sent along."""
        upload = self.cleaned_data.get("file")
        return (upload,) if upload else ()
