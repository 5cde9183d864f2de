"""Who may do what with which table, as one grid that a stranger can check; laying.py makes grants of it.

A cell says what a role may do with a table: r read, a add, u update, d delete. After a colon stands which
rows (`BOUNDS`; "+": each of several), in brackets which columns (`COLUMNS`); without either: all. Commas part
what is bounded differently: "r,a:own" reads everything and adds in its own name. "." is nothing at all.

Every table of the three rooms stands here, and the tables of their versions: a test says so, and what stands
here is what the database itself enforces. Nobody else has any right, and no role has TRUNCATE, REFERENCES or
TRIGGER anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from supervisor.rights.act import Act
from supervisor.rights.role import DatabaseRole

GRID = """
# centre               viewer   supervisor          manager             liaison             quality             department    administrator       service
centre_setting         r        r                   raud                r                   r                   r             raud                r
source                 .        .                   .                   .                   .                   .             raud                r
source_seen            r        r                   r                   r                   r                   r:none        r                   r
area_version           r        ra,u[counted]       ra,u[counted]       ra,u[counted]       ra,u[counted]       ra,u[counted] ra,u[counted]       ra,u[counted]
undo_step              .        rd:own,au[line]:own rd:own,au[line]:own rd:own,au[line]:own rd:own,au[line]:own .             rd:own,au[line]:own rd:own,au[line]:own
undo_row               .        r:step,a[line]:step r:step,a[line]:step r:step,a[line]:step r:step,a[line]:step .             r:step,a[line]:step r:step,a[line]:step
exclusion              r        r                   raud                r                   r                   .             raud                r
log_audit              .        r                   r                   .                   r                   .             r                   raud
alarm_rule             r        r                   raud                r                   r                   .             raud                r
alarm                  r:nobody r,u[taken]:untaken  r,u[taken]:untaken  r                   r                   .             r                   raud
alarm_event            r:alarm  r,a[line]:own       r,a[line]:own       r                   r                   .             r                   rad
alarm_shelf            r        raud                raud                r                   r                   .             r                   rad
wall_page              r        raud                raud                r                   r                   .             raud                r
announcement           r        raud                raud                r                   r                   .             raud                r
picture                r        raud                raud                r                   r                   .             raud                r
forecast               .        rau                 rau                 .                   .                   .             .                   raud

# people               viewer supervisor    manager liaison quality       department administrator service
person                 .      r:person_ever raud    .       r:person_ever .          raud          r
people_group           .      r             raud    .       r             .          raud          r
membership             .      r:person_ever raud    .       r:person_ever .          raud          r
login_use              .      r:person_ever raud    .       r:person_ever .          raud          r
queue_skill            .      r             raud    r       r             .          raud          r
import_mapping         .      .             raud    .       .             .          .             r
target                 .      r             raud    .       r             .          .             r
teaching_credit        .      r:person      raud    .       r:person      .          .             r

# review               viewer supervisor                manager liaison quality     department administrator service
own_kpi                r      r                         raud    r       r           .          r             r
review                 .      r:everybody               raud    .       r:everybody .          .             r
review_figures         .      r:everybody               raud    .       r:everybody .          .             r
review_decision        .      rd:person,au:person+keyed raud    .       r:person    .          .             r
training_category      .      r                         raud    .       r           .          .             r
course                 .      r,aud:own                 raud    .       r           .          .             r
course_person          .      rd:person,au:person+keyed raud    .       r:person    .          .             r
coaching               .      raud:person               raud    .       r:person    .          .             r

# quality              viewer supervisor  manager liaison quality     department administrator service
quality_form           .      r           raud    .       raud        .          .             r
quality_form_version   .      r           raud    .       raud        .          .             r
quality_evaluation     .      r:person    raud    .       raud:person .          .             r
quality_session        .      r           raud    .       raud        .          .             r
quality_rating         .      r:everybody raud    .       raud        .          .             r
quality_measure        .      r           raud    .       raud        .          .             r
quality_exemption      .      r:person    raud    .       raud:person .          .             r

