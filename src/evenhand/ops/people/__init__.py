"""Who works here: users, roles with scopes, teams, partners' staff, languages, time zones; login and its guard."""
