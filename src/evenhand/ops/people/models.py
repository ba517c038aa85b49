"""Users, partners, teams, the roles that a person holds with their scope, and the ids of a person in other tools."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from evenhand.ops.people.roles import Role
from evenhand.ops.spine.ids import new_id
from evenhand.ops.spine.models import Identified


class Theme(models.TextChoices):
    """Light or dark, or as the machine says."""

    AUTO = "auto", _("As my computer")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Language(models.TextChoices):
    """The languages of the console."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


class Partner(Identified):
    """An outsourced site. ``code`` is how the facts name it."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Team(Identified):
    """People who work together, of this organisation or of one partner."""

    name = models.CharField(max_length=120)
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="teams")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("name", "partner"), name="a_team_name_is_used_once_in_a_partner"),
            models.UniqueConstraint(
                fields=("name",),
                condition=Q(partner__isnull=True),
                name="a_team_name_is_used_once_here",
            ),
        )

    def __str__(self) -> str:
        return self.name


def new_pseudonym() -> str:
    """What stands for a person in the facts: opaque, and not their outside id either."""
    return f"p-{new_id().hex[-12:]}"


def as_login_name(typed: str) -> str:
    """A login name as it is kept and compared: names differ in more than case, width or spaces around them."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


class UserManager(BaseUserManager["User"]):
    """Finds a person at login."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person of this login name, however it was typed."""
        return self.get(username=as_login_name(username or ""))


class User(AbstractBaseUser, Identified):
    """A person with a login. ``pseudonym`` is their ``judge_id`` in the facts."""

    username = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True, default="")
    pseudonym = models.CharField(max_length=40, unique=True, default=new_pseudonym, editable=False)
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.ENGLISH)
    languages: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)  # those that they can judge in
    time_zone = models.CharField(max_length=60, default="UTC")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    keys: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)  # {"enabled": …, "remapped": {…}}
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("username",), name="a_login_name_is_used_once"),
            models.CheckConstraint(condition=Q(username=Lower("username")), name="a_login_name_is_in_lower_case"),
        )
        indexes = (
            models.Index(fields=("name", "id"), name="people_by_name"),
            models.Index(fields=("partner", "name"), name="people_of_a_partner"),
        )

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The name as a greeting uses it."""
        return self.name


class Grant(Identified):
    """A role that a person holds, limited to partners, markets and queues; an empty list does not limit."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=Role.choices)
    partners: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    markets: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    queues: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(role__in=Role.values), name="a_grant_is_of_a_known_role"),)
        indexes = (models.Index(fields=("role", "user"), name="holders_of_a_role"),)


class JudgeAlias(Identified):
    """An id under which this person judges in another tool's data: the ``judge_id`` of that source in the facts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="judge_aliases")
    source = models.CharField(max_length=100)
    judge_id = models.CharField(max_length=300)

    class Meta:
        ordering = ("source", "judge_id")
        constraints = (
            models.UniqueConstraint(fields=("source", "judge_id"), name="a_judge_of_a_source_is_one_person"),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(judge_id=""), name="an_alias_names_its_source_and_its_judge"
            ),
        )

    def __str__(self) -> str:
        return f"{self.judge_id} ({self.source})"


class Token(Identified):
    """What lets a program in as a person, with some of their capabilities, until a day.

    ``digest`` is the SHA-256 of 256 random bits as they are written, which are kept nowhere; ``start`` is how they
    begin, to tell tokens apart. ``last_used_at`` is right to some minutes, None before the first use.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    start = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    capabilities: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="a_token_has_a_name"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("made_at")), name="a_token_ends_after_it_was_made"),
            models.UniqueConstraint(
                fields=("user", "name"),
                condition=Q(revoked_at__isnull=True),
                name="a_token_name_is_used_once_by_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    def works(self, *, at: datetime) -> bool:
        """Whether it lets anybody in at this moment, as far as it alone can tell."""
        return self.revoked_at is None and at < self.ends_at
