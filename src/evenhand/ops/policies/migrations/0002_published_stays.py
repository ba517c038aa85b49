"""Has the database refuse to change what has been published: a version with a digest, and its clauses.

SQLite forgets a trigger when a migration rebuilds its table: such a migration runs ``guard`` again. Deleting is left
to the services and to the foreign keys of what was judged under a version.
"""

from django.db import migrations

SAME = ("uuid", "policy_id", "name", "note_en", "note_zh", "pack", "digest", "created_at", "published_at")
CHANGED = {
    "sqlite": " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAME),
    "postgresql": " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAME),
}
MOVED = "NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired')"
VERSION = "a published version never changes"
CLAUSE = "a clause of a published version never changes"
SEALED = "EXISTS (SELECT 1 FROM policies_policyversion v WHERE v.digest <> '' AND v.id IN ({}))"
TRIGGERS = (
    ("a_published_version_stays", "UPDATE", "policies_policyversion"),
    ("a_published_clause_stays", "UPDATE", "policies_clause"),
    ("a_published_version_gets_no_clause", "INSERT", "policies_clause"),
)


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    conditions = (
        f"OLD.digest <> '' AND ({MOVED} OR {CHANGED[vendor]})",
        SEALED.format("OLD.version_id, NEW.version_id"),
        SEALED.format("NEW.version_id"),
    )
    for (name, event, table), condition, said in zip(TRIGGERS, conditions, (VERSION, CLAUSE, CLAUSE), strict=True):
        for statement in STATEMENTS[vendor](name, event, table, condition, said):
            schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for name, _event, table in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}", params=None)
        if postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)


def _sqlite(name, event, table, condition, said):
    refuse = f"SELECT RAISE(ABORT, '{said}')"
    return (f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN {refuse}; END",)


def _postgresql(name, event, table, condition, said):
    body = f"IF {condition} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
