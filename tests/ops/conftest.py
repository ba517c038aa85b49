"""The desks' tests play with the whole cast, in front of Chromium too."""

from cast import ada, at, ben, browse, chi, dee, eve, hire, home  # noqa: F401  # fixtures
from windows import sits_down  # noqa: F401  # fixture
