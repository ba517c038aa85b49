"""The addresses of people: signing in, one's own account, administration."""

from __future__ import annotations

from django.urls import URLPattern, path

from evenhand.ops.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("login", views.login, name="login"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("account", views.account, name="account"),
    path("account/keys", views.keys, name="keys"),
    path("account/password", views.password, name="password"),
    path("account/tokens/add", views.add_token, name="add_token"),
    path("account/tokens/<uuid:token>/revoke", views.revoke_own_token, name="revoke_own_token"),
    path("", views.people, name="people"),
    path("add", views.add, name="add"),
    path("partners", views.sites, name="sites"),
    path("partners/add", views.add_partner, name="add_partner"),
    path("partners/<uuid:uuid>", views.partner, name="partner"),
    path("partners/<uuid:uuid>/close", views.close_partner, name="close_partner"),
    path("teams/add", views.add_team, name="add_team"),
    path("teams/<uuid:uuid>", views.team, name="team"),
    path("<uuid:uuid>", views.person, name="person"),
    path("<uuid:uuid>/change", views.change, name="change"),
    path("<uuid:uuid>/roles/add", views.add_role, name="add_role"),
    path("<uuid:uuid>/roles/<uuid:grant>/take", views.take_role, name="take_role"),
    path("<uuid:uuid>/ids/add", views.add_alias, name="add_alias"),
    path("<uuid:uuid>/ids/<uuid:alias>/remove", views.remove_alias, name="remove_alias"),
    path("<uuid:uuid>/tokens/<uuid:token>/revoke", views.revoke_token, name="revoke_token"),
    path("<uuid:uuid>/deactivate", views.deactivate, name="deactivate"),
    path("<uuid:uuid>/reactivate", views.reactivate, name="reactivate"),
    path("<uuid:uuid>/reset-password", views.reset_password, name="reset_password"),
]
