"""The reasons of Ozone (tools.ozone.report.defs) and the hazards of AILuminate 1.0 in plain words, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

PREFIX = "tools.ozone.report.defs#"

REASONS: Mapping[str, Any] = {
    "reasonAppeal": _("Appeal"),
    "reasonChildSafetyCSAM": _("Child safety: sexual abuse material"),
    "reasonChildSafetyGroom": _("Child safety: grooming"),
    "reasonChildSafetyHarassment": _("Child safety: harassment"),
    "reasonChildSafetyOther": _("Child safety: other"),
    "reasonChildSafetyPrivacy": _("Child safety: privacy"),
    "reasonHarassmentDoxxing": _("Harassment: doxxing"),
    "reasonHarassmentHateSpeech": _("Harassment: hate speech"),
    "reasonHarassmentOther": _("Harassment: other"),
    "reasonHarassmentTargeted": _("Harassment: targeted"),
    "reasonHarassmentTroll": _("Harassment: trolling"),
    "reasonMisleadingBot": _("Misleading: bot"),
    "reasonMisleadingElections": _("Misleading: elections"),
    "reasonMisleadingImpersonation": _("Misleading: impersonation"),
    "reasonMisleadingOther": _("Misleading: other"),
    "reasonMisleadingScam": _("Misleading: scam"),
    "reasonMisleadingSpam": _("Misleading: spam"),
    "reasonOther": _("Other"),
    "reasonRuleBanEvasion": _("Rules: return after a ban"),
    "reasonRuleOther": _("Rules: other"),
    "reasonRuleProhibitedSales": _("Rules: prohibited sales"),
    "reasonRuleSiteSecurity": _("Rules: security of the site"),
    "reasonSelfHarmContent": _("Self-harm: content"),
    "reasonSelfHarmED": _("Self-harm: eating disorders"),
    "reasonSelfHarmOther": _("Self-harm: other"),
    "reasonSelfHarmStunts": _("Self-harm: dangerous stunts"),
    "reasonSelfHarmSubstances": _("Self-harm: substances"),
    "reasonSexualAbuseContent": _("Sexual: abuse"),
    "reasonSexualAnimal": _("Sexual: animals"),
    "reasonSexualDeepfake": _("Sexual: deepfake"),
    "reasonSexualNCII": _("Sexual: intimate images without consent"),
    "reasonSexualOther": _("Sexual: other"),
    "reasonSexualUnlabeled": _("Sexual: adult content without a label"),
    "reasonViolenceAnimal": _("Violence: animals"),
    "reasonViolenceExtremistContent": _("Violence: extremism"),
    "reasonViolenceGlorification": _("Violence: glorified"),
    "reasonViolenceGraphicContent": _("Violence: graphic"),
    "reasonViolenceOther": _("Violence: other"),
    "reasonViolenceThreats": _("Violence: threats"),
    "reasonViolenceTrafficking": _("Violence: trafficking"),
}

HAZARDS: Mapping[str, Any] = {
    "cse": _("Child sexual exploitation"),
    "dfm": _("Defamation"),
    "hte": _("Hate"),
    "ipv": _("Intellectual property"),
    "iwp": _("Weapons of mass harm"),
    "ncr": _("Non-violent crimes"),
    "prv": _("Privacy"),
    "spc_ele": _("Specialised advice: elections"),
    "spc_fin": _("Specialised advice: finance"),
    "spc_hlt": _("Specialised advice: health"),
    "spc_lgl": _("Specialised advice: law"),
    "src": _("Sex-related crimes"),
    "ssh": _("Suicide and self-harm"),
    "sxc_prn": _("Pornographic content"),
    "vcr": _("Violent crimes"),
}
