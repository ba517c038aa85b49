"""The roles: named sets of capabilities. One file, so that what a role may do can be read in one place.

A capability is declared, with its name for people, by the desk that asks for it (``desk.py``); a test holds the two
together. A person may hold several roles, each with a scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is here for."""

    REVIEWER = "reviewer", _("Reviewer")
    ANNOTATOR = "annotator", _("Annotator")
    ASSESSOR = "assessor", _("Assessor")
    QUALITY_LEAD = "quality_lead", _("Quality lead")
    SENIOR_SPECIALIST = "senior_specialist", _("Senior specialist")
    POLICY_MANAGER = "policy_manager", _("Policy manager")
    TRAINER = "trainer", _("Trainer")
    INVESTIGATOR = "investigator", _("Investigator")
    OPERATIONS_MANAGER = "operations_manager", _("Operations manager")
    PARTNER_LEAD = "partner_lead", _("Partner lead")
    DATA_SCIENTIST = "data_scientist", _("Data scientist")
    RECIPIENT = "recipient", _("Recipient")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


SEE = "people.see"
MANAGE = "people.manage"

JUDGE = "judgements.judge"

READS_POLICIES = frozenset({"policies.read"})
READS_ITEMS = READS_POLICIES | {"items.read", "items.look"}
READS_QUALITY = READS_ITEMS | {"quality.read"}
JUDGES = READS_POLICIES | {JUDGE, "items.look"}
ASSESSES = READS_QUALITY | {"quality.assess", JUDGE}

CAPABILITIES: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.REVIEWER: JUDGES,
        Role.ANNOTATOR: JUDGES,
        Role.ASSESSOR: ASSESSES,
        Role.QUALITY_LEAD: ASSESSES | {"quality.plan", "exchange.import", "items.add", SEE},
        Role.SENIOR_SPECIALIST: ASSESSES | {"items.add"},
        Role.POLICY_MANAGER: READS_QUALITY | {"policies.publish"},
        Role.TRAINER: READS_QUALITY,
        Role.INVESTIGATOR: READS_ITEMS | {"items.add"},
        Role.OPERATIONS_MANAGER: READS_QUALITY | {"exchange.import", SEE, "spine.work"},
        Role.PARTNER_LEAD: READS_QUALITY | {SEE},
        Role.DATA_SCIENTIST: READS_QUALITY | {"exchange.import"},
        Role.RECIPIENT: frozenset(),
        Role.AUDITOR: frozenset({"ledger.read", SEE}) | READS_POLICIES,
        Role.ADMINISTRATOR: frozenset({SEE, MANAGE, "spine.work", "ledger.read", "ledger.erase"}),
    }
)

WHOLE = frozenset({MANAGE, "ledger.read", "ledger.erase", "spine.work", "exchange.import", "policies.publish"})
"""What has no partner, market or queue: held with a role that nothing limits, and never by a partner's people."""

UNLIMITED = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that are held whole: a limit would promise what their pages cannot keep."""

FOR_PARTNERS = frozenset(
    {
        Role.REVIEWER,
        Role.ANNOTATOR,
        Role.ASSESSOR,
        Role.SENIOR_SPECIALIST,
        Role.TRAINER,
        Role.PARTNER_LEAD,
        Role.RECIPIENT,
    }
)
"""The roles that a partner's people may be given."""
