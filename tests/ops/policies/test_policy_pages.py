"""The pages of policies: both languages, hostile texts, few queries, and only for those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from policies_cast import HOSTILE, draft, policy, version

from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies import services
from evenhand.ops.policies.models import Clause, PolicyVersion
from evenhand.ops.policies.types import NewClause

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]
INDEX, STARTER = "/policies/", "/policies/starter"


@pytest.fixture
def starter(at: datetime) -> PolicyVersion:
    return services.publish_pack("starter", version="1.0", by=None, at=at)


@pytest.fixture
def desk(rui: User, browse: Browse, at: datetime) -> Client:
    return browse(rui)


@pytest.fixture
def chinese(hire: Callable[..., User], browse: Browse, at: datetime) -> Client:
    return browse(hire("Wei", Role.REVIEWER, language="zh-hans"))


def page_of(clause: str, of: PolicyVersion) -> str:
    return reverse("policies:clause", kwargs={"uuid": Clause.objects.get(version=of, code=clause).uuid})


def page_at(known: PolicyVersion) -> str:
    return reverse("policies:version", kwargs={"uuid": known.uuid})


def read(desk: Client, url: str, **query: str) -> str:
    return desk.get(url, query).content.decode()


def test_a_policy_manager_starts_with_the_starter_policy_by_a_button(pia: User, browse: Browse, at: datetime) -> None:
    desk = browse(pia)
    assert "Put the starter policy in force" in read(desk, INDEX)
    answer = desk.post(STARTER)
    made = PolicyVersion.objects.get()
    assert answer.url == page_at(made)
    assert "Its severities are proposals: check them." in read(desk, answer.url)
    assert "Put the starter policy in force" not in read(desk, INDEX)


def test_pressing_the_button_twice_makes_one_policy(pia: User, browse: Browse, at: datetime) -> None:
    desk = browse(pia)
    assert desk.post(STARTER).url == desk.post(STARTER).url
    assert PolicyVersion.objects.count() == 1


def test_labels_of_the_data_do_not_take_the_button_away(pia: User, browse: Browse, at: datetime) -> None:
    services.policy_from_labels("Labels of coop", ("a",), by=None, at=at)
    page = read(browse(pia), INDEX)
    assert "Put the starter policy in force" in page
    assert "Labels of coop" in page


def test_a_reader_sees_no_button_and_cannot_press_it(desk: Client) -> None:
    assert "Put the starter policy in force" not in read(desk, INDEX)
    assert desk.post(STARTER).status_code == 403
    assert not PolicyVersion.objects.exists()


def test_a_policy_manager_of_one_market_sees_no_button_and_cannot_press_it(
    hire: Callable[..., User], browse: Browse, at: datetime
) -> None:
    limited = hire("Lou", Role.POLICY_MANAGER)
    Grant.objects.filter(user=limited).update(markets=["de"])
    assert "Put the starter policy in force" not in read(browse(limited), INDEX)
    assert browse(limited).post(STARTER).status_code == 403


def test_the_button_conflicts_with_another_policy_of_that_version_name(pia: User, browse: Browse, at: datetime) -> None:
    version("1.0")
    assert browse(pia).post(STARTER).status_code == 409


def test_somebody_without_a_role_reads_nothing(dee: User, browse: Browse, starter: PolicyVersion) -> None:
    urls = (INDEX, page_at(starter), page_of("HA.1", starter), reverse("policies:policy", args=[starter.policy.uuid]))
    assert [browse(dee).get(url).status_code for url in urls] == [403] * 4


def test_a_partner_reads_the_policies_like_everybody(chi: User, browse: Browse, starter: PolicyVersion) -> None:
    assert "Community guidelines" in read(browse(chi), INDEX)
    assert browse(chi).get(page_of("HA.1", starter)).status_code == 200


def test_the_list_leads_to_the_version_in_force(desk: Client, starter: PolicyVersion) -> None:
    page = read(desk, INDEX)
    assert "Community guidelines" in page
    assert page_at(starter) in page


def test_a_version_shows_its_tree_its_note_and_that_severities_are_proposals(
    desk: Client, starter: PolicyVersion
) -> None:
    page = read(desk, page_at(starter))
    assert "Version 1.0, in force since 2 Mar 2026." in page
    assert "Child sexual abuse material" in page
    assert "automation and actions are proposals" in page
    assert page_of("SR.6", starter) in page


def test_a_version_speaks_chinese_to_those_who_read_chinese(chinese: Client, starter: PolicyVersion) -> None:
    page = read(chinese, page_at(starter))
    assert "社区准则" in page
    assert "儿童性侵害内容" in page
    assert "均为建议值" in page
    assert "Child sexual abuse material" not in page


@pytest.mark.parametrize("words", ["grooming", "诱骗", "CS.3"])
def test_a_search_finds_in_either_language_whatever_the_reader_reads(
    words: str, desk: Client, chinese: Client, starter: PolicyVersion
) -> None:
    assert page_of("CS.3", starter) in read(desk, page_at(starter), q=words)
    assert page_of("CS.3", starter) in read(chinese, page_at(starter), q=words)


def test_a_search_that_finds_nothing_says_so(desk: Client, starter: PolicyVersion) -> None:
    assert "No clause says this" in read(desk, page_at(starter), q="zzz")


def test_as_one_types_only_the_clauses_are_asked_for(desk: Client, starter: PolicyVersion) -> None:
    part = desk.get(page_at(starter), {"q": "spam"}, headers={"HX-Request": "true", "HX-Target": "clauses"})
    assert part.content.decode().lstrip().startswith('<div id="clauses"')


def test_a_clause_shows_both_languages_the_readers_first(desk: Client, chinese: Client, starter: PolicyVersion) -> None:
    english, mandarin = "Real images or video that show", "真实影像，呈现未满18周岁者"
    page = read(desk, page_of("CS.1", starter))
    assert 0 < page.index(english) < page.index(mandarin)
    page = read(chinese, page_of("CS.1", starter))
    assert 0 < page.index(mandarin) < page.index(english)
    assert 'lang="en"' in page


def test_a_clause_says_plainly_what_follows_and_what_it_is_called_elsewhere(
    desk: Client, starter: PolicyVersion
) -> None:
    page = read(desk, page_of("CS.1", starter))
    assert "An item judged as this breaks the rules." in page
    assert "report to NCMEC" in page
    assert "4 of 4: extreme" in page
    assert "hides exact matches of a vetted list; a person confirms" in page
    assert "proposals of the starter policy" in page
    assert "Protection of minors" in page
    assert "STATEMENT_CATEGORY_PROTECTION_OF_MINORS" in page
    assert "Child safety: sexual abuse material" in page
    assert "Child sexual exploitation" in page


def test_a_clause_says_it_in_chinese_too(chinese: Client, starter: PolicyVersion) -> None:
    page = read(chinese, page_of("CS.1", starter))
    assert "判定为此条款即属违规。" in page
    assert "联系法务热线" in page
    assert "未成年人保护" in page
    assert "儿童安全：性侵害内容" in page
    assert "网络信息内容生态治理规定" in page


def test_every_mapping_of_the_starter_policy_has_plain_words(starter: PolicyVersion) -> None:
    from evenhand.ops.policies.presenters.mappings import mapped

    rows = [row for clause in starter.clauses.all() for row in mapped(clause.mappings)]
    assert len(rows) > 200
    assert [row.value for row in rows if "_" in row.value or "reason" in row.value] == []


def test_a_clause_that_breaks_no_rule_and_a_section_say_so(desk: Client, starter: PolicyVersion) -> None:
    assert "An item judged as this breaks no rule." in read(desk, page_of("SH.1", starter))
    assert "A section: items are judged as one of the clauses below." in read(desk, page_of("SH", starter))


def test_a_clause_leads_to_its_neighbours(desk: Client, starter: PolicyVersion) -> None:
    page = read(desk, page_of("CS.6", starter))
    assert page_of("CS.5", starter) in page
    assert page_of("SX", starter) in page
    assert page_of("SX.1", starter) not in page


def test_an_old_version_says_what_is_in_force_instead(desk: Client, starter: PolicyVersion, at: datetime) -> None:
    later = services.publish_pack("starter", version="1.1", by=None, at=at)
    page = read(desk, page_at(starter))
    assert "This version is not in force." in page
    assert page_at(later) in page
    assert "is not in force" in read(desk, page_of("CS.1", starter))


def test_the_versions_of_a_policy_are_listed_without_drafts(desk: Client, starter: PolicyVersion, at: datetime) -> None:
    services.publish_pack("starter", version="1.1", by=None, at=at)
    hidden = draft("2.0", starter.policy)
    page = read(desk, reverse("policies:policy", kwargs={"uuid": starter.policy.uuid}))
    assert page_at(starter) in page
    assert "1.1" in page
    assert "2.0" not in page
    assert desk.get(page_at(hidden)).status_code == 404


def test_a_list_can_be_downloaded(desk: Client, starter: PolicyVersion) -> None:
    answer = desk.get(INDEX, {"format": "csv"})
    assert b"Community guidelines" in b"".join(answer.streaming_content)


def test_hostile_texts_are_shown_as_text(desk: Client, at: datetime) -> None:
    sharp = NewClause(
        code=HOSTILE,
        title_en=HOSTILE,
        title_zh=HOSTILE,
        definition_en=HOSTILE,
        definition_zh=HOSTILE,
        escalation_en=HOSTILE,
        actions=("remove",),
        mappings={"dsa_category": HOSTILE, "dsa_keywords": [HOSTILE, 7], "ozone_reasons": {"x": 1}, "ailuminate": 5},
    )
    known = version("<b>4.2</b>", policy("sharp", HOSTILE), sharp, note=HOSTILE)
    urls = (INDEX, page_at(known), page_of(HOSTILE, known), f"{page_at(known)}?q=onerror")
    pages = [read(desk, url) for url in urls]
    assert [page for page in pages if "<img src=x" in page or "<b>4.2" in page or "\u202e" in page] == []
    assert all("&lt;img src=x" in page for page in pages)


def test_words_searched_for_come_back_as_text(desk: Client, starter: PolicyVersion) -> None:
    page = read(desk, page_at(starter), q=HOSTILE)
    assert "<img src=x" not in page
    assert 'value="&lt;img src=x' in page


def test_a_flat_policy_of_many_labels_shows_a_clause_with_those_near_it(desk: Client, at: datetime) -> None:
    many = services.policy_from_labels("Labels of coop", (f"label {n}" for n in range(2_000)), by=None, at=at)
    page = read(desk, page_of("label 1000", many))
    assert "label 1020" in page
    assert "label 1100" not in page
    assert "Nobody has written what they mean" in read(desk, page_at(many))


@pytest.mark.parametrize(("name", "most"), [("index", 8), ("policy", 9), ("version", 8), ("clause", 8)])
def test_a_page_takes_few_queries_however_much_there_is(
    name: str, most: int, desk: Client, starter: PolicyVersion, at: datetime
) -> None:
    for number in range(30):
        services.policy_from_labels(f"Labels of {number}", ("a", "b"), by=None, at=at)
        version(f"v{number}", starter.policy)
    urls = {
        "index": INDEX,
        "policy": reverse("policies:policy", kwargs={"uuid": starter.policy.uuid}),
        "version": page_at(starter),
        "clause": page_of("CS.1", starter),
    }
    desk.get(urls[name])
    with CaptureQueriesContext(connection) as asked:
        desk.get(urls[name])
    assert len(asked) <= most, [query["sql"][:120] for query in asked.captured_queries]


def test_the_desk_declares_what_it_asks_for(pia: User, browse: Browse, starter: PolicyVersion) -> None:
    found = read(browse(pia), reverse("search"), q="doxxing")
    assert page_of("HA.3", starter) in found
    assert 'aria-current="page"><span>Policies' in read(browse(pia), page_at(starter)).replace("\n", "")


def test_every_language_of_the_page_is_complete(chinese: Client, starter: PolicyVersion) -> None:
    page: Any = read(chinese, page_of("SR.5", starter))
    assert "What follows" not in page
    assert "Severity" not in page
