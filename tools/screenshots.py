"""Takes the pictures of the documentation: a demo is made and served, and its pages are opened in Chromium.

    python tools/screenshots.py

Not part of any check: run it when pages look different. Needs Chromium on the path.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LARGEST = 400_000  # bytes of one picture
PATIENCE = 120.0  # seconds for the console to answer


@dataclass(frozen=True)
class Shot:
    """A picture of a page: whose, which links lead there from an address, how wide and in which scheme."""

    name: str
    who: str
    address: str
    links: tuple[str, ...] = ()
    width: int = 1440
    height: int = 900
    scheme: Literal["light", "dark"] = "light"


REPORT = "a[href$='/report']"
SHOTS = (
    Shot("home", "amara", "/"),
    Shot("home-narrow", "siobhan", "/", width=390, height=780),
    Shot("tasks-zh", "meilin", "/tasks/"),
    Shot("panel", "diego", "/tasks/next"),
    Shot("panel-zh", "meilin", "/tasks/next", scheme="dark"),
    Shot("panel-narrow", "siobhan", "/tasks/next", width=390, height=780),
    Shot("samples", "amara", "/quality/samples/"),
    Shot("sample", "amara", "/quality/samples/", ("tr:has-text('240') a",)),
    Shot("report", "amara", "/", (REPORT,), height=1180),
    Shot("report-dark", "amara", "/", (REPORT,), height=1180, scheme="dark"),
    Shot("report-zh", "siyuan", "/quality/samples/", ("tr:has-text('320') a", REPORT), height=1180),
    Shot("findings", "amara", "/quality/findings/"),
    Shot("policy-zh", "siyuan", "/policies/", ("table tbody a",)),
    Shot("import", "priya", "/", (".work-list a, main li a",)),
    Shot("ledger", "olivia", "/ledger/"),
)


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is not installed: apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "demo") as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        sessions = {who: sign_in(browser, demo, who) for who in dict.fromkeys(shot.who for shot in SHOTS)}
        sizes = [taken(browser, str(demo["url"]), shot, sessions[shot.who]) for shot in SHOTS]
        browser.close()
    return 1 if max(sizes) > LARGEST else 0


@contextmanager
def served(home: Path) -> Iterator[Mapping[str, Any]]:
    """A demo that is filled and served meanwhile, as its command tells of it."""
    command = (sys.executable, "-m", "evenhand.cli", "demo", "--json", "--data", str(home), "--port", str(free_port()))
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        try:
            lines: list[str] = []
            for line in process.stdout or ():
                lines.append(line)
                if line == "}\n":
                    break
            demo = json.loads("".join(lines))
            wait_for(f"{demo['url']}/healthz")
            yield demo
        finally:
            process.terminate()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  our own console
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"{url} does not answer.")


def sign_in(browser: Browser, demo: Mapping[str, Any], who: str) -> StorageState:
    """The session of somebody who typed name and password."""
    (user,) = (user for user in demo["users"] if user["username"] == who)
    context = browser.new_context()
    page = context.new_page()
    page.goto(str(demo["url"]))
    page.fill("[name=username]", user["username"])
    page.fill("[name=password]", user["password"])
    page.click("form.form button")
    page.wait_for_url(f"{demo['url']}/")
    state = context.storage_state()
    context.close()
    return state


def taken(browser: Browser, url: str, shot: Shot, session: StorageState) -> int:
    """Takes the top of a page; the size of the picture in bytes."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, storage_state=session
    )
    page = context.new_page()
    open_page(page, url, shot)
    picture = IMAGES / f"{shot.name}.png"
    page.screenshot(path=str(picture), animations="disabled")
    context.close()
    size = picture.stat().st_size
    print(f"{picture.name}: {size:,} bytes")
    return size


def open_page(page: Page, url: str, shot: Shot) -> None:
    page.goto(url + shot.address)
    page.wait_for_load_state("networkidle")
    for link in shot.links:
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main())
