"""Lays the rights of a shared centre into its database, and says what there differs from them.

What stands in matrix.py becomes grants, policies and a view; functions.sql becomes the schema `rights`.
Laying twice is laying once, and laying again after an upgrade makes rights of the new tables: one that is in
no line of the matrix has none. Only the owner of the database can do it, a role with CREATEROLE and no
superuser.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from psycopg import errors, sql
from sqlalchemy import Connection, text

from supervisor.errors import AccountError
from supervisor.facts.own import QUALITY
from supervisor.rights.matrix import BOUNDED, MATRIX, OPERATIONS, VIEWS, Right, condition
from supervisor.rights.own import is_laid
from supervisor.rights.role import DatabaseRole
from supervisor.settings.centre import CentreSettings
from supervisor.words import _, ngettext

LONGEST_PREFIX = 40
"""Letters (bytes) of the prefix: the names of roles may have 63."""

_LOCK = 0x5355_5052  # of PostgreSQL's advisory locks: who lays rights
_FUNCTIONS = Path(__file__).with_name("functions.sql")

ASKED_BY_ALL = (
    *(
        "prefix",
        "role_name",
        "known_roles",
        "sign_of",
        "is_owner",
        "has",
        "places",
        "own",
        "setting",
        "day_at",
    ),
    *(
        "today",
        "day_of",
        "everybody",
        "teams",
        "people",
        "people_ever",
        "logins",
        "login_days",
        "logins_ever",
    ),
    *("floor", "every_department", "departments", "administrators", "set_own_password"),
)
"""Functions that every role may call: they tell whoever is connected of the own scope alone."""

FOR_ADMINISTRATORS = (
    *("accounts", "make_account", "change_account", "set_roles", "set_scope", "set_password"),
    *("retire_account", "revive_account", "end_connections"),
)
"""Functions that administrators alone may call."""

FOR_THE_SERVICE = ("clear_the_way",)
"""Functions that the service alone may call."""

TRIGGER = "not_chosen"
"""The name of the trigger that keeps what the writers of a table may not choose."""

TRIGGERS = {
    "access_log": ("stamp", "INSERT"),
    "export_log": ("stamp", "INSERT"),
    "issue_file": ("stamp", "INSERT OR UPDATE"),
    "area_version": ("count_version", "INSERT OR UPDATE"),
    "alarm": ("count_version", "UPDATE"),
    "issue_number": ("count_last", "INSERT OR UPDATE"),
}
"""By table, its function and when it is called: the server's time, and counts that go up by one."""

STAGING = (DatabaseRole.MANAGER, DatabaseRole.SERVICE)
"""Who may make temporary tables: whoever writes facts in bulk (storage/bulk.py)."""

_SEEN = sql.SQL(
    "CREATE VIEW public.source_seen WITH (security_barrier) AS SELECT name, kind,"
    " CASE WHEN {all_of_it} THEN options ELSE '{{}}'::json END AS options,"
    " CASE WHEN {all_of_it} THEN secret_env END AS secret_env,"
    " version, created_at, site FROM public.source WHERE (SELECT rights.has({roles}))"
)

_ALL_OF_IT = sql.SQL("(SELECT rights.has('administrator', 'service'))")


def prefix_of(db: Connection) -> str:
    """What the names of the roles of this centre begin with; rights are laid."""
    return str(db.execute(text("SELECT rights.prefix()")).scalar_one())


def lay(db: Connection, prefix: str | None = None) -> list[str]:
    """Lay the rights, in the caller's transaction; sentences that say what was done.

    *prefix* begins the names of the roles: at first the name of the database, later what it was at first.
    Raises AccountError where a role of such a name exists that is not ours, or the prefix cannot be one.
    """
    raw = _raw(db)
    raw.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
    _become_owner(raw)
    stands = prefix_of(db) if is_laid(db) else None
    prefix = _checked(prefix or stands or _one(raw, "SELECT current_database()"), stands)
    new = _groups(raw, prefix)
    raw.execute(_script(_functions(prefix)))
    raw.execute(_script(_database(raw, prefix)))
    raw.execute(_script(_tables(raw, prefix)))
    _sign_policies(raw)
    done = [_("The roles of this centre begin with {prefix}_.").format(prefix=prefix)]
    if new:
        done.append(_("Made the roles {roles}.").format(roles=", ".join(new)))
    if stands is None and (strangers := _strangers(raw, prefix)):
        said = _("These log-ins of the server have roles here and are no account of this centre: {names}.")
        done.append(said.format(names=", ".join(strangers)))
    policies = sum(len(list(policies_of(table))) for table in BOUNDED)
    done.append(
        ngettext("Laid the rights to {count} table", "Laid the rights to {count} tables", len(MATRIX)).format(
            count=len(MATRIX)
        )
    )
    done.append(
        ngettext(
            "{tables} table shows each role its own rows alone ({policies} policies)",
            "{tables} tables show each role its own rows alone ({policies} policies)",
            len(BOUNDED),
        ).format(tables=len(BOUNDED), policies=policies)
    )
    return done


