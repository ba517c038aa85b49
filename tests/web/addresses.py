"""An example of every address that has parameters: of one's own partner and of another, or why it has no partner.

A new address with parameters fails ``test_every_address_has_a_rule`` until it has a line here. The functions are
called within the test's transaction; what they need of two sites, ``World.at(site)`` makes once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from site_with_work import BEFORE, SiteWithWork

from evenhand.ops.people.models import Grant, JudgeAlias, Team, Token
from evenhand.ops.people.roles import Role

Parameters = Mapping[str, Any]
Make = Callable[[SiteWithWork], Parameters]


@dataclass(frozen=True)
class Example:
    """Parameters that name something of a site.

    ``why_no_partner``: nothing of it is anybody's, so that it is the same to all who hold the capability.
    ``why_not_found``: somebody of the same site may be told that there is nothing, too.
    """

    make: Make
    why_no_partner: str = ""
    why_not_found: str = ""


def _role(site: SiteWithWork) -> Parameters:
    held = Grant.objects.create(user=site.person, role=Role.ANNOTATOR)
    return {"uuid": site.person.uuid, "grant": held.uuid}


def _alias(site: SiteWithWork) -> Parameters:
    alias = JudgeAlias.objects.create(user=site.person, source="label-studio", judge_id=f"judge of {site.partner.code}")
    return {"uuid": site.person.uuid, "alias": alias.uuid}


def _token(site: SiteWithWork) -> Token:
    made, _ = Token.objects.get_or_create(
        user=site.person,
        name="dashboard",
        defaults={
            "start": "evenhand_0000",
            "digest": f"digest of {site.partner.code}",
            "capabilities": ["policies.read"],
            "made_at": BEFORE,
            "ends_at": BEFORE + timedelta(days=90),
        },
    )
    return made


def _team(site: SiteWithWork) -> Parameters:
    return {"uuid": Team.objects.create(name="Evening", partner=site.partner).uuid}


def _of(name: str, **more: Any) -> Make:
    return lambda site: {"uuid": getattr(site, name).uuid, **more}


def _all(app: str, names: str, make: Make, **why: str) -> dict[str, Example]:
    return {f"{app}:{name}": Example(make, **why) for name in names.split()}


PEOPLE = {
    **_all("people", "person change add_role add_alias deactivate reactivate reset_password", _of("person")),
    "people:take_role": Example(_role),
    "people:remove_alias": Example(_alias),
    "people:revoke_token": Example(lambda site: {"uuid": site.person.uuid, "token": _token(site).uuid}),
    "people:revoke_own_token": Example(lambda site: {"token": _token(site).uuid}),
    **_all("people", "partner close_partner", _of("partner")),
    "people:team": Example(_team),
}
IMPORTS = _all(
    "exchange",
    "import store drop rejects",
    _of("brought"),
    why_no_partner="files hold rows of all sites",
)
LEDGER = {
    "audit:event": Example(lambda site: {"pk": site.event.pk}, why_no_partner="the ledger is read as a whole"),
    "audit:lift": Example(lambda site: {"pk": 1}, why_no_partner="holds are of the whole organisation"),
}
BACKGROUND = _all("background", "replay again", _of("person"), why_no_partner="the work behind is everybody's")
ITEMS = {
    **_all("items", "item attach", _of("item")),
    "items:rest": Example(_of("snapshot", part="text")),
    "items:leave": Example(_of("snapshot", place=0), why_not_found="the text has no link at this place"),
    **_all("items", "medium preview", _of("medium"), why_not_found="the file itself is not there in this test"),
}
JUDGEMENTS = {
    **_all("judgements", "task skip draft hold opened release ahead", _of("task"), why_not_found="of who may judge it"),
    "judgements:change": Example(_of("task"), why_not_found="one's own judgements alone"),
}
QUALITY = {
    **_all("quality", "sample again close second upload load report rows", _of("sample")),
    **_all("quality", "sheet findings_sheet document", _of("sample", form="csv"), why_not_found="not in this form"),
    "quality:rejects": Example(_of("sample"), why_not_found="nothing was refused"),
    **_all("quality", "reveal same", _of("unit"), why_not_found="only who assessed it"),
    "quality:finding": Example(_of("finding")),
}
EVERYBODYS = "policies are read by everybody"
POLICIES = {
    f"policies:{name}": Example(_of(name), why_no_partner=EVERYBODYS) for name in ("policy", "version", "clause")
}
API = {
    **_all("api", "sample report", lambda site: {"sample": site.sample.uuid}),
    "api:finding": Example(lambda site: {"finding": site.finding.uuid}),
    **_all("api", "versions in_force", lambda site: {"policy": site.policy.uuid}, why_no_partner=EVERYBODYS),
    "api:version": Example(lambda site: {"version": site.version.uuid}, why_no_partner=EVERYBODYS),
}
EXAMPLES: dict[str, Example] = API | POLICIES | PEOPLE | IMPORTS | LEDGER | BACKGROUND | ITEMS | JUDGEMENTS | QUALITY