# issues               viewer supervisor          manager             liaison                   quality             department   administrator service
work_calendar          r      r                   raud                r                         r                   r            raud          r
work_day               r      r                   raud                r                         r                   r            raud          r
issue_department       .      r                   raud                r                         r                   r:department r             r
issue_number           .      ra,u[counted]       ra,u[counted]       ra,u[counted]             ra,u[counted]       .            .             ra,u[counted]
issue                  .      r,a:own,u[work]:open,d:own+draft raud                rad:department,u[work]:department r,a:own,u[work]:open,d:own+draft .            .             r,u[work]
issue_event            .      r,a[line]:own       r,a[line]:own       r:issue,a[line]:own+issue r,a[line]:own       .            .             r,a[line]
issue_evidence         .      raud                raud                raud:issue                raud                .            .             r
issue_file             .      r,u[kept],a:hashed  r,u[kept],a:hashed  r:file,u[kept]:file,a:hashed r,u[kept],a:hashed  .            .             r
issue_link             .      raud                raud                raud:issue                raud                .            .             r
issue_reply            .      r                   raud                raud:issue                r                   .            .             r
issue_draft            .      rd:own,au:own+keyed rd:own,au:own+keyed rd:own,au:own+keyed       rd:own,au:own+keyed .            .             .
issue_filter           .      raud:own_or_all     raud:own_or_all     raud:own_or_all           raud:own_or_all     .            .             .
issue_sheet            .      r                   raud                raud:department           r                   r:sent       .             r
issue_sheet_line       .      r                   raud                raud:sheet                r                   r:sheet      .             r
issue_sheet_draft      .      .                   rd:own,au:own+keyed rd:own,au:own+keyed       .                   .            .             .
issue_callback         .      raud                raud                raud:issue_or_none        r                   .            .             r
issue_reminder         .      r                   raud                raud:issue_or_none        r                   .            .             raud
ivr_node               .      r                   raud                raud                      r                   .            .             r
ivr_count              .      r                   raud                raud                      r                   .            .             r

# meetings             viewer supervisor manager liaison            quality department administrator service
meeting_series         .      r          raud    raud               r       .          .             r
meeting                .      r          raud    raud               r       .          .             r
meeting_item           .      r          raud    raud:issue_or_none r       .          .             r
meeting_spent          .      r          raud    raud               r       .          .             .
meeting_outcome        .      r          raud    raud:issue_or_none r       .          .             r
meeting_attendance     .      r          raud    raud               r       .          .             r
meeting_minutes        .      r          ra      ra:meeting         r       .          .             r

# reports              viewer supervisor        manager       liaison             quality           department        administrator service
export_log             .      r:own,a[line]:own r,a[line]:own r:own,a[line]:own   r:own,a[line]:own r:own,a[line]:own r,a[line]:own r:own,a[line]:own
export_schedule        .      .                 raud          .                   .                 .                 .             ru
export_run             .      .                 raud          .                   .                 .                 .             raud
report_template        .      r                 raud          r                   r                 .                 .             r
sheet_export           .      .                 r,a:own       r:sheet,a:own+sheet .                 r:sheet           .             r
returned_file          .      .                 raud          rd:returned,u[judged]:returned,a:own .                 .                 .             r
returned_heading       .      .                 raud          raud                .                 .                 .             r

# rights               viewer supervisor  manager       liaison     quality     department  administrator service
account                .      .           r             .           .           .           r             .
account_scope          .      .           .             .           .           .           r             .
access_log             .      a[line]:own r,a[line]:own a[line]:own a[line]:own a[line]:own r,a[line]:own a[line]:own

# journal              viewer         supervisor manager liaison        quality        department administrator  service
journal_batch          r[open]:veiled r:veiled   r       r[open]:veiled r[open]:veiled .          r[open]:veiled raud
snapshot               r[open]:veiled r:veiled   r       r[open]:veiled r[open]:veiled .          r[open]:veiled raud
heartbeat              r              r          r       r              r              .          r              raud
queue_day              r              r          r       r              r              .          r              raud
journal_name           .              r:floor    r       .              .              .          .              raud
journal_key            .              .          .       .              .              .          .              ra
collector_sign         r              r          r       r              r              .          r              raud

