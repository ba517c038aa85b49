"""Signing in, and what a person changes of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.ops.people.checks import time_zones
from evenhand.ops.people.keys import key_places, keys_of
from evenhand.ops.people.models import Language, Theme, User
from evenhand.ops.people.permissions import may
from evenhand.ops.people.types import Preferences
from evenhand.ops.spine.keys import KeyPlace

LONGEST_PASSWORD = 1_000  # a hash of more is work for nobody's good


def _password(label: Any, *, autocomplete: str, **given: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **given)


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("Login name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = _password(_("Password"), autocomplete="current-password")


class PasswordForm(forms.Form):
    """The present password, and the new one twice."""

    present = _password(_("Present password"), autocomplete="current-password")
    new = _password(
        _("New password"),
        autocomplete="new-password",
        help_text=_("At least 12 characters, not a common password, not your name. A few words in a row are good."),
    )
    again = _password(_("New password, again"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("This is not what you typed above."))
        return given


class PreferencesForm(forms.Form):
    """Language, time zone, theme."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name.replace("_", " ")) for name in time_zones()],
        help_text=_("Deadlines and times are shown in it."),
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)

    @classmethod
    def of(cls, user: User) -> PreferencesForm:
        """What they have chosen so far."""
        return cls(initial={"language": user.language, "time_zone": user.time_zone, "theme": user.theme})

    def preferences(self) -> Preferences:
        """What they choose now."""
        return Preferences(**self.cleaned_data)


class KeysForm(forms.Form):
    """Whether keys work, and which, for the pages that somebody gets to."""

    enabled = forms.BooleanField(label=_("Keyboard shortcuts work"), required=False)

    def __init__(self, user: User, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.places = [place for place in key_places() if place.capability is None or may(user, place.capability)]
        for key in (key for place in self.places for key in place.keys):
            self.fields[key.name] = forms.CharField(
                label=key.title,
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("none")}),
                help_text=_("Usually %(key)s") % {"key": key.key},
            )

    @classmethod
    def of(cls, user: User) -> KeysForm:
        """The keys as they are for this person."""
        known = {"enabled": user.keys.get("enabled", True), **keys_of(user.keys.get("remapped", {}))}
        return cls(user, initial=known)

    def groups(self) -> list[tuple[KeyPlace, list[forms.BoundField]]]:
        """The fields by the page on which they work."""
        return [(place, [self[key.name] for key in place.keys]) for place in self.places]

    def keys(self) -> dict[str, str]:
        """The keys that were sent; what was not stays as it is."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "enabled" and name in self.data}
