"""What holds around every page: health, headers, content policy, nothing from elsewhere, language, theme, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse
from routes import all_routes

from evenhand.facts.errors import RequestError
from evenhand.ops.people.gate import open_to_all, requires
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine.errors import Conflict, Denied, Invalid, NotFound

Browse = Callable[[User | None], Client]
PAGES = sorted(route.name for route in all_routes() if not route.parameters and not route.is_api)
LINKS = re.compile(r"""(?:src|href|action|formaction|poster|data-src)\s*=\s*["']\s*([^"']+)""")
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
REFUSED = {
    "denied": (Denied("You may not do this.", hint="Ask Eve."), 403, "Not for you"),
    "not-found": (NotFound("There is no such sample."), 404, "Not found"),
    "invalid": (Invalid("“x” is not a number.", field="n"), 422, "This cannot be used"),
    "conflict": (Conflict("Ben has taken it meanwhile."), 409, "Something has changed meanwhile"),
    "request": (RequestError("The period is empty."), 400, "This cannot be done"),
}


class Elements(HTMLParser):
    """The elements of a page with their attributes, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _is_file_or_data(given: dict[str, str | None]) -> bool:
    return "src" in given or given.get("type") == "application/json"


def _refusing(error: Exception) -> Any:
    @open_to_all("to try")
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@requires("a capability that nobody has")
def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


def unruled(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [
    path("", include("evenhand.web.urls")),
    *(path(f"tried/{name}", _refusing(error)) for name, (error, *_) in REFUSED.items()),
    path("tried/broken", _refusing(ZeroDivisionError("secret: 4711"))),
    path("tried/closed", closed),
    path("tried/unruled", unruled),
]
handler400, handler403, handler404, handler500 = (
    f"evenhand.web.refusals.{name}" for name in ("bad_request", "not_allowed", "not_found", "failed")
)
tried = override_settings(ROOT_URLCONF=__name__)


def test_a_process_that_lives_says_so_without_a_login(db: None, browse: Browse) -> None:
    assert browse(None).get("/healthz").json() == {"ok": True}


def test_a_process_that_can_work_says_so_without_a_login(db: None, browse: Browse) -> None:
    assert browse(None).get("/readyz").json() == {"ok": True, "database": True, "facts": True}


def test_a_process_without_its_database_is_not_ready_and_lives(db: None, browse: Browse, monkeypatch: Any) -> None:
    def gone() -> None:
        raise DatabaseError("no connection")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        answer = browse(None).get("/readyz")
        assert browse(None).get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@pytest.mark.parametrize("name", PAGES)
def test_every_page_carries_the_headers_and_nothing_of_another_host(name: str, hire: Any, browse: Browse) -> None:
    answer = browse(hire("Eve", *Role)).get(reverse(name))
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy >= POLICY
    assert not [part for part in policy if "unsafe" in part or "*" in part or "http" in part]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    page = b"".join(answer).decode(errors="replace")
    assert [url for url in LINKS.findall(page) if re.match(r"[a-z]+:|//", url)] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_needs_a_script_or_style_of_its_own(name: str, hire: Any, browse: Browse) -> None:
    page = b"".join(browse(hire("Eve", *Role)).get(reverse(name))).decode(errors="replace")
    elements = Elements(page)
    assert [given for name, given in elements.found if name == "script" and not _is_file_or_data(given)] == []
    assert [name for name, given in elements.found if name == "style" or "style" in given] == []
    assert [key for _, given in elements.found for key in given if key.startswith("on")] == []


@pytest.mark.parametrize(("chosen", "word"), [("zh-hans", "登录"), ("en", "Sign in")])
def test_the_login_page_is_read_in_the_chosen_language(chosen: str, word: str, db: None, browse: Browse) -> None:
    client, login = browse(None), reverse("people:login")
    assert client.post("/language", {"language": chosen, "next": login}).headers["Location"] == login
    assert word in client.get(login).content.decode()


def test_the_language_of_the_browser_serves_until_one_is_chosen(db: None, browse: Browse) -> None:
    page = browse(None).get(reverse("people:login"), headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert page.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans"' in page.content.decode()


def test_a_person_reads_their_language_in_every_browser(hire: Any, browse: Browse) -> None:
    dee = hire("Dee")
    browse(dee).post("/language", {"language": "zh-hans"})
    assert browse(dee).get("/").headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_person_sees_their_theme_in_every_browser(theme: str, hire: Any, browse: Browse) -> None:
    dee = hire("Dee")
    browse(dee).post("/theme", {"theme": theme})
    assert f'data-theme="{theme}"' in browse(dee).get("/").content.decode()


@pytest.mark.parametrize(("address", "field"), [("/language", "language"), ("/theme", "theme")])
def test_an_unknown_choice_changes_nothing_and_leads_only_to_our_pages(
    address: str, field: str, hire: Any, browse: Browse
) -> None:
    dee = hire("Dee")
    answer = browse(dee).post(address, {field: "xx", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    dee.refresh_from_db()
    assert (dee.language, dee.theme) == ("en", "auto")


@tried
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_refusal_is_a_page_in_words(name: str, signed_in: bool, hire: Any, browse: Browse) -> None:
    error, status, title = REFUSED[name]
    answer = browse(hire("Dee") if signed_in else None).get(f"/tried/{name}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert error.message in page
    assert ("To your work" in page) == signed_in


@tried
def test_a_refusal_of_a_part_is_a_part(db: None, browse: Browse) -> None:
    answer = browse(None).get("/tried/conflict", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert "Ben has taken it meanwhile." in answer.content.decode()


@tried
@override_settings(DEBUG=False)
def test_our_own_failure_shows_no_trace_and_names_the_request(hire: Any, browse: Browse) -> None:
    answer = browse(hire("Dee")).get("/tried/broken")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "4711" not in page
    assert answer.headers["X-Request-Id"] in page


@tried
@override_settings(DEBUG=False)
def test_our_own_failure_is_said_even_without_a_database(hire: Any, browse: Browse, monkeypatch: Any) -> None:
    client = browse(hire("Dee"))

    def gone() -> None:
        raise DatabaseError("no connection")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        answer = client.get("/tried/broken")
    assert answer.status_code == 500
    assert "Something failed on our side" in answer.content.decode()


@tried
@pytest.mark.parametrize("name", ["closed", "unruled"])
def test_a_page_opens_to_nobody_without_a_rule_or_a_holder(name: str, hire: Any, browse: Browse) -> None:
    answer = browse(hire("Eve", *Role)).get(f"/tried/{name}")
    assert answer.status_code == 403
    assert "secret" not in answer.content.decode()


@override_settings(DEBUG=False)
def test_an_unknown_address_is_said_in_words_and_in_ones_language(hire: Any, browse: Browse) -> None:
    answer = browse(hire("Dee", language="zh-hans")).get("/nowhere")
    assert answer.status_code == 404
    assert "这个地址没有页面" in answer.content.decode()


def test_a_form_address_that_is_opened_as_a_page_says_so(hire: Any, browse: Browse) -> None:
    answer = browse(hire("Dee")).get("/theme")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "cannot be opened in this way" in answer.content.decode()


@override_settings(DEBUG=False, ALLOWED_HOSTS=["evenhand.example"])
def test_a_request_for_another_host_is_refused(db: None, browse: Browse) -> None:
    assert browse(None).get("/people/login", headers={"Host": "evil.example"}).status_code == 400


def test_a_log_line_names_the_route_and_never_the_words(hire: Any, browse: Browse, caplog: Any) -> None:
    browse(hire("Dee")).get("/search", {"q": "a person's secret"})
    assert "search" in caplog.text
    assert "secret" not in caplog.text


def test_the_session_is_kept_on_the_server() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert getattr(settings, "SESSION_ENGINE", "").rpartition(".")[2] != "signed_cookies"