# history              viewer supervisor  manager liaison    quality     department administrator service
history_name           .      r:name      raud    r:no_login r:name      .          r             raud
history_entry          .      r           raud    r[plain]   r           .          .             raud
history_ring           .      r:login_at  raud    .          r:login_at  .          .             raud
history_mark           .      r:login_at  raud    .          r:login_at  .          .             raud
history_span           .      r:login_at  raud    .          r:login_at  .          .             raud
history_slot           .      r           raud    r          r           .          .             raud
history_count          .      r:login_day raud    .          r:login_day .          .             raud
history_piece          .      r:login_day raud    .          r:login_day .          .             raud
history_state          .      r:login_day raud    .          r:login_day .          .             raud
history_import         .      r           raud    r          r           .          .             raud
history_before         .      .           raud    .          .           .          .             raud
history_bad            .      .           raud    .          .           .          .             raud
history_reading        .      .           raud    .          .           .          .             raud
history_segment        .      .           raud    .          .           .          .             raud
history_stray          .      .           raud    .          .           .          .             raud
history_stale          .      r           raud    r          r           .          .             raud
history_dropped        .      r           raud    r          r           .          .             raud
history_rule           .      r           raud    r          r           .          .             raud
data_check             .      .           raud    .          .           .          .             raud

# versions             viewer supervisor manager liaison quality department administrator service
centre_version         r      r          r       r       r       r          r             r
journal_version        r      r          r       r       r       r          r             r
history_version        r      r          r       r       r       r          r             r
"""  # noqa: E501 - a grid

BOUNDS = {
    "none": "false",
    "own": "{who} = session_user",
    "own_or_all": "who IN (session_user, '')",
    "everybody": "(SELECT rights.everybody())",
    "person": "person = ANY (ARRAY(SELECT rights.people()))",
    "person_ever": "{person} = ANY (ARRAY(SELECT rights.people_ever()))",
    "login_day": (
        "(login = ANY (ARRAY(SELECT rights.logins_ever())) AND (login IN (SELECT rights.logins())"
        " OR (login, day) IN (SELECT d.login, d.day FROM rights.login_days() d)))"
    ),
    "login_at": (
        "(login = ANY (ARRAY(SELECT rights.logins_ever())) AND (login IN (SELECT rights.logins())"
        " OR (login, rights.day_of({at_ms})) IN (SELECT d.login, d.day FROM rights.login_days() d)))"
    ),
    "name": "(kind <> 'login' OR id = ANY (ARRAY(SELECT rights.logins_ever())))",
    "no_login": "kind <> 'login'",
    "floor": "(source, login) IN (SELECT f.source, f.login FROM rights.floor() f)",
    "veiled": "veiled",
    "nobody": "(cause::json ->> 1) IN ('centre', 'queue', 'team', 'source')",
    "alarm": "alarm IN (SELECT seen.id FROM alarm seen)",
    "step": "step IN (SELECT mine.id FROM undo_step mine)",
    "department": (
        "((SELECT rights.every_department()) OR {department} IN (SELECT rights.departments()){unassigned})"
    ),
    "sent": "(state NOT IN ('draft', 'void') AND department IN (SELECT rights.departments()))",
    "open": "state NOT IN ('closed', 'rejected', 'merged')",
    "draft": "state = 'draft'",
    "untaken": "(acknowledged_by IS NULL OR acknowledged_by = session_user)",
    "keyed": "{key}",
    "hashed": "(hash = encode(sha256(content), 'hex') AND size = octet_length(content))",
    "issue": "((SELECT rights.every_department()) OR issue IN (SELECT seen.id FROM issue seen))",
    "issue_or_none": (
        "((SELECT rights.every_department()) OR issue = 0 OR issue IN (SELECT seen.id FROM issue seen))"
    ),
    "sheet": "((SELECT rights.every_department()) OR sheet IN (SELECT seen.id FROM issue_sheet seen))",
    "returned": (
        "((SELECT rights.every_department()) OR who = session_user"
        " OR (document ->> 'sheet') IN (SELECT seen.id FROM issue_sheet seen))"
    ),
    "file": (
        "((SELECT rights.every_department()) OR at > now() - interval '1 hour'"
        " OR hash IN (SELECT seen.document #>> '{{sending,file_hash}}' FROM issue_sheet seen)"
        " OR hash IN (SELECT seen.document #>> '{{matter,hash}}' FROM issue_evidence seen)"
        " OR hash IN (SELECT seen.hash FROM returned_file seen))"
    ),
    "meeting": (
        "((SELECT rights.every_department()) OR meeting IN (SELECT came.meeting FROM meeting_attendance came"
        " WHERE came.department IN (SELECT rights.departments())))"
    ),
}
"""Which rows, as a condition in SQL; what stands in braces is a column whose name differs (`NAMED`).

