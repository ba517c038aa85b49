"""The demo's folder and address: what it makes anew, what it leaves alone, and whom it lets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.demo import made_anew, require_loopback, serving_settings, url_of
from evenhand.facts.errors import RequestError, UsageError


def test_a_folder_of_the_demo_is_made_anew(tmp_path: Path) -> None:
    with made_anew(tmp_path / "demo") as home:
        (home / "facts").mkdir()
        (home / "facts" / "old.parquet").write_text("old")
        (home / "work.sqlite3").write_text("old")
    with made_anew(tmp_path / "demo") as home:
        held = {path.name for path in home.iterdir()}

    assert held == {".made-by-evenhand-demo"}


def test_a_folder_in_which_a_demo_runs_is_left_alone(tmp_path: Path) -> None:
    with made_anew(tmp_path / "demo") as home:
        (home / "work.sqlite3").write_text("in use")
        with pytest.raises(RequestError, match="the demo that runs there"), made_anew(home):
            pass

        assert (home / "work.sqlite3").read_text() == "in use"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_the_demo_listens_on_this_machine(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "demo.example.org", ""])  # noqa: S104
def test_the_demo_refuses_an_address_that_others_reach(host: str) -> None:
    with pytest.raises(UsageError, match="this machine alone"):
        require_loopback(host)


def test_no_setting_of_a_deployment_here_reaches_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_DATABASE_URL", "postgresql://user@work/production")

    given = serving_settings(tmp_path / "demo", port=8123)

    assert given["EVENHAND_DATABASE_URL"] == given["EVENHAND_LEDGER_KEY"] == given["EVENHAND_SECRET_KEY"] == ""
    assert given["EVENHAND_DATA"] == str(tmp_path / "demo")


def test_an_address_of_six_is_written_in_brackets() -> None:
    assert (url_of("::1", 8000), url_of("127.0.0.1", 8000)) == ("http://[::1]:8000", "http://127.0.0.1:8000")
