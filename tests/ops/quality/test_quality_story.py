"""A first sample in Chromium: planned in a form, drawn, assessed by keyboard, compared, named, read as a report."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from quality_cast import assess_all, decision, drawn, item, policy, publish, store, store_decisions

from evenhand.ops.people.models import User
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.spine import clock
from windows import SitsDown, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def plan_in_the_form(window: Window) -> Sample:
    """The analyst plans a sample of five decisions under the labels of the data; the preview follows what is typed."""
    window.go(reverse("quality:new"))
    window.page.fill("[name=name]", "First look")
    window.page.fill("[name=size]", "5")
    window.page.keyboard.press("Tab")
    window.page.locator("#preview", has_text="5 of 60").wait_for()
    window.page.get_by_role("button", name="Draw the sample").click()
    window.page.wait_for_url("**/quality/samples/0*/")
    return Sample.objects.get()


def assess(window: Window, sample: Sample) -> None:
    """Judges everything as spam, by keyboard; where the decision was otherwise, says why by keyboard."""
    window.go(f"{reverse('judgements:next')}?context=sample:{sample.sample_id}")
    for done in range(1, 6):
        window.page.locator("#desk[data-ahead]").wait_for()
        window.press("1", "Enter")
        wait_for(lambda done=done: sample.units.exclude(assessed="").count() == done, window)
        if sample.units.filter(finding__named_at__isnull=True, finding__isnull=False).exists():
            window.page.locator(".reveal").wait_for()
            window.press("q", "Enter")
            wait_for(lambda: not Finding.objects.filter(named_at__isnull=True).exists(), window)


def wait_for(so: Callable[[], bool], window: Window) -> None:
    """Waits until something is so in the database."""
    deadline = time.monotonic() + 20
    while not so():
        assert time.monotonic() < deadline, window.page.content()[-2000:]
        window.page.wait_for_timeout(50)


@pytest.fixture
def mixed_decisions(home: Path, transactional_db: Any) -> None:
    """40 decisions to keep and 20 of spam."""
    store_decisions(40, label="none")
    store("items", [item(number) for number in range(40, 60)])
    store("judgements", [decision(number, label="spam") for number in range(40, 60)])


def test_a_first_sample_from_the_form_to_the_report(
    sits_down: SitsDown, mixed_decisions: None, ada: User, ben: User
) -> None:
    analyst = sits_down(ada)
    sample = plan_in_the_form(analyst)
    services.draw(sample.uuid, at=clock.now())
    analyst.page.get_by_role("link", name="Report").wait_for()
    sample.refresh_from_db()
    assess(sits_down(ben), sample)
    publish(clock.now())
    named = Finding.objects.filter(root_cause="knowledge_gap").count()
    analyst.go(reverse("quality:report", kwargs={"uuid": sample.uuid}))
    assert analyst.page.get_by_text("5 of 60 decisions assessed blind").count() == 1
    assert analyst.page.get_by_text(f"{named} finding").count() > 0
    assert (named, analyst.faults()) == (Finding.objects.count(), [])


@pytest.mark.parametrize(  # each pair of width, language and theme once
    ("width", "language", "theme"),
    [
        (1440, "en", "light"),
        pytest.param(1440, "zh-hans", "dark", marks=pytest.mark.slow),
        pytest.param(390, "en", "dark", marks=pytest.mark.slow),
        (390, "zh-hans", "light"),
    ],
)
def test_every_page_fits_and_can_be_read_by_everyone(
    sits_down: SitsDown, mixed_decisions: None, ada: User, ben: User, width: int, language: str, theme: str
) -> None:
    at = clock.now()
    User.objects.update(language=language, theme=theme)
    sample = drawn(ada, policy(), at=at, size=12, mode="mixed", name="Weekly, all queues")
    assess_all(ben, sample, at=at, wrong=7)
    found = Finding.objects.order_by("pk")[0]
    window = sits_down(User.objects.get(pk=ben.pk), width=width)
    lead = sits_down(User.objects.get(pk=ada.pk), width=width)
    addresses = [
        (lead, reverse("quality:samples")),
        (lead, reverse("quality:new")),
        (lead, reverse("quality:findings")),
        (lead, reverse("quality:finding", kwargs={"uuid": found.uuid})),
        *((lead, reverse(f"quality:{name}", kwargs={"uuid": sample.uuid})) for name in ("sample", "report", "rows")),
        (window, reverse("quality:reveal", kwargs={"uuid": found.unit.uuid})),
    ]
    wrong = []
    for number, (who, address) in enumerate(addresses):
        who.go(address)
        pictured(who, f"{number}-{width}-{language}-{theme}")
        wrong += [(address, fault) for fault in who.faults()]
    assert wrong == []


def pictured(window: Window, name: str) -> None:
    """A picture to look at, where EVENHAND_PICTURES names a folder."""
    folder = os.environ.get("EVENHAND_PICTURES")
    if folder:
        window.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
