"""Lists: one declaration per list page gives its columns, filters, sorting, pages and downloads.

A desk declares a ``Table``, reads the query string with ``read``, shows ``page`` and streams ``download``. The queryset
that it hands over is already scoped and holds everything that the columns touch (select_related, annotations). Not
here: permissions, and any query of a desk's own.
"""

from __future__ import annotations

from evenhand.ui.tables.cells import absent, code, link, number, plain, strong, tag, time
from evenhand.ui.tables.declaration import Column, Filter, Table
from evenhand.ui.tables.download import download
from evenhand.ui.tables.page import page, simple_table
from evenhand.ui.tables.request import ListRequest, read

__all__ = [
    "Column",
    "Filter",
    "ListRequest",
    "Table",
    "absent",
    "code",
    "download",
    "link",
    "number",
    "page",
    "plain",
    "read",
    "simple_table",
    "strong",
    "tag",
    "time",
]
