"""The process that fills the console, and where its server's lines go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evenhand.demo import logging_into, made_anew
from evenhand.demo.filling import fill_console
from evenhand.facts.errors import RequestError


def test_what_the_filling_process_refuses_is_told_as_it_says_it(tmp_path: Path) -> None:
    told: list[str] = []

    with made_anew(tmp_path / "demo") as home, pytest.raises(RequestError, match="The seed -1 is negative") as refused:
        fill_console(home, size="small", seed=-1, tell=told.append)

    assert refused.value.hint == "Give seed a whole number from 0 on."
    assert told == ["Simulating a small operation"]


def test_lines_of_the_server_go_to_a_file_and_words_for_the_person_to_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with logging_into(tmp_path / "console.log") as tell:
        os.write(2, b"a request\n")
        tell("Evenhand is at an address.")
    os.write(2, b"afterwards\n")

    assert (tmp_path / "console.log").read_text() == "a request\n"
    assert capfd.readouterr().err == "Evenhand is at an address.\nafterwards\n"
