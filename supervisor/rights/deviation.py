"""Whether the rights that stand in a database are those of the matrix: each difference is named.

What stands is read from the database's catalogues, so nothing is missed that a server's administrator granted
by hand, and what is read tells nothing of the data: whoever may connect as the owner may ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from supervisor.rights import laying
from supervisor.rights.matrix import BOUNDED, MATRIX, VIEWS
from supervisor.rights.own import is_laid
from supervisor.rights.role import DatabaseRole
from supervisor.words import _, mark


@dataclass(frozen=True)
class Deviation:
    """*what* is a stable word (`SENTENCES`), *facts* fill its sentence."""

    what: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return _(SENTENCES[self.what]).format(**self.facts)


SENTENCES = {
    "not_laid": mark("No rights were laid in this database: everybody who can read it may do everything."),
    "functions": mark("The functions of the rights are another version’s. Lay the rights again (upgrade)."),
    "no_group": mark("There is no role {role} in this server. Lay the rights again (upgrade)."),
    "group_can": mark("The role {role} can log in or has powers over the server; it must have neither."),
    "group_in": mark("The role {role} is a member of {other}, and so has what that has."),
    "member": mark("{member} is a member of {role} and no account of this centre."),
    "public": mark("Everybody has {privilege} on {object}."),
    "extra": mark("{role} has {privilege} on {object}, which it should not have."),
    "missing": mark("{role} lacks {privilege} on {object}. Lay the rights again (upgrade)."),
    "open": mark("The rows of {object} are not guarded: row-level security is switched off."),
    "policy_missing": mark("The rule {policy} of {object} is missing. Lay the rights again (upgrade)."),
    "policy_extra": mark("There is a rule {policy} of {object} that nobody laid."),
    "policy_changed": mark("The rule {policy} of {object} is not as it was laid."),
    "powers": mark("The account {role} has powers over the server ({powers}): it goes past every rule."),
    "account_in": mark("The account {role} is a member of {other}, which is no role of this centre."),
    "account_role": mark("The account {role} has no role in this server. Give it a password to make one."),
    "account_set": mark(
        "The account {role} has a setting of its own ({setting}), which may hinder whoever logs in by it. A "
        "new password takes it away."
    ),
    "trigger": mark(
        "What writers of {object} may not choose is not kept from them. Lay the rights again (upgrade)."
    ),
    "administrator": mark("No administrator can log in after {at}: give one a later date, or none."),
    "owner": mark("The owner of the database, {role}, is a superuser; a role with CREATEROLE is enough."),
    "owned": mark("{object} belongs to {role} and not to the database’s owner."),
}
"""What can be wrong."""


def check(db: Connection) -> list[Deviation]:
    """Everything in which the rights of *db* differ from the matrix; nothing where they are as laid."""
    if not is_laid(db):
        return [Deviation("not_laid")]
    prefix = laying.prefix_of(db)
    groups = {laying.group(prefix, role): role for role in DatabaseRole}
    asked = _Asked(db)
    found = [
        *_functions(asked, prefix),
        *_groups(asked, groups),
        *_accounts(asked, groups),
        *_administrators(asked, laying.group(prefix, DatabaseRole.ADMINISTRATOR)),
        *_owner(asked),
        *_triggers(asked),
        *_grants(asked, prefix),
        *_policies(asked, prefix),
    ]
    return list({(one.what, tuple(one.facts.items())): one for one in found}.values())


class _Asked:
    def __init__(self, db: Connection) -> None:
        self._db = db

    def __call__(self, question: str, **values: Any) -> list[Any]:
        return list(self._db.execute(text(question), values).all())


def _functions(asked: _Asked, prefix: str) -> Iterator[Deviation]:
    [(said,)] = asked("SELECT obj_description('rights'::regnamespace, 'pg_namespace')")
    if not (said or "").endswith(laying.functions_digest(prefix)):
        yield Deviation("functions")


_POWERS = """
concat_ws(', ', CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
          CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
          CASE WHEN r.rolreplication THEN 'REPLICATION' END)
