from __future__ import annotations

import pytest
import typer
from cli_cast import Evenhand

from evenhand.cli import app
from evenhand.cli.commands import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(evenhand: Evenhand, name: str) -> None:
    said = evenhand(name, "--help")

    assert said.status == 0
    assert COMMANDS[name].summary in " ".join(said.out.split())
    assert name in evenhand("--help").out


def test_every_option_of_every_command_is_explained() -> None:
    root = typer.main.get_command(app)
    context = typer.Context(root)
    unexplained = [
        (name, parameter.name)
        for name in COMMANDS
        for command in _commands(root.get_command(context, name))
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]

    assert unexplained == []


def _commands(command):
    if not hasattr(command, "list_commands"):
        return [command]
    context = typer.Context(command)
    return [command.get_command(context, name) for name in command.list_commands(context)]
