"""The forms of people. They read what was typed; what may be kept is for the services to say (``checks``)."""

from __future__ import annotations

from evenhand.ops.people.forms.own import KeysForm, PasswordForm, PreferencesForm, SignInForm
from evenhand.ops.people.forms.persons import AliasForm, GrantForm, PersonForm
from evenhand.ops.people.forms.saving import saved
from evenhand.ops.people.forms.sites import NewPartnerForm, NewTeamForm, PartnerForm, TeamForm

__all__ = [
    "AliasForm",
    "GrantForm",
    "KeysForm",
    "NewPartnerForm",
    "NewTeamForm",
    "PartnerForm",
    "PasswordForm",
    "PersonForm",
    "PreferencesForm",
    "SignInForm",
    "TeamForm",
    "saved",
]