"""


def _groups(asked: _Asked, groups: Iterable[str]) -> Iterator[Deviation]:
    names = sorted(groups)
    there = {
        row.rolname: row
        for row in asked(
            f"SELECT r.rolname, r.rolcanlogin, {_POWERS} AS powers FROM pg_roles r"  # noqa: S608
            " WHERE r.rolname = ANY (:names)",
            names=names,
        )
    }
    for name in names:
        if name not in there:
            yield Deviation("no_group", {"role": name})
        elif there[name].rolcanlogin or there[name].powers:
            yield Deviation("group_can", {"role": name})
    for row in asked(
        "SELECT g.rolname AS member, r.rolname AS of FROM pg_auth_members m"
        " JOIN pg_roles g ON g.oid = m.member JOIN pg_roles r ON r.oid = m.roleid"
        " WHERE g.rolname = ANY (:names)",
        names=names,
    ):
        yield Deviation("group_in", {"role": row.member, "other": row.of})
    for row in asked(  # from PostgreSQL 16 on whoever makes a role is its administrator: the owner
        "SELECT g.rolname AS member, r.rolname AS of FROM pg_auth_members m"
        " JOIN pg_roles g ON g.oid = m.member JOIN pg_roles r ON r.oid = m.roleid"
        " WHERE r.rolname = ANY (:names)"
        " AND g.oid <> (SELECT datdba FROM pg_database WHERE datname = current_database())"
        " AND g.rolname <> ALL (:names) AND NOT EXISTS (SELECT FROM account a WHERE a.login = g.rolname)",
        names=names,
    ):
        yield Deviation("member", {"member": row.member, "role": row.of})


def _accounts(asked: _Asked, groups: Iterable[str]) -> Iterator[Deviation]:
    for row in asked(
        f"SELECT a.login, r.oid IS NULL AS gone, a.retired, {_POWERS} AS powers"  # noqa: S608
        " FROM account a LEFT JOIN pg_roles r ON r.rolname = a.login ORDER BY a.login"
    ):
        if row.gone and not row.retired:
            yield Deviation("account_role", {"role": row.login})
        if row.powers:
            yield Deviation("powers", {"role": row.login, "powers": row.powers})
    for row in asked(
        "SELECT g.rolname AS member, r.rolname AS of FROM pg_auth_members m"
        " JOIN pg_roles g ON g.oid = m.member JOIN pg_roles r ON r.oid = m.roleid"
        " JOIN account a ON a.login = g.rolname"
        " WHERE r.rolname <> ALL (:names)",
        names=sorted(groups),
    ):
        yield Deviation("account_in", {"role": row.member, "other": row.of})

    for row in asked(
        "SELECT r.rolname, split_part(said, '=', 1) AS setting FROM pg_db_role_setting s"
        " JOIN pg_roles r ON r.oid = s.setrole JOIN account a ON a.login = r.rolname,"
        " unnest(s.setconfig) AS said WHERE s.setdatabase IN"
        " (0, (SELECT oid FROM pg_database WHERE datname = current_database())) ORDER BY 1, 2"
    ):
        yield Deviation("account_set", {"role": row.rolname, "setting": row.setting})


def _administrators(asked: _Asked, administrators: str) -> Iterator[Deviation]:
    [(until,)] = asked(
        "SELECT CASE WHEN isfinite(until) AND until < now() + interval '30 days'"
        " THEN to_char(until, 'YYYY-MM-DD') END FROM ("
        "SELECT max(COALESCE(r.rolvaliduntil, 'infinity')) AS until FROM account a"
        " JOIN pg_roles r ON r.rolname = a.login JOIN pg_auth_members m ON m.member = r.oid"
        " JOIN pg_roles g ON g.oid = m.roleid AND g.rolname = :administrators"
        " WHERE NOT a.retired AND r.rolcanlogin) AS asked",
        administrators=administrators,
    )
    if until is not None:
        yield Deviation("administrator", {"at": until})


def _triggers(asked: _Asked) -> Iterator[Deviation]:
    stands = {
        (row.relname, row.proname)
        for row in asked(
            "SELECT c.relname, p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'rights'::regnamespace"
            " WHERE c.relnamespace = 'public'::regnamespace AND t.tgname = :name"
            " AND t.tgenabled IN ('O', 'A')",
            name=laying.TRIGGER,
        )
    }
    for table, (function, _events) in laying.TRIGGERS.items():
        if (table, function) not in stands:
            yield Deviation("trigger", {"object": table})


def _owner(asked: _Asked) -> Iterator[Deviation]:
    [owner] = asked(
        "SELECT r.rolname, r.rolsuper FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba"
        " WHERE d.datname = current_database()"
    )
    if owner.rolsuper:
        yield Deviation("owner", {"role": owner.rolname})
    for row in asked(
        "SELECT c.relname AS object, c.relowner::regrole::text AS role FROM pg_class c"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')"
        " AND c.relowner::regrole::name <> :owner"
        " UNION ALL SELECT 'rights.' || p.proname, p.proowner::regrole::text FROM pg_proc p"
        " WHERE p.pronamespace = 'rights'::regnamespace AND p.proowner::regrole::name <> :owner",
        owner=owner.rolname,
    ):
        yield Deviation("owned", {"object": row.object, "role": row.role})


# Grants -------------------------------------------------------------------------------------------------

_NO_EXTENSION = (
    "NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid"
    " AND e.deptype = 'e')"
)

_STANDING = f"""
SELECT 'database' AS object, x.grantee, x.privilege_type AS privilege
FROM pg_database d, aclexplode(COALESCE(d.datacl, acldefault('d', d.datdba))) x
WHERE d.datname = current_database() AND x.grantee <> d.datdba
UNION ALL
SELECT 'schema ' || n.nspname, x.grantee, x.privilege_type
FROM pg_namespace n, aclexplode(COALESCE(n.nspacl, acldefault('n', n.nspowner))) x
WHERE n.nspname IN ('public', 'rights') AND x.grantee <> n.nspowner
UNION ALL
SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' ELSE '' END || c.relname, x.grantee, x.privilege_type
FROM pg_class c, aclexplode(c.relacl) x
WHERE c.relnamespace = 'public'::regnamespace AND x.grantee <> c.relowner
UNION ALL
SELECT c.relname || '.' || a.attname, x.grantee, x.privilege_type
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) x
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND x.grantee <> c.relowner
UNION ALL
SELECT n.nspname || '.' || p.proname || '()', x.grantee, x.privilege_type
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
    aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) x
