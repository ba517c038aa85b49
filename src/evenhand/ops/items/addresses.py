"""Says whether an address in somebody's content may be a link, and what it really says. Nothing is ever fetched.

A link opens only after a page that shows where it leads; it is built anew from the parts that were checked, so what is
shown is where it goes. Hosts inside a network are no links: one click must not reach a reviewer's router.

Not here: that page; and what a public name resolves to, which nobody can know without asking the network.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, quote, urlsplit

LONGEST = 2048
SCHEMES = frozenset({"http", "https"})


class NoLink(StrEnum):
    """Why an address is shown as text only."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    HIDDEN = "hidden characters"
    SCHEME = "not http or https"
    CREDENTIALS = "credentials"
    HOST = "no proper host"
    PRIVATE = "inside a network"


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address as it may be shown: ``text`` as it came (to be printed through ``text.shown``), ``link`` or why not.

    ``host`` is the name as the network reads it (punycode), ``reads_as`` the same in letters where that differs: show
    both, for letters may look like others.
    """

    text: str
    link: str | None = None
    host: str | None = None
    reads_as: str | None = None
    refusal: NoLink | None = None


class _Refused(Exception):
    def __init__(self, why: NoLink) -> None:
        super().__init__(why)
        self.why = why


_INNER_NAMES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "onion",
    "localdomain",
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_STAND_INS = frozenset("\u2400\ufffd")  # kept in place of what no database holds: where it led is not known
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PATH, _QUERY = "/%:@!$&()*+,;=~-._", "/%:@!$&()*+,;=~-._?"


def look_at(uri: str) -> Address:
    """What to show of an address, and whether it may be a link."""
    try:
        parts = _split(uri)
        host, reads_as = _host(parts)
        link = _rebuilt(parts, host)
    except _Refused as refused:
        return Address(text=uri, refusal=refused.why)
    return Address(text=uri, link=link, host=host, reads_as=reads_as)


def _split(uri: str) -> SplitResult:
    if not uri:
        raise _Refused(NoLink.EMPTY)
    if len(uri) > LONGEST:
        raise _Refused(NoLink.TOO_LONG)
    # A browser drops tabs and line ends and reads a backslash as a slash; what it reads otherwise than we is no link.
    if "\\" in uri or any(unicodedata.category(each) in _UNSEEN or each in _STAND_INS for each in uri):
        raise _Refused(NoLink.HIDDEN)
    try:
        parts = urlsplit(uri)
    except ValueError as error:
        raise _Refused(NoLink.HOST) from error
    if parts.scheme not in SCHEMES:
        raise _Refused(NoLink.SCHEME)
    if "@" in parts.netloc:
        raise _Refused(NoLink.CREDENTIALS)
    return parts


def _host(parts: SplitResult) -> tuple[str, str | None]:
    """The host as the network reads it, and as a person does where that differs."""
    name = unicodedata.normalize("NFKC", parts.hostname or "").replace("。", ".").lower().removesuffix(".")
    if not name or "%" in name:
        raise _Refused(NoLink.HOST)
    if ":" in name:
        return _ip(ipaddress.IPv6Address, name), None
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # then it is an IPv4 address or nothing (WHATWG URL, 4.3)
        return _ip(ipaddress.IPv4Address, _ipv4(labels)), None
    ascii_labels = [_to_ascii(label) for label in labels]
    host = ".".join(ascii_labels)
    if len(labels) < 2 or host.endswith(tuple(f".{inner}" for inner in _INNER_NAMES)):
        raise _Refused(NoLink.PRIVATE)
    reads_as = ".".join(_to_letters(label) for label in ascii_labels)
    return host, None if reads_as == host else reads_as


def _ipv4(labels: list[str]) -> int:
    """One to four numbers, each decimal, 0x hexadecimal or 0 octal; the last fills what the others leave."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) for label in labels):
        raise _Refused(NoLink.HOST)
    try:
        *leading, last = (_number(label) for label in labels)
    except ValueError as error:
        raise _Refused(NoLink.HOST) from error
    if any(number > 255 for number in leading) or last >= 256 ** (4 - len(leading)):
        raise _Refused(NoLink.HOST)
    return last + sum(number << 8 * (3 - place) for place, number in enumerate(leading))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") else int(label)


def _ip(kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address], written: str | int) -> str:
    try:
        address = kind(written)
    except ValueError as error:
        raise _Refused(NoLink.HOST) from error
    if not all(inner.is_global and not inner.is_multicast for inner in (address, *_inside(address))):
        raise _Refused(NoLink.PRIVATE)
    return str(address) if address.version == 4 else f"[{address}]"


def _inside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 one carries, and to which a network may hand it on."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    teredo = address.teredo or ()
    carried = [found for found in (address.ipv4_mapped, address.sixtofour, *teredo) if found is not None]
    if address in _NAT64 or int(address) < 2**32:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return carried


def _to_ascii(label: str) -> str:
    """A label as the network reads it (RFC 3492); what RFC 5891 (4.2.3) forbids outright is no host name."""
    if not label.isascii() and (label[2:4] == "--" or unicodedata.category(label[0]).startswith("M")):
        raise _Refused(NoLink.HOST)
    try:
        coded = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError as error:
        raise _Refused(NoLink.HOST) from error
    if not _LABEL.fullmatch(coded):
        raise _Refused(NoLink.HOST)
    return coded


def _to_letters(label: str) -> str:
    """A label in letters; a code that decodes to nothing, or to what cannot be seen, is no host name."""
    if not label.startswith("xn--"):
        return label
    try:
        letters = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError as error:
        raise _Refused(NoLink.HOST) from error
    if letters.isascii() or any(unicodedata.category(letter) in _UNSEEN for letter in letters):
        raise _Refused(NoLink.HOST)
    return letters


def _rebuilt(parts: SplitResult, host: str) -> str:
    try:
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError as error:
        raise _Refused(NoLink.HOST) from error
    query = f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe=_QUERY)}" if parts.fragment else ""
    return f"{parts.scheme}://{host}{port}{quote(parts.path, safe=_PATH) or '/'}{query}{fragment}"
