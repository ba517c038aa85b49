"""Drawing the panel, for a whole page, a part of one, or a judgement that is changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.ops.judgements import presenters, selectors
from evenhand.ops.judgements.forms import JudgementForm
from evenhand.ops.judgements.models import Draft, Judgement, Task
from evenhand.ops.people.models import User
from evenhand.ops.policies.selectors import clause_tree
from evenhand.ui.types import Shell


def focused(shell: Shell) -> Shell:
    """The shell without its navigation, which a press brings back: this is a page to work on."""
    return shell.focused()


def panel(
    request: HttpRequest,
    task: Task,
    user: User,
    *,
    at: datetime,
    template: str = "judgements/panel.html",
    form: JudgementForm | None = None,
    draft: Draft | None = None,
    changing: Judgement | None = None,
    before: int = 0,
    status: int = 200,
) -> HttpResponse:
    """The panel on this task, with the draft, or with what was typed in a form that was refused."""
    page = presenters.panel_page(
        task,
        user,
        clauses=clause_tree(task.policy_version),
        share=selectors.share_of(user, at, task.context_kind, task.context_id),
        at=at,
        draft=draft,
        typed=_typed(form),
        changing=changing,
        before=before,
    )
    context = {"page": page, "form": form or JudgementForm(), "focused": focused}
    return render(request, template, context, status=status)


def _typed(form: JudgementForm | None) -> dict[str, Any] | None:
    return form.draft() if form is not None else None
