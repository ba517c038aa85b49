"""Takes the pictures of the documentation: the demo's report in Chromium, light, dark and in Chinese.

    python tools/screenshots.py

Not part of any check: run it when the report looks different. Needs Chromium on the path.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from evenhand.demo import run_demo

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
WIDTH, HEIGHT = 1440, 1180
LARGEST = 400_000  # bytes of one picture
Scheme = Literal["light", "dark"]
PICTURES: tuple[tuple[str, str, Scheme], ...] = (
    ("report.png", "report.html", "light"),
    ("report-dark.png", "report.html", "dark"),
    ("report-zh.png", "report-zh.html", "light"),
)


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is not installed: apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "demo"
        run_demo(home, size="small", seed=1, tell=print)
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        sizes = [_picture(browser, home / page, IMAGES / name, scheme) for name, page, scheme in PICTURES]
        browser.close()
    return 1 if max(sizes) > LARGEST else 0


def _picture(browser: Browser, page: Path, picture: Path, scheme: Scheme) -> int:
    """Takes the top of a page; the size of the picture in bytes."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.screenshot(path=str(picture), animations="disabled")
    context.close()
    size = picture.stat().st_size
    print(f"{picture.name}: {size:,} bytes")
    return size


if __name__ == "__main__":
    sys.exit(main())
