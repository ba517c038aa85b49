"""A week of the quality team in Chromium: a lead, two assessors at once, a partner's lead and an auditor.

Axe looks at every page on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from quality_cast import PARTNERS, drawn, policy, publish, store_decisions

from evenhand.ops.judgements.models import Judgement
from evenhand.ops.ledger import sealing
from evenhand.ops.ledger.models import Check
from evenhand.ops.ledger.tasks import run_check
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.spine import clock
from windows import SitsDown, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHRASE = "a long enough phrase"


@pytest.fixture
def rules(home: Path, transactional_db: Any) -> PolicyVersion:
    """60 decisions of two partners, to be assessed under a policy, in a house whose ledger is sealed."""
    home.mkdir(parents=True, exist_ok=True)
    sealing.prepare()
    store_decisions(60)
    return policy()


def signs_in(window: Window, name: str) -> None:
    """Signs in by the form, as everybody does in the morning."""
    window.go("/")
    assert window.faults() == []
    window.page.fill("[name=username]", name)
    window.page.fill("[name=password]", PHRASE)
    window.press("Enter")
    window.page.wait_for_url(f"{window.server}/")
    assert window.faults() == []


def judges_once(window: Window, sample: Sample, say: Callable[[Page], None]) -> None:
    """Opens the next task of the sample, judges it, and waits for what comes after: a task, or the difference."""
    window.go(f"{reverse('judgements:next')}?context=sample:{sample.sample_id}")
    window.page.locator("#desk[data-ahead]").wait_for()
    window.page.wait_for_load_state("load")
    task = window.page.locator("#desk").get_attribute("data-task")
    say(window.page)
    window.page.locator(f".reveal, .empty, #desk:not([data-task='{task}'])").first.wait_for()


def by_keyboard(page: Page) -> None:
    """No violation."""
    for key in ("n", "Enter"):
        page.keyboard.press(key)


def by_touch(page: Page) -> None:
    """No violation, in Chinese."""
    page.get_by_text("不违规", exact=True).first.tap()
    page.locator(".foot").get_by_text("提交判定", exact=True).tap()


def test_a_lead_and_two_assessors_make_a_report_that_each_reader_sees_in_part(
    rules: PolicyVersion, hire: Callable[..., User], sits_down: SitsDown
) -> None:
    for name in ("Ben", "Cleo"):
        hire(name, Role.ASSESSOR)
    hire("Ada", Role.QUALITY_LEAD)
    hire("Chi", Role.PARTNER_LEAD, partner=PARTNERS[0])

    lead = sits_down(None)
    signs_in(lead, "ada")
    lead.go(reverse("quality:new"))
    lead.page.fill("[name=name]", "Together")
    lead.page.fill("[name=size]", "30")  # so that each partner has some
    lead.page.select_option("[name=policy]", index=1)
    lead.page.get_by_role("button", name="Draw the sample").click()
    lead.page.wait_for_url("**/quality/samples/0*/")
    assert lead.faults() == []
    sample = Sample.objects.get()
    services.draw(sample.uuid, at=clock.now())
    sample.refresh_from_db()

    ben, cleo = sits_down(None), sits_down(None)
    signs_in(ben, "ben")
    signs_in(cleo, "cleo")
    for _ in range(3):
        for window in (ben, cleo):
            judges_once(window, sample, by_keyboard)
    by = Judgement.objects.values_list("judge__name", flat=True)
    assert (sorted(by), sample.units.exclude(assessed="").count()) == (["Ben"] * 3 + ["Cleo"] * 3, 6)

    publish(clock.now())
    lead.go(reverse("quality:report", kwargs={"uuid": sample.uuid}))
    expect(lead.page.locator("main")).to_contain_text("6 of 60 decisions assessed blind")
    assert lead.faults() == []

    partner = sits_down(None)
    signs_in(partner, "chi")
    partner.go(reverse("quality:rows", kwargs={"uuid": sample.uuid}))
    theirs = sample.units.filter(partner=PARTNERS[0]).count()
    expect(partner.page.locator("main")).to_contain_text(f"{theirs} in all")
    expect(partner.page.locator("main")).not_to_contain_text(PARTNERS[1])
    assert partner.faults() == []


def test_an_auditor_verifies_what_the_week_left_behind(
    rules: PolicyVersion, hire: Callable[..., User], ada: User, sits_down: SitsDown
) -> None:
    hire("Oli", Role.AUDITOR)
    drawn(ada, rules, at=clock.now())
    auditor = sits_down(None)
    signs_in(auditor, "oli")
    auditor.go(reverse("audit:index"))
    auditor.page.get_by_role("button", name="Verify now").click()
    sealing.seal_all(clock.now())
    run_check.func(Check.objects.get().pk)
    auditor.go(reverse("audit:index"))
    expect(auditor.page.locator("main")).to_contain_text("0 not sealed yet")
    assert auditor.faults() == []
    auditor.go(reverse("audit:events"))
    expect(auditor.page.locator("main")).to_contain_text("sample.drawn")
    assert auditor.faults() == []


def test_an_assessor_works_through_a_sample_on_a_phone_in_chinese(
    rules: PolicyVersion, hire: Callable[..., User], ada: User, sits_down: SitsDown
) -> None:
    hire("Mei", Role.ASSESSOR, language="zh-hans")
    sample = drawn(ada, rules, at=clock.now(), size=3)
    phone = sits_down(None, width=390, height=844, locale="zh-CN", color_scheme="dark", has_touch=True)
    signs_in(phone, "mei")
    for _ in range(3):
        judges_once(phone, sample, by_touch)
        assert phone.faults() == []
    found = Finding.objects.order_by("pk").first()
    assert sample.units.exclude(assessed="").count() == 3
    assert found is not None
    phone.go(reverse("quality:reveal", kwargs={"uuid": found.unit.uuid}))
    expect(phone.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert phone.faults() == []