def grant_database(db: Connection) -> None:
    """Grant alone what is granted of the database as a whole: a copy (CREATE DATABASE … TEMPLATE, a restored
    dump) takes all rights along but these."""
    raw = _raw(db)
    _become_owner(raw)
    raw.execute(_script(_connecting(_one(raw, "SELECT current_database()"), prefix_of(db))))


def group(prefix: str, role: DatabaseRole) -> str:
    """The name of PostgreSQL's role behind *role*."""
    return f"{prefix}_{role}"


def functions_digest(prefix: str) -> str:
    """Of the functions as this program lays them: another one tells a database that is not up to date."""
    return hashlib.sha256(_functions_text(prefix).encode()).hexdigest()[:16]


def grants_of(table: str) -> Iterator[tuple[DatabaseRole, Right]]:
    """Each right to *table*."""
    for role, rights in MATRIX[table].items():
        for right in rights:
            yield role, right


def policy_sign(source: str, deparsed: str) -> str:
    """What a policy bears as its comment: what it was made of, and what the database made of that."""
    return f"{_short(source)} {_short(deparsed)}"


# The owner, the prefix, the groups ----------------------------------------------------------------------


def _become_owner(raw: Any) -> None:
    """Functions that run with their owner's rights must not be a superuser's, who only helps out here."""
    owner, superuser, me, i_am = raw.execute(
        "SELECT o.rolname, o.rolsuper, current_user, me.rolsuper FROM pg_database d"
        " JOIN pg_roles o ON o.oid = d.datdba, pg_roles me"
        " WHERE d.datname = current_database() AND me.rolname = current_user"
    ).fetchone()
    if me != owner and i_am and not superuser:
        raw.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(owner)))


def _checked(prefix: str, stands: str | None) -> str:
    if stands is not None and prefix != stands:
        why = _("The rights of this database were laid for roles that begin with {prefix}_. Keep that.")
        raise AccountError(prefix, why.format(prefix=stands))
    if not prefix or len(prefix.encode()) > LONGEST_PREFIX or prefix.startswith("pg_") or "\0" in prefix:
        why = _("Roles cannot begin with “{prefix}”. Choose up to {count} letters.")
        raise AccountError(prefix, why.format(prefix=prefix, count=LONGEST_PREFIX))
    return prefix


def _groups(raw: Any, prefix: str) -> list[str]:
    """Make the roles that are not there; their names. Roles belong to the whole server, so somebody who lays
    the rights of a copy may be faster, and a role may be there that was made for something else."""
    new = []
    for role in DatabaseRole:
        name = group(prefix, role)
        sign = f"role of the supervisor centre {prefix}"
        found = _role(raw, name)
        if found is None and _make_group(raw, name, sign):
            new.append(name)
            continue
        stands = found or _role(raw, name)
        if stands is None or stands[0] or stands[1] != sign:
            why = _("The server has a role {name} that is not this centre’s. Choose another prefix.")
            raise AccountError(name, why.format(name=name))
    return new


def _role(raw: Any, name: str) -> tuple[bool, str | None] | None:
    """Whether the role can do what no group may, and its comment; None where there is none."""
    found: tuple[bool, str | None] | None = raw.execute(
        "SELECT rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication"
        " OR rolbypassrls, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %s",
        [name],
    ).fetchone()
    return found


def _make_group(raw: Any, name: str, sign: str) -> bool:
    """Make a role; False where another database's transaction made it meanwhile."""
    made = sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
    try:
        with raw.transaction():
            raw.execute(made.format(sql.Identifier(name)))
            raw.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(name), sql.Literal(sign)))
    except (errors.DuplicateObject, errors.UniqueViolation):
        return False
    return True


def _strangers(raw: Any, prefix: str) -> list[str]:
    """Log-ins that were members already of roles of this name: of a centre that was dropped, or copied."""
    found = raw.execute(
        "SELECT DISTINCT m.member::regrole::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles r ON r.oid = m.member WHERE g.rolname = ANY (%s) AND r.rolcanlogin"
        " AND r.rolname <> current_user AND NOT EXISTS (SELECT FROM account a WHERE a.login = r.rolname)",
        [[group(prefix, role) for role in DatabaseRole]],
    ).fetchall()
    return sorted(name for (name,) in found)


# Functions ----------------------------------------------------------------------------------------------


