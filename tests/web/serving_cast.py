"""The console as processes: started, found, killed and started again; and people who work in it over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any

import psutil
from keeping_cast import Deployment

PASSWORD = "a long enough phrase"  # noqa: S105  of people in tests
LOST = (OSError, HTTPException)  # what a request meets whose server is killed
VERSION = re.compile(r'name="version" value="(\d+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    """A port on which nothing listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        number: int = server.getsockname()[1]
        return number


def answers(port: int) -> bool:
    """Whether the console says that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as answer:
            return bool(answer.status == 200)
    except LOST:
        return False


def until(holds: Callable[[], bool], *, seconds: float = 120) -> None:
    """Waits for something that another process brings about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


class Running:
    """``evenhand serve``, and ``evenhand worker`` where serve does not start one itself."""

    def __init__(self, deployment: Deployment, port: int, *, workers: int = 1) -> None:
        self.deployment, self.port = deployment, port
        self.log = deployment.home.with_name("console.log")
        self._environment = deployment.environment | {"EVENHAND_WORKERS": str(workers)}
        self._roots: list[psutil.Popen] = []

    def start(self, *, seconds: float = 600) -> None:
        """Starts what does not run, again and again as a service manager does, until the console is ready."""
        deadline = time.monotonic() + seconds
        self._start_missing()
        while not answers(self.port):
            assert time.monotonic() < deadline, self.log.read_text()[-2_000:]
            time.sleep(0.5)
            self._start_missing()

    def _start_missing(self) -> None:
        self._roots = [root for root in self._roots if root.poll() is None]
        commands = [("serve", "--port", str(self.port)), *([("worker",)] if self.deployment.url else [])]
        there = {tuple(root.args[3:]) for root in self._roots}
        for command in commands:
            if command not in there:
                arguments = [sys.executable, "-m", "evenhand.cli", *command]
                with self.log.open("a") as written:
                    self._roots.append(psutil.Popen(arguments, env=self._environment, stderr=written))

    def processes(self) -> list[psutil.Process]:
        """Every process of ours that lives."""
        found: list[psutil.Process] = []
        for root in self._roots:
            with suppress(psutil.NoSuchProcess):
                found += [root, *root.children(recursive=True)]
        return found

    def kill(self, *processes: psutil.Process) -> None:
        """Ends these by SIGKILL, all when none is named; what ends with its parent has ended then, too."""
        for process in processes or tuple(self.processes()):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        for root in self._roots:
            if root in processes or not processes:
                root.wait(60)

    def end(self) -> None:
        """Asks all to end, and waits."""
        for root in self._roots:
            if root.poll() is None:
                root.terminate()
        for root in self._roots:
            root.wait(60)


@contextmanager
def running(deployment: Deployment, *, workers: int = 1) -> Iterator[Running]:
    """The console and its worker; nothing of them outlives the block."""
    made = Running(deployment, free_port(), workers=workers)
    try:
        made.start()
        yield made
    finally:
        made.kill()


@dataclass(frozen=True)
class Answer:
    """What a request got."""

    status: int
    headers: Any
    text: str


class Visitor:
    """Somebody with a browser: cookies, forms with their token, no redirect followed."""

    def __init__(self, port: int, name: str) -> None:
        self.name, self._base = name, f"http://127.0.0.1:{port}"
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar), _Stay)

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask(urllib.request.Request(self._base + path))  # noqa: S310  our own server

    def post(self, path: str, fields: dict[str, str], *, accept: str = "text/html") -> Answer:
        """A form, with the token of the page that was read last."""
        token = next((cookie.value for cookie in self._jar if cookie.name == "csrftoken"), "") or ""
        sent = urllib.parse.urlencode(fields).encode()
        headers = {"X-CSRFToken": token, "Accept": accept}
        return self._ask(urllib.request.Request(self._base + path, data=sent, headers=headers))  # noqa: S310

    def sign_in(self) -> None:
        """Name and password, as anybody has to give them."""
        self.get("/people/login")
        answer = self.post("/people/login", {"username": self.name, "password": PASSWORD})
        assert answer.status == 302, answer.text

    def judge(self, path: str, version: str) -> Answer:
        """Gives "no violation" as the panel's script does."""
        fields = {"label": "none", "seconds": "1", "version": version}
        return self.post(path, fields, accept="application/json")

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers, answer.read().decode())


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def insisting(ask: Callable[[], Answer], *, seconds: float = 600) -> Answer:
    """Asks again, as people do, while the server is away or cannot."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(*LOST):
            answer = ask()
            if answer.status < 500:
                return answer
        assert time.monotonic() < deadline, "it was never answered"
        time.sleep(0.2)


def json_of(deployment: Deployment, code: str) -> Any:
    """What a program in a deployment prints as JSON."""
    return json.loads(deployment.python(f"import django; django.setup()\n{code}").splitlines()[-1])


def lives(number: int | None) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(number or 0, 0)
    except ProcessLookupError:
        return False
    return number is not None