A function is asked once a question, not once a row: its answer is an array that an index can be
searched for, a hashed subplan or an initial plan. A table in a condition is read with the rights of whoever
asks: "the events of the alarms that are seen"."""

OF_TEAMS = frozenset({"person", "person_ever", "login_day", "login_at", "name"})
"""Bounds by the own teams; for quality they hold where it has teams, and without any it sees everybody."""

BOUND_MEANINGS = {
    "none": "no row",
    "own": "rows in the own name (session_user)",
    "own_or_all": "rows in the own name, or for everybody",
    "everybody": "all rows for who sees all people (manager; quality without teams), else none",
    "person": "people of the own teams as they are today",
    "person_ever": "people of the own teams, today or on any day",
    "login_day": "logins of people of the own teams today, and other people's days in them",
    "login_at": "as login_day, by the business day of the instant",
    "name": "names of anything but logins, and of logins of which a day is seen",
    "no_login": "names of anything but logins",
    "floor": "logins that people of the own teams use today",
    "veiled": "rows in which agents stand under tokens",
    "nobody": "alarms of a queue, a team, a source, the centre: of nobody",
    "alarm": "events of alarms that are seen",
    "step": "rows of the own steps",
    "department": "the own departments; all for a liaison without any; issues of no department, too",
    "sent": "sheets to the own departments that went out",
    "open": "issues that are not over, before and after",
    "draft": "issues that are drafts",
    "untaken": "alarms that nobody took on, or oneself",
    "keyed": "rows whose key says whose they are, so that nobody takes another's place or finds it taken",
    "hashed": "files under the hash and the size of what is in them",
    "issue": "what hangs on issues that are seen",
    "issue_or_none": "what hangs on issues that are seen, or on none",
    "sheet": "what hangs on sheets that are seen",
    "returned": "files to sheets that are seen, and those handed in oneself",
    "file": "files of evidence, sheets and returned files that are seen, and what was just kept",
    "meeting": "meetings at which the own departments were",
}
"""The bounds in words, for who checks the grid."""

NAMED = {
    "who": {"issue": "made_by", "course": "registered_by"},
    "person": {"person": "id"},
    "at_ms": {"history_ring": "at_ms", "history_mark": "at_ms", "history_span": "began_ms"},
    "department": {"issue_department": "id"},
    "unassigned": {"issue": " OR department = ''"},
    "key": {
        "review_decision": "(id::json ->> 2) = person",
        "course_person": "((id::json ->> 0) = course AND (id::json ->> 1) = person)",
        "issue_draft": "(issue = 0 OR id = issue || '|' || who)",
        "issue_sheet_draft": "id = sheet || '|' || who",
    },
}
"""How a bound's column is called in a table, where it is not called as the bound calls it."""

_UNSAID = {"unassigned": ""}