def _functions_text(prefix: str) -> str:
    usual = CentreSettings()
    filled = _FUNCTIONS.read_text(encoding="utf-8")
    values = {
        "prefix": prefix,
        "zone": usual.time_zone,
        "day_start": usual.day_start.isoformat(),
        "own": QUALITY,
    }
    return re.sub(r"(?<!:):(prefix|zone|day_start|own)\b", lambda found: _quoted(values[found[1]]), filled)


def _functions(prefix: str) -> Iterator[sql.Composable]:
    # Dropped first: one whose arguments or answer changed cannot be replaced. Policies and the view hang on
    # them; both are made anew below.
    yield sql.SQL("DROP VIEW IF EXISTS public.source_seen")
    for table in BOUNDED:
        yield sql.SQL(
            "DO $$ DECLARE p text; BEGIN FOR p IN SELECT polname FROM pg_policy WHERE polrelid = {}::regclass"
            " LOOP EXECUTE format('DROP POLICY %I ON public.%I', p, {}); END LOOP; END $$"
        ).format(sql.Literal(f"public.{table}"), sql.Literal(table))
    yield sql.SQL("DROP SCHEMA IF EXISTS rights CASCADE")
    yield sql.SQL(_functions_text(prefix))
    yield sql.SQL("COMMENT ON SCHEMA rights IS {}").format(
        sql.Literal(f"who may do what; laid by the supervisor console: {functions_digest(prefix)}")
    )


# Grants -------------------------------------------------------------------------------------------------


def _database(raw: Any, prefix: str) -> Iterator[sql.Composable]:
    """What holds of the database, its schemas and functions."""
    groups = _listed(prefix, DatabaseRole)
    yield from _connecting(_one(raw, "SELECT current_database()"), prefix)
    for schema in ("public", "rights"):
        of = sql.Identifier(schema)
        yield sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(of)
        yield sql.SQL("REVOKE ALL ON SCHEMA {} FROM {}").format(of, groups)
        yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(of, groups)
    for (routine,) in raw.execute(  # an extension's are not ours to close
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid"
        " AND d.deptype = 'e')"
    ).fetchall():
        yield sql.SQL("REVOKE ALL ON ROUTINE {} FROM PUBLIC").format(sql.SQL(routine))
    yield sql.SQL("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    yield sql.SQL("REVOKE ALL ON ALL ROUTINES IN SCHEMA rights FROM PUBLIC")
    for one, roles in called_by():
        yield sql.SQL("GRANT EXECUTE ON FUNCTION rights.{} TO {}").format(
            sql.Identifier(one), _listed(prefix, roles)
        )
    for function, roles in MONTHS_BY.items():
        yield sql.SQL("REVOKE ALL ON FUNCTION public.{} FROM {}").format(sql.SQL(function), groups)
        yield sql.SQL("GRANT EXECUTE ON FUNCTION public.{} TO {}").format(
            sql.SQL(function), _listed(prefix, roles)
        )


def _connecting(database: str, prefix: str) -> Iterator[sql.Composable]:
    groups, name = _listed(prefix, DatabaseRole), sql.Identifier(database)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name)
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(name, groups)
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, groups)
    yield sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(name, _listed(prefix, STAGING))


def called_by() -> Iterator[tuple[str, Iterable[DatabaseRole]]]:
    """Each function of the schema `rights` that somebody may call, and who may."""
    for names, roles in (
        (ASKED_BY_ALL, tuple(DatabaseRole)),
        (FOR_ADMINISTRATORS, (DatabaseRole.ADMINISTRATOR,)),
        (FOR_THE_SERVICE, (DatabaseRole.SERVICE,)),
    ):
        for one in names:
            yield one, roles


MONTHS_BY = {
    "history_make_months(bigint, bigint)": (DatabaseRole.SERVICE, DatabaseRole.MANAGER),
    "history_drop_months(bigint)": (DatabaseRole.SERVICE,),
}
"""Who makes and drops the months of the history's large tables: who writes it, and who forgets it."""


