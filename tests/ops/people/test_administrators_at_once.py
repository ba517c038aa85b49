"""Two administrators at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from evenhand.ops.people import services
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Conflict, Denied


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_two_administrators_cannot_remove_each_other(attempt: int) -> None:
    eve, fay = (User.objects.create(username=name, name=name.title()) for name in ("eve", "fay"))
    Grant.objects.bulk_create(Grant(user=user, role=Role.ADMINISTRATOR) for user in (eve, fay))
    ready = Barrier(2)

    def deactivate(by: User, other: User) -> str:
        ready.wait()
        try:
            services.deactivate(other, by=by, at=clock.now())
        except (Conflict, Denied) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(deactivate, (eve, fay), (fay, eve)))
    assert answers == ["Conflict", "done"]
    assert User.objects.filter(is_active=True).count() == 1