COLUMNS = {
    ("journal_batch", "open"): (
        *("id", "source", "collector", "sequence", "first_at", "last_at", "events_count", "events", "veiled"),
    ),
    ("snapshot", "open"): ("id", "at", "day", "batch_id", "rules", "board", "veiled"),
    ("alarm", "taken"): ("acknowledged_at", "acknowledged_by", "version"),
    ("undo_step", "line"): ("name", "facts", "areas", "at", "who", "undone_at"),
    ("undo_row", "line"): ("step", "table_name", "key", "before", "after"),
    ("alarm_event", "line"): ("alarm", "at", "kind", "who", "facts"),
    ("issue_event", "line"): ("issue", "at", "who", "kind", "document"),
    ("export_log", "line"): ("at", "who", "what", "personal", "document"),
    ("access_log", "line"): ("at", "who", "what", "document"),
    ("area_version", "counted"): ("version",),
    ("issue_number", "counted"): ("last",),
    ("issue_file", "kept"): ("at",),
    ("returned_file", "judged"): ("state", "document", "version"),
    ("issue", "work"): (
        *("number", "title", "state", "department", "category", "node", "severity", "internal"),
        *("recurrence_of", "merged_into", "changed_at", "closed_at", "text", "facts", "standing"),
        *("search_text", "version"),
    ),
    ("history_entry", "plain"): (
        *("entered_ms", "source", "queue", "contact", "channel", "type", "outcome", "left_ms", "wait_s"),
        *(
            "ring_s",
            "talk_s",
            "hold_s",
            "acw_s",
            "ended_ms",
            "ended_by",
            "detail",
            "position",
            "over",
            "told",
        ),
        "batch",
    ),
}
"""Sets of columns: without customers' numbers, details and logins; what is noted of who sees to an alarm; a
line without its number, which the database gives (who could choose it could take the next ones away from
everybody); an issue without who made it when; of a file that it is named again."""

OPERATIONS = {"r": "SELECT", "a": "INSERT", "u": "UPDATE", "d": "DELETE"}

VIEWS = frozenset({"source_seen"})
"""What is no table but a security-barrier view."""


@dataclass(frozen=True)
class Right:
    """That a role may do *operation* ("SELECT") with *columns* (None: all) of the rows that meet each of
    *bounds* (of `BOUNDS`; none: of all rows)."""

    operation: str
    bounds: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None


_CELL = re.compile(r"(?P<letters>[raud]+)(?:\[(?P<columns>\w+)\])?(?::(?P<bounds>[\w+]+))?")


def _read() -> dict[str, dict[DatabaseRole, tuple[Right, ...]]]:
    found: dict[str, dict[DatabaseRole, tuple[Right, ...]]] = {}
    for line in GRID.splitlines():
        if not line or line.startswith("#"):
            continue
        table, *cells = line.split()
        if len(cells) != len(DatabaseRole) or table in found:
            raise ValueError(f"a line of the grid is wrong: {line}")
        found[table] = {
            role: tuple(_rights(table, cell)) for role, cell in zip(DatabaseRole, cells, strict=True)
        }
    return found


def _rights(table: str, cell: str) -> Iterator[Right]:
    if cell == ".":
        return
    for part in cell.split(","):
        read = _CELL.fullmatch(part)
        if read is None:
            raise ValueError(f"a cell of {table} cannot be read: {cell}")
        bounds = tuple(read["bounds"].split("+")) if read["bounds"] else ()
        columns = COLUMNS[table, read["columns"]] if read["columns"] else None
        for letter in read["letters"]:
            yield Right(OPERATIONS[letter], bounds, columns)


MATRIX = _read()
"""By table and role, what it may."""

BOUNDED = frozenset(
    table
    for table, by_role in MATRIX.items()
    if table not in VIEWS and any(right.bounds for rights in by_role.values() for right in rights)
)
"""The tables whose rows are not everybody's who may use them: those with row-level security."""