def _tables(raw: Any, prefix: str) -> Iterator[sql.Composable]:
    """Everything is taken away, and what the matrix says is given: partitions get nothing of their own."""
    groups = _listed(prefix, DatabaseRole)
    seen = sql.SQL(", ").join(sql.Literal(str(role)) for role in MATRIX["source_seen"] if _sees_sources(role))
    yield _SEEN.format(roles=seen, all_of_it=_ALL_OF_IT)
    for kind in ("TABLES", "SEQUENCES"):
        yield sql.SQL(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC")
        yield sql.SQL(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {{}}").format(groups)
    for table in MATRIX:
        yield from _grants(table, prefix)
    for sequence, table in raw.execute(SEQUENCES).fetchall():
        adding = (
            [role for role, right in grants_of(table) if right.operation == "INSERT"]
            if table in MATRIX
            else []
        )
        if adding:
            yield sql.SQL("GRANT USAGE ON SEQUENCE public.{} TO {}").format(
                sql.Identifier(sequence), _listed(prefix, adding)
            )
    for (table,) in raw.execute(_SECURED).fetchall():
        if table not in BOUNDED:
            yield sql.SQL("ALTER TABLE public.{} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table))
    for table in sorted(BOUNDED):
        yield sql.SQL("ALTER TABLE public.{} ENABLE ROW LEVEL SECURITY").format(sql.Identifier(table))
        for policy, role, operation, where in policies_of(table):
            yield _policy(table, policy, group(prefix, role), operation, where)
    for table, (function, events) in TRIGGERS.items():  # an older one went with its function
        yield sql.SQL(
            "CREATE TRIGGER {} BEFORE {} ON public.{} FOR EACH ROW EXECUTE FUNCTION rights.{}()"
        ).format(sql.Identifier(TRIGGER), sql.SQL(events), sql.Identifier(table), sql.Identifier(function))


def _sees_sources(role: DatabaseRole) -> bool:
    return any(not right.bounds for right in MATRIX["source_seen"][role])


SEQUENCES = """
SELECT s.relname, t.relname FROM pg_class s
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'a'
JOIN pg_class t ON t.oid = d.refobjid
WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
"""
"""Sequences of SERIAL columns, and their tables; an identity column's own ('i') need no grant."""

_SECURED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relrowsecurity
"""


def _grants(table: str, prefix: str) -> Iterator[sql.Composable]:
    for role, rights in MATRIX[table].items():
        for right in rights:
            columns: sql.Composable = sql.SQL("")
            if right.columns is not None:
                columns = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, right.columns)))
            yield sql.SQL("GRANT {}{} ON public.{} TO {}").format(
                sql.SQL(right.operation),
                columns,
                sql.Identifier(table),
                sql.Identifier(group(prefix, role)),
            )


def policies_of(table: str) -> Iterator[tuple[str, DatabaseRole, str, str]]:
    """Each policy of *table*: its name, whose it is, for which operation, and its condition."""
    if table in VIEWS:
        return
    for role, rights in MATRIX[table].items():
        where = {right.operation: condition(table, right, role) for right in rights}
        if set(where) == set(OPERATIONS.values()) and len(set(where.values())) == 1:
            yield f"{role}_all", role, "ALL", where["SELECT"]
        else:
            for operation, one in where.items():
                yield f"{role}_{operation.lower()}", role, operation, one


def _policy(table: str, name: str, to: str, operation: str, where: str) -> sql.Composable:
    clauses = {
        "SELECT": "USING ({0})",
        "INSERT": "WITH CHECK ({0})",
        "UPDATE": "USING ({0}) WITH CHECK ({0})",
        "DELETE": "USING ({0})",
        "ALL": "USING ({0}) WITH CHECK ({0})",
    }
    return sql.SQL(
        "CREATE POLICY {} ON public.{} FOR {} TO {} {}; COMMENT ON POLICY {} ON public.{} IS {}"
    ).format(
        sql.Identifier(name),
        sql.Identifier(table),
        sql.SQL(operation),
        sql.Identifier(to),
        sql.SQL(clauses[operation].format(where)),
        sql.Identifier(name),
        sql.Identifier(table),
        sql.Literal(_short(where)),
    )


DEPARSED = "concat_ws(' | ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))"
"""Of pg_policy p: its conditions as the database tells them."""


def _sign_policies(raw: Any) -> None:
    """Add to each policy's comment what the database made of it, so that an altered one is known."""
    script = []
    for table, name, source, deparsed in raw.execute(
        "SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy'), "  # noqa: S608
        f"{DEPARSED} FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
        " WHERE c.relnamespace = 'public'::regnamespace"
    ).fetchall():
        script.append(
            sql.SQL("COMMENT ON POLICY {} ON public.{} IS {}").format(
                sql.Identifier(name), sql.Identifier(table), sql.Literal(f"{source} {_short(deparsed)}")
            )
        )
    raw.execute(_script(script))


# Small things -------------------------------------------------------------------------------------------


def _raw(db: Connection) -> Any:
    raw = db.connection.driver_connection
    assert raw is not None  # noqa: S101
    return raw


def _one(raw: Any, question: str) -> str:
    return str(raw.execute(question).fetchone()[0])


def _script(statements: Iterable[sql.Composable]) -> sql.Composable:
    """All of them in one message to the server."""
    return sql.SQL(";\n").join(statements)


def _listed(prefix: str, roles: Iterable[DatabaseRole]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(group(prefix, role)) for role in dict.fromkeys(roles))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _short(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()[:16]
