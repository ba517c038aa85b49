"""An address becomes a link only when it leads where it says, out of our network, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.ops.items.addresses import LONGEST, NoLink, look_at
from hostile import addresses, cases, texts


@pytest.mark.parametrize("uri", cases(addresses.PRIVATE))
def test_no_spelling_of_an_inner_address_is_a_link(uri: str) -> None:
    assert look_at(uri).refusal is NoLink.PRIVATE
    assert look_at(uri).link is None


@pytest.mark.parametrize("uri", cases(addresses.SCRIPTS))
def test_only_http_and_https_are_links(uri: str) -> None:
    assert look_at(uri).refusal in {NoLink.SCHEME, NoLink.HOST}


@pytest.mark.parametrize("uri", cases(addresses.HIDDEN))
def test_an_address_with_hidden_characters_is_no_link(uri: str) -> None:
    assert look_at(uri).refusal is NoLink.HIDDEN


@pytest.mark.parametrize("uri", cases(addresses.USERINFO))
def test_an_address_with_a_name_before_the_host_is_no_link(uri: str) -> None:
    assert look_at(uri).refusal is NoLink.CREDENTIALS


@pytest.mark.parametrize("uri", cases(addresses.MALFORMED))
def test_an_address_that_readers_understand_differently_is_no_link(uri: str) -> None:
    assert look_at(uri).refusal is NoLink.HOST


@pytest.mark.parametrize("uri", cases(texts.ALL, texts.LONG))
def test_any_text_at_all_may_stand_where_an_address_should(uri: str) -> None:
    found = look_at(uri)
    assert (found.text, found.link) == (uri, None)
    assert found.refusal is not None


@pytest.mark.parametrize(
    ("uri", "link"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTP://Example.COM/Path?q=1#part", "http://example.com/Path?q=1#part"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com./", "https://example.com/"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
        ("https://0x01010101/", "https://1.1.1.1/"),
        ("https://example.com/中文?词=值", "https://example.com/%E4%B8%AD%E6%96%87?%E8%AF%8D=%E5%80%BC"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ('https://example.com/"><script>', "https://example.com/%22%3E%3Cscript%3E"),
        ("https://local.example.com/", "https://local.example.com/"),
        ("https://notlocalhost.com/", "https://notlocalhost.com/"),
    ],
)
def test_a_proper_address_is_a_link_built_anew(uri: str, link: str) -> None:
    assert look_at(uri).link == link
    assert look_at(uri).refusal is None


def test_a_plain_host_reads_as_it_is() -> None:
    found = look_at("https://example.com/")
    assert (found.host, found.reads_as) == ("example.com", None)


@pytest.mark.parametrize("uri", cases(addresses.SPOOFED))
def test_a_name_in_other_letters_is_shown_with_its_code(uri: str) -> None:
    found = look_at(uri)
    assert found.host is not None
    assert found.link is not None
    assert found.host.startswith("xn--")
    assert found.link.startswith(f"https://{found.host}/")
    assert found.reads_as is not None
    assert not found.reads_as.isascii()


def test_both_spellings_of_a_name_lead_to_one_host() -> None:
    coded, lettered = look_at("https://xn--fsqu00a.example/"), look_at("https://例子.example/")
    assert (coded.link, coded.reads_as) == (lettered.link, lettered.reads_as)
    assert lettered.host == "xn--fsqu00a.example"


def test_letters_that_browsers_keep_are_kept() -> None:
    assert look_at("https://faß.example/").host == "xn--fa-hia.example"


def test_an_address_may_not_be_endless() -> None:
    fits = "https://example.com/" + "a" * (LONGEST - 20)
    assert look_at(fits).link == fits
    assert look_at(f"{fits}a").refusal is NoLink.TOO_LONG


LABEL = st.text(st.sampled_from("abxé例ß１０ſK"), min_size=1, max_size=6)
REST = st.text(st.sampled_from("/?#%'\"<>[]@:aé例"), max_size=12)


@given(LABEL, LABEL, REST)
def test_every_link_is_plain_and_of_the_host_that_is_shown(label: str, domain: str, rest: str) -> None:
    found = look_at(f"https://{label}.{domain}.example/{rest}")
    assume(found.link is not None)
    assert found.link is not None
    assert found.link.isascii()
    assert found.link.isprintable()
    assert found.link.startswith((f"https://{found.host}/", f"https://{found.host}:"))
    assert set(str(found.host)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
