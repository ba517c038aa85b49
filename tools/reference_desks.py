"""The page of the console: its settings, the roles with what each may do, the REST API, what the desks do themselves.

Not here: how the desks are used (docs/guide).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import fields

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.web.settings")

import django

django.setup()

from django.utils.translation import override

from evenhand.ops.people.roles import CAPABILITIES, Role
from evenhand.ops.spine import desks
from evenhand.web.api.assembly import schema
from evenhand.web.configuration import Configuration

HEAD = """\
# The console

Written from the code by `make docs`; do not edit.

## Settings

In `evenhand.toml` in the working folder, or as an environment variable, which wins: `EVENHAND_` and the name in
capitals, such as `EVENHAND_DATABASE_URL`. `EVENHAND_SECRET_KEY` gives the key that signs sessions; else one is made and
kept in the data folder. `evenhand check` says what is wrong with them.

| setting | default | meaning |
|---|---|---|
"""
ROLES = """\

## Roles

A person may hold several, each with a scope: partners, markets, queues.

"""
OPERATIONS = """\

## REST API

Parameters and answers stand at `/api/v1/` of a running console, and for programs at `/api/v1/openapi.json`. How it is
used: [the guide](../guide/api.md).

| operation | capability | answers |
|---|---|---|
"""
BY_ITSELF = """\

## What the desks do by themselves

The worker runs these; a task that fails is tried again, then waits under Background work to be replayed.

| desk | task | every |
|---|---|---|
"""


def page() -> str:
    """The page as Markdown."""
    with override("en"):
        parts = (HEAD, *_settings(), ROLES, *_roles(), OPERATIONS, *_operations(), BY_ITSELF, *_periodic())
        return "".join(parts)


def _settings() -> Iterable[str]:
    for setting in fields(Configuration):
        default = f"`{setting.default}`" if setting.default != "" else "–"
        yield f"| `{setting.name}` | {default} | {setting.metadata['meaning']} |\n"


def _roles() -> Iterable[str]:
    names = [(name, str(title)) for name, title in desks.capabilities().items()]
    yield "| capability | meaning | roles |\n|---|---|---|\n"
    for name, title in names:
        roles = ", ".join(str(role.label).lower() for role in Role if name in CAPABILITIES[role])
        yield f"| `{name}` | {title} | {roles or 'none yet'} |\n"


def _operations() -> Iterable[str]:
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            needed = f"`{operation['x-capability']}`" if operation["x-capability"] else "any token"
            first = operation["description"].partition("\n\n")[0].replace("\n", " ")
            yield f"| `{method.upper()} {path}` | {needed} | {first} |\n"


def _periodic() -> Iterable[str]:
    for desk in desks.all_desks():
        for task in desk.periodic:
            name, every = task.task.rpartition(".")[2], _every(task.every.total_seconds())
            yield f"| {str(desk.title).lower()} | `{name}` | {every} |\n"


def _every(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return name if seconds == size else f"{seconds / size:g} {name}s"
    return f"{seconds:g} seconds"
