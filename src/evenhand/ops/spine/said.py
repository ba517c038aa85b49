"""The sentences of the pure half that a page can show; what speaks of the command line is said otherwise there.

A test finds those of the modules whose errors reach a page, so that none is forgotten. Not here: how a sentence
is known again (``sentences``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SAID = (
    # files: what cannot be read
    _("%(file)s is empty."),
    _("Export it again with its data."),
    _("%(file)s has a header and no rows."),
    _("%(file)s has no header line."),
    _("Its first line must name the columns."),
    _("%(file)s has %(count)s columns; at most %(most)s are read."),
    _("Export only the columns needed."),
    _("%(file)s: the record on line %(line)s is longer than %(most)s MiB."),
    _("A quote is probably not closed there; mend the line."),
    _("%(file)s has a line of %(size)s MiB; at most %(most)s MiB are read."),
    _("It is probably no CSV, or its line ends are lost; export it again."),
    _("%(file)s holds NUL bytes: it is no text file, whatever its name says."),
    _("%(file)s holds NUL characters: it is no text file in %(encoding)s."),
    _("%(file)s is not readable as UTF-8, UTF-16 or GB18030."),
    _("%(file)s is not readable as %(encoding)s: %(error)s."),
    _("There is no text encoding %(encoding)s."),
    _("Say utf-8, utf-16, gb18030 or latin-1."),
    _("%(file)s is not a %(kind)s, whatever its name says."),
    _("Parquet file"),
    _("workbook"),
    _("Export it again."),
    _("%(file)s is packed."),
    _("%(file)s is packed (%(kind)s)."),
    _("%(file)s is a PDF."),
    _("%(file)s is an old Office file (.xls, .doc)."),
    _("%(file)s is an image."),
    _("%(file)s is an SQLite database."),
    _("%(file)s is a program."),
    _("Unpack it first and import what is inside."),
    _("Export it as CSV, XLSX, JSON lines or Parquet."),
    _("Export it as CSV."),
    _("%(file)s is a folder."),
    _("Name a file in it, or import the folder."),
    _("%(file)s is not an ordinary file."),
    _("Save the data to a file first."),
    _("There is no file %(file)s."),
    _("Check its name and folder."),
    _("The file name %(file)s is not valid UTF-8."),
    _("Rename the file."),
    _("%(file)s cannot be opened: %(error)s."),
    _("Check links and permissions."),
    _("The folder %(folder)s holds no file that can be read."),
    _("%(folder)s holds no file that can be read."),
    _("Known are %(kinds)s."),
    _("Files end in .csv, .tsv, .xlsx, .jsonl, .json or .parquet."),
    _("%(file)s does not exist."),
    _("Check the path."),
    # workbooks, JSON, Parquet
    _("%(file)s has no sheet %(sheet)s."),
    _("Its sheets are %(sheets)s."),
    _("%(file)s has no sheet with cells."),
    _("The sheet %(sheet)s of %(file)s holds no cells."),
    _("Name another one."),
    _("The sheet %(sheet)s of %(file)s is empty."),
    _("Name another one, or export it again."),
    _("The sheet %(sheet)s of %(file)s has a header and no rows."),
    _("The sheet %(sheet)s claims a row past %(most)s."),
    _("%(file)s cannot be read as a workbook: %(error)s."),
    _("Open it, save it as .xlsx or CSV, and try again."),
    _("%(file)s is not a workbook, whatever its name says."),
    _("Export it again as .xlsx or CSV."),
    _("%(file)s is a ZIP, not a workbook."),
    _("%(file)s unpacks from %(packed)s to %(size)s MiB, more than a workbook may."),
    _("%(file)s holds a part named %(part)s, which no workbook has."),
    _("%(file)s has no rows."),
    _("%(file)s is not readable as Parquet: %(error)s"),
    _("Write the file again."),
    _("%(file)s holds no JSON object with a value."),
    _("Write one object per line, or an array of objects."),
    _("%(file)s is not readable as JSON: %(error)s"),
    _("Mend it, or write one object per line."),
    _("%(file)s holds a document nested more than %(most)s deep: %(start)s …"),
    _("Flatten it; only its top level becomes columns."),
    # exports of other tools
    _("%(file)s does not look like an export of %(tool)s."),
    _("%(file)s has no %(fields)s."),
    _("Export the project as JSON, not JSON-MIN."),
    # columns and what they are read as
    _("Nothing in %(file)s fills %(columns)s, which %(table)s must have."),
    _("%(file)s has no column for %(columns)s of %(table)s; it has %(theirs)s."),
    _("%(near)sIts columns are %(columns)s."),
    _("%(near)sAllowed are %(values)s."),
    _("Allowed: %(values)s."),
    _("Did you mean %(name)s?"),
    _("The map names a column %(column)s, which the file does not have."),
    _("The map gives %(ours)s twice: from %(one)s and from %(other)s."),
    _("Keep one of them."),
    _("The map sets %(column)s to %(value)s."),
    # why a row is kept out, by its column
    _("%(column)s must be %(expected)s."),
    _("one of %(values)s"),
    _("a time written as %(format)s, between 1990 and 2100"),
    _("yes or no (also true, false, 1, 0, 是, 否)"),
    _("a number"),
    _("a number from %(low)s"),
    _("a number from %(low)s to %(high)s"),
    _("a whole number"),
    _("a whole number from %(low)s"),
    _("a whole number from %(low)s to %(high)s"),
    _("a JSON array of texts, or texts with ; between them"),
    _("label is empty, and a judgement must have one (or a gold label)."),
    _("The gold label is empty, and the file has no other."),
    _("%(column)s is empty, and every row must have one."),
    _("%(column)s is longer than %(most)s bytes, the most that one value may have."),
    _("The line is not one JSON object."),
    _("The record has fewer fields than the header."),
    _("The record has more fields than the header; a field that holds the delimiter must be quoted."),
    _("A quote in the record is not closed or not doubled."),
    # remarks on how a file was read
    _("Columns kept aside in attributes: %(columns)s."),
    _("%(file)s: the column name %(name)s stands twice (column %(place)s); it is read as %(fresh)s."),
    _("%(file)s: the column name %(name)s of column %(place)s is empty; it is read as %(fresh)s."),
    # plans of samples
    _("The population of the plan is empty."),
    _("%(undated)sCheck setting, source, period and filters. Sources here, with their settings: %(sources)s."),
    _("%(count)s decisions that fit otherwise carry no time."),
    _("strata cuts the population into %(count)s strata."),
    _("Choose columns with fewer values; %(most)s strata are the most."),
    _("The plan gives %(given)s."),
    _("neither size nor half_width"),
    _("both size and half_width"),
    _("Give one of them, for example: size = 400."),
    _("The plan gives both floor (%(floor)s) and person_floor (%(person_floor)s)."),
    _("Keep the one that is asked for."),
    _('allocation is "%(allocation)s" and score is %(score)s, but they go together.'),
    _('For example: allocation = "score" with score = "reach".'),
    _("Columns that can be a score: %(columns)s."),
    _("half_width is %(width)s, but a sample by score needs a size."),
    _("Give size instead."),
    _("population.from is %(since)s, which is not before population.to, %(until)s."),
    _("Swap them, or correct one."),
    _("%(field)s is %(value)s, but a plan has no such field."),
    _("%(field)s names %(column)s, which is no column of judgements."),
    _("Columns are: %(columns)s."),
    _("%(field)s is %(value)s."),
    _("It must be %(expected)s."),
    _("a table"),
    _("a text"),
    _("a list of texts"),
    _("a list that names nothing twice"),
    _("a number above 0, at most %(high)s"),
    _("a share between 0 and 1, such as 0.95"),
    _("a date such as 2026-11-01, or a time such as 2026-11-01T09:00:00"),
    _("an IANA name such as Asia/Kuala_Lumpur"),
    _("There is no sample %(sample)s."),
    _("Samples drawn here: %(known)s."),
    _("The plan %(file)s cannot be read: %(error)s."),
    _("The plan %(file)s is not valid TOML: %(error)s."),
    _("Check its name."),
    _("Mend it there."),
    # filled sheets
    _("%(file)s is not a sheet of this sample: it has no column task, or neither label nor error_type."),
    _("The row is filled in but has no label. Give one, or unable."),
    _("This task is not of this sample. Keep the task column as it was exported."),
    _("The task stands twice in the sheet; the first row counts."),
    _("%(assessor)s made this decision and cannot assess it. Give it to another assessor."),
    _("A reason why it cannot be judged goes only with the label unable."),
    _("Labels in use: %(labels)s."),
    # the folder of facts
    _("The disk is full."),
    _("The facts are being written by %(holder)s."),
    _("Wait until it has finished, then try again."),
    _("There are no facts in %(folder)s."),
    _("%(file)s cannot be used: %(error)s."),
    _("Check the folder and its permissions."),
    _("The facts hold %(table)s of contract version %(version)s; this Evenhand knows %(known)s."),
    _("Use the newer Evenhand that wrote them."),
    _("The import is done, but its rejects file cannot be put into %(folder)s: %(error)s."),
    _("Import the file again: what is in the facts already is skipped."),
)

REWORDED: Mapping[str, Any] = {
    "Say its encoding with --encoding.": _("Fill in its encoding, or save it as UTF-8."),
    "Export it as CSV, XLSX, JSON lines or Parquet; if it is UTF-16 text, say --encoding utf-16.": _(
        "Export it as CSV, XLSX, JSON lines or Parquet; if it is UTF-16 text, name the encoding utf-16."
    ),
    "Its columns are %(columns)s; say in a map file which one it is.": _(
        "Its columns are %(columns)s; choose below which one it is."
    ),
    'Say which column it is in a map file (--map): [columns] their_name = "%(column)s".': _(
        "Choose below which column it is: %(column)s."
    ),
    "%(file)s was read as GB18030; if letters look wrong, say its encoding with --encoding.": _(
        "%(file)s was read as GB18030; if letters look wrong, name another encoding."
    ),
    "%(count)s times carry no time zone and were read as %(zone)s; --timezone says otherwise.": _(
        "%(count)s times carry no time zone and were read as %(zone)s; name another zone if that is wrong."
    ),
    "Fill in the sheet that 'evenhand sample export' wrote, and keep its first row.": _(
        "Fill in the sheet that was downloaded here, and keep its first row."
    ),
    "%(assessor)s gave no answer to this task. Name who did: --assessor.": _(
        "%(assessor)s gave no answer to this task. Choose who did."
    ),
    "No decision uses this label. %(meant)s A new label must be allowed by name (--new-label).": _(
        "No decision uses this label. %(meant)s"
    ),
    "Free some room on the disk and run the command again; the facts are as they were.": _(
        "Free some room on the disk and try again; the facts are as they were."
    ),
    "The query needs more memory than it may use.": _("This needs more memory than it may use."),
    "Raise EVENHAND_MEMORY (now e.g. 1GB) and try again.": _("Ask an administrator to raise EVENHAND_MEMORY."),
    "Import a file first, or name another folder with --data.": _("Import a file first."),
    (
        "ambiguous: %(columns)s could each be %(ours)s; %(one)s is read as %(ours)s, the rest are kept "
        "aside. A map file can say otherwise."
    ): _(
        "%(columns)s could each be %(ours)s; %(one)s is read as %(ours)s, the rest are kept aside. Choose "
        "below if that is wrong."
    ),
    (
        "%(column)s must be a time between 1990 and 2100 such as 2026-01-31 14:05:00 or "
        "2026-01-31T14:05:00+08:00; a map file can state another form."
    ): _("%(column)s must be a time between 1990 and 2100 such as 2026-01-31 14:05:00 or 2026-01-31T14:05:00+08:00."),
}
"""In the words of a page."""
