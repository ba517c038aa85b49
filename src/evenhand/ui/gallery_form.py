"""A form with every kind of field, for the gallery.

Not here: any form of a desk.
"""

from __future__ import annotations

from typing import Any

from django import forms

CHOICES = (("hate", "Hate speech"), ("scam", "Scams and fraud"), ("zh", "有组织的、跨账号的持续性骚扰行为"))


class SampleForm(forms.Form):
    """Text, several lines, choices of every kind, numbers, dates, files."""

    name = forms.CharField(label="Name", help_text="What the team will call this sample.", max_length=120)
    target = forms.DecimalField(label="Target, %", min_value=0, max_value=100, decimal_places=1)
    since = forms.DateField(label="Since", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    policy = forms.ChoiceField(label="Policy", choices=CHOICES)
    level = forms.ChoiceField(label="How sure", choices=CHOICES[:2], widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(label="Policies", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label="Reason", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="For the ledger."
    )
    rows = forms.FileField(label="File", required=False, help_text="CSV or XLSX, up to 200 MB.")
    blind = forms.BooleanField(label="Assess blind", required=False, help_text="The first verdict stays hidden.")
    place = forms.CharField(label="Reporting time zone", disabled=True, required=False, initial="Europe/London")
    step = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def wrong() -> dict[str, Any]:
        """Answers that cannot be taken, as somebody might type them."""
        return {"name": "", "target": "140", "since": "yesterday", "policy": "gore", "reason": "<b>kept</b> 保留"}