WHERE n.nspname IN ('public', 'rights') AND x.grantee <> p.proowner AND {_NO_EXTENSION}
"""  # noqa: S608


def _grants(asked: _Asked, prefix: str) -> Iterator[Deviation]:
    standing = {
        (row.object, row.role or "", row.privilege)
        for row in asked(
            "SELECT s.object, r.rolname AS role, s.privilege FROM ("  # noqa: S608
            + _STANDING
            + ") s"
            " LEFT JOIN pg_roles r ON r.oid = s.grantee"
        )
    }
    wanted = set(_wanted(asked, prefix))
    for object_, role, privilege in sorted(standing - wanted):
        facts = {"privilege": privilege, "object": object_}
        yield Deviation("extra", {"role": role, **facts}) if role else Deviation("public", facts)
    for object_, role, privilege in sorted(wanted - standing):
        yield Deviation("missing", {"role": role, "privilege": privilege, "object": object_})


def _wanted(asked: _Asked, prefix: str) -> Iterator[tuple[str, str, str]]:
    """Objects, roles and privileges as laying.py grants them."""
    for role in DatabaseRole:
        name = laying.group(prefix, role)
        yield "database", name, "CONNECT"
        if role in laying.STAGING:
            yield "database", name, "TEMPORARY"
        yield "schema public", name, "USAGE"
        yield "schema rights", name, "USAGE"
    for function, roles in laying.called_by():
        for role in roles:
            yield f"rights.{function}()", laying.group(prefix, role), "EXECUTE"
    for function, makers in laying.MONTHS_BY.items():
        for role in makers:
            yield f"public.{function.partition('(')[0]}()", laying.group(prefix, role), "EXECUTE"
    for table in MATRIX:
        for role, right in laying.grants_of(table):
            name = laying.group(prefix, role)
            if right.columns is None:
                yield table, name, right.operation
            else:
                for column in right.columns:
                    yield f"{table}.{column}", name, right.operation
    for sequence, table in asked(laying.SEQUENCES):
        for role, right in laying.grants_of(table) if table in MATRIX else ():
            if right.operation == "INSERT":
                yield f"sequence {sequence}", laying.group(prefix, role), "USAGE"


# Rows ---------------------------------------------------------------------------------------------------


def _policies(asked: _Asked, prefix: str) -> Iterator[Deviation]:
    for row in asked(
        "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relname = ANY (:names)",
        names=sorted(BOUNDED),
    ):
        if not row.relrowsecurity:
            yield Deviation("open", {"object": row.relname})
    standing = {
        (row.object, row.policy): row
        for row in asked(
            "SELECT c.relname AS object, p.polname AS policy, p.polpermissive, p.polcmd,"  # noqa: S608
            " ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.oid = ANY (p.polroles)) AS roles,"
            f" obj_description(p.oid, 'pg_policy') AS sign, {laying.DEPARSED} AS deparsed"
            " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE c.relnamespace = 'public'::regnamespace"
        )
    }
    for table in sorted(set(MATRIX) - VIEWS):
        if table not in BOUNDED:
            continue
        for policy, role, operation, where in laying.policies_of(table):
            facts = {"policy": policy, "object": table}
            row = standing.pop((table, policy), None)
            if row is None:
                yield Deviation("policy_missing", facts)
            elif (
                row.sign != laying.policy_sign(where, row.deparsed)
                or not row.polpermissive
                or row.polcmd != _COMMANDS[operation]
                or list(row.roles) != [laying.group(prefix, role)]
            ):
                yield Deviation("policy_changed", facts)
    for table, policy in sorted(standing):
        yield Deviation("policy_extra", {"policy": policy, "object": table})


_COMMANDS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d", "ALL": "*"}