def condition(table: str, right: Right, role: DatabaseRole) -> str:
    """Which rows of *table* the *right* of *role* is for, in SQL; "true" for all."""
    named = {place: by_table.get(table, _UNSAID.get(place, place)) for place, by_table in NAMED.items()}
    return " AND ".join(_said(bound, role).format(**named) for bound in right.bounds) or "true"


def _said(bound: str, role: DatabaseRole) -> str:
    if bound in OF_TEAMS and role is DatabaseRole.QUALITY:
        return f"((SELECT rights.everybody()) OR {BOUNDS[bound]})"
    return BOUNDS[bound]


def may(role: DatabaseRole, table: str, operation: str) -> bool:
    """Whether *role* may do *operation* ("INSERT") with anything of *table*."""
    return any(right.operation == operation for right in MATRIX[table][role])


ACTS: dict[Act, tuple[str, ...]] = {
    Act.SEE_BOARD: ("r heartbeat", "r journal_batch", "r snapshot", "r wall_page", "r queue_day"),
    Act.SEE_FLOOR: ("r journal_name",),
    Act.TAKE_ALARMS: ("u alarm", "a alarm_event", "a alarm_shelf"),
    Act.SET_ALARMS: ("aud alarm_rule",),
    Act.TAKE_ADVICE: ("a forecast",),
    Act.SET_WALL: ("aud wall_page", "aud announcement", "a picture"),
    Act.SEE_HISTORY: ("r history_slot", "r history_entry", "r history_import"),
    Act.SEE_FIGURES: ("r history_count", "r history_state", "r history_span", "r target"),
    Act.DECIDE: ("aud review_decision", "aud course_person", "aud coaching", "a course"),
    Act.STATE: ("aud review", "aud review_figures"),
    Act.SEE_QUALITY: ("r quality_evaluation", "r quality_form"),
    Act.JUDGE: ("aud quality_evaluation", "aud quality_rating", "aud quality_session"),
    Act.SET_FORMS: ("aud quality_form", "aud quality_form_version"),
    Act.SEE_ISSUES: ("r issue", "r meeting", "r issue_evidence"),
    Act.FILE_ISSUES: ("a issue", "a issue_evidence", "a issue_event", "u issue_number"),
    Act.SET_CALLBACKS: ("aud issue_callback",),
    Act.RUN_ISSUES: ("aud issue_sheet", "aud issue_reply", "a sheet_export", "aud returned_file"),
    Act.RULE_ISSUES: ("aud issue_department",),
    Act.SEE_SHEETS: ("r issue_sheet", "r issue_sheet_line", "r sheet_export"),
    Act.RUN_MEETINGS: ("aud meeting", "aud meeting_item", "aud meeting_outcome", "a meeting_minutes"),
    Act.EXPORT: ("a export_log",),
    Act.SCHEDULE: ("aud export_schedule", "aud report_template"),
    Act.IMPORT: ("au history_import", "au history_count", "aud import_mapping"),
    Act.CHECK_DATA: ("a data_check", "u history_entry"),
    Act.SEE_PEOPLE: ("r person", "r membership", "r people_group"),
    Act.SET_PEOPLE: ("aud person", "aud membership", "aud login_use", "aud people_group"),
    Act.SET_TARGETS: ("aud target",),
    Act.SET_CENTRE: ("aud centre_setting", "aud work_day", "aud exclusion"),
    Act.SEE_SOURCES: ("r source_seen", "r collector_sign", "r log_audit"),
    Act.SET_SOURCES: ("aud source",),
    Act.SET_ACCOUNTS: ("r account", "r account_scope"),  # changed by functions alone (functions.sql)
    Act.SEE_LOG: ("r access_log", "r export_log", "r account"),
}
"""What an act needs: who may do it on the screens may do all of these, and who may do all of these may do it.

(The service is no one with screens, and is left out of this comparison.)"""


def needs(act: Act) -> Iterator[tuple[str, str]]:
    """What *act* needs, as pairs of an operation and a table."""
    for need in ACTS[act]:
        letters, table = need.split()
        for letter in letters:
            yield OPERATIONS[letter], table
