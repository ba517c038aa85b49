"""Sheets out and in: the blind sheet, the findings sheet, a filled sheet looked at and then loaded."""

from __future__ import annotations

import tempfile
import uuid as uuids
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from evenhand import assess
from evenhand.facts.errors import RequestError
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.quality import services
from evenhand.ops.quality.forms import SheetForm
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.permissions import sample_seen_by
from evenhand.ops.quality.presenters.sheets import loaded_words, sheet_page
from evenhand.ops.quality.selectors.people import assessors_for
from evenhand.ops.quality.selectors.sheets import not_for_findings_sheet, not_for_sheet
from evenhand.ops.quality.vocabulary import ASSESS, READ
from evenhand.ops.spine import clock, facts
from evenhand.ops.spine.errors import NotFound
from evenhand.ops.spine.sentences import kept, told

SALT = "evenhand.ops.quality.sheet"
AN_HOUR = 60 * 60
FORMS = ("xlsx", "csv")
Write = Callable[..., assess.Sheet]


@requires(ASSESS)
@require_GET
def sheet(request: HttpRequest, uuid: UUID, form: str) -> FileResponse:
    """The blind sheet of what is still to be assessed."""
    user = me(request)
    sample = sample_seen_by(user, uuid)
    left_out = not_for_sheet(user, sample)
    return _written(user, ASSESS, sample, form, assess.write_sheet, "sheet", without=left_out)


@requires(READ)
@require_GET
def findings_sheet(request: HttpRequest, uuid: UUID, form: str) -> FileResponse:
    """What was assessed on sheets and differs, for error type and root cause to be named."""
    user = me(request)
    sample = sample_seen_by(user, uuid)
    left_out = not_for_findings_sheet(user, sample)
    return _written(user, READ, sample, form, assess.write_findings_sheet, "findings", without=left_out)


@requires(ASSESS)
@require_POST
def upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A filled sheet: kept, and shown as it would be loaded. Nothing is stored yet."""
    user, at = me(request), clock.now()
    sample = sample_seen_by(user, uuid)
    form = SheetForm(request.POST, request.FILES, people=assessors_for(user, sample))
    if not form.is_valid():
        return render(request, "quality/sheet.html", {"form": form, "sample": sample, "page": None}, status=422)
    assessor, path = form.assessor_given, _keep(form.cleaned_data["file"])
    try:
        looked = services.check(sample, path, assessor=assessor, by=user, at=at)
    except RequestError as error:
        path.unlink(missing_ok=True)
        form.add_error("file", _named(error, path, form.cleaned_data["file"].name))
        return render(request, "quality/sheet.html", {"form": form, "sample": sample, "page": None}, status=422)
    token = signing.dumps([str(sample.uuid), path.name, str(assessor.uuid)], salt=SALT)
    page = sheet_page(sample, looked, assessor=assessor, token=token)
    return render(request, "quality/sheet.html", {"form": form, "sample": sample, "page": page})


@requires(ASSESS)
@require_POST
def load(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Loads the sheet that was looked at."""
    user = me(request)
    sample = sample_seen_by(user, uuid)
    path, assessor = _kept(request.POST.get("token", ""), sample, user)
    loaded = services.load(sample, path, assessor=assessor, by=user, at=clock.now())
    path.unlink(missing_ok=True)
    messages.success(request, loaded_words(loaded))
    if loaded.rejects_file is None:
        return redirect("quality:sample", uuid=uuid)
    token = signing.dumps([str(sample.uuid), loaded.rejects_file.name, str(assessor.uuid)], salt=SALT)
    page = sheet_page(sample, loaded, assessor=assessor, token=token, loaded=True)
    return render(request, "quality/sheet.html", {"form": None, "sample": sample, "page": page})


@requires(ASSESS)
@require_GET
def rejects(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The rows of a sheet that could not be taken, each with its reason."""
    user = me(request)
    sample = sample_seen_by(user, uuid)
    path, _assessor = _kept(request.GET.get("token", ""), sample, user)
    kind = "text/csv; charset=utf-8"
    return FileResponse(path.open("rb"), as_attachment=True, filename="rejects.csv", content_type=kind)


def _written(
    user: User, capability: str, sample: Sample, form: str, write: Write, name: str, *, without: Collection[str]
) -> FileResponse:
    """A sheet of the rows in somebody's scope, as a download."""
    if form not in FORMS or not sample.sample_id:
        raise NotFound(_("There is no such sheet."))
    store = facts.within(scope_of(user, capability))
    with tempfile.TemporaryDirectory(prefix="evenhand-sheet-") as folder:
        path = Path(folder) / f"{name}-{sample.sample_id}.{form}"
        write(store, sample.sample_id, path, without=without)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _folder() -> Path:
    return Path(settings.EVENHAND.home) / "uploads"


def _keep(sent: UploadedFile[Any]) -> Path:
    """The sent bytes under the data folder, by a name of our own."""
    path = _folder() / f"sheet-{uuids.uuid4().hex}{Path(sent.name or '').suffix.lower()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        for chunk in sent.chunks():
            target.write(chunk)
    return path


def _kept(token: str, sample: Sample, user: User) -> tuple[Path, User]:
    """The kept sheet that a token of ours names, and whose it is; NotFound for any other."""
    gone = NotFound(_("The sheet is no longer here."), hint=_("Send it again."))
    try:
        of_sample, name, assessor = signing.loads(token, salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature as error:
        raise gone from error
    path = _folder() / name
    person: Any = next((each for each in assessors_for(user, sample) if str(each.uuid) == assessor), None)
    if of_sample != str(sample.uuid) or person is None or not path.is_file():
        raise gone
    return path, person


def _named(error: RequestError, path: Path, name: str) -> str:
    """The error with the name that the sheet came with."""
    return told(kept(error).replace(str(path), name).replace(path.name, name))
