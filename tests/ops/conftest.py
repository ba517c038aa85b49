"""The desks' tests play with the whole cast."""

from cast import ada, at, ben, browse, chi, dee, eve, hire, home  # noqa: F401  # fixtures
