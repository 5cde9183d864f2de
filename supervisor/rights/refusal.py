"""Why something may not be done, as an error that a person can act on: who has which role, and what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from supervisor.errors import DatabaseError, NotPermittedError, SupervisorError
from supervisor.rights.act import ACT_TITLES, Act
from supervisor.rights.own import Rights, own_rights
from supervisor.rights.role import ROLE_TITLES, DatabaseRole
from supervisor.words import _

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

# The name stands bare, or in quotation marks where a policy refused a row.
_TABLE = re.compile(r"(?:table|view|relation|表|视图|关系|资料表|数据表)\s*[\"“«]?([a-z_]+)")

_ABOUT = (
    ("account", Act.SET_ACCOUNTS, Act.SET_ACCOUNTS),
    ("access_log", Act.SEE_LOG, Act.SEE_LOG),
    ("export_log", Act.SEE_LOG, Act.EXPORT),
    ("export_", Act.SCHEDULE, Act.SCHEDULE),
    ("report_template", Act.SCHEDULE, Act.SCHEDULE),
    ("sheet_export", Act.SEE_SHEETS, Act.RUN_ISSUES),
    ("returned_", Act.RUN_ISSUES, Act.RUN_ISSUES),
    ("source", Act.SEE_SOURCES, Act.SET_SOURCES),
    ("log_audit", Act.SEE_SOURCES, Act.SET_SOURCES),
    ("exclusion", Act.SEE_BOARD, Act.SET_CENTRE),
    ("centre_setting", Act.SEE_BOARD, Act.SET_CENTRE),
    ("work_", Act.SEE_BOARD, Act.SET_CENTRE),
    ("alarm_rule", Act.SEE_BOARD, Act.SET_ALARMS),
    ("alarm", Act.SEE_BOARD, Act.TAKE_ALARMS),
    ("forecast", Act.TAKE_ADVICE, Act.TAKE_ADVICE),
    ("wall_page", Act.SEE_BOARD, Act.SET_WALL),
    ("announcement", Act.SEE_BOARD, Act.SET_WALL),
    ("picture", Act.SEE_BOARD, Act.SET_WALL),
    ("journal_name", Act.SEE_FLOOR, Act.SEE_FLOOR),
    ("journal_batch", Act.SEE_BOARD, Act.SEE_FLOOR),
    ("snapshot", Act.SEE_BOARD, Act.SEE_FLOOR),
    ("heartbeat", Act.SEE_BOARD, Act.SET_SOURCES),
    ("queue_day", Act.SEE_BOARD, Act.SET_SOURCES),
    ("people_group", Act.SEE_PEOPLE, Act.SET_PEOPLE),
    ("person", Act.SEE_PEOPLE, Act.SET_PEOPLE),
    ("membership", Act.SEE_PEOPLE, Act.SET_PEOPLE),
    ("login_use", Act.SEE_PEOPLE, Act.SET_PEOPLE),
    ("queue_skill", Act.SEE_PEOPLE, Act.SET_PEOPLE),
    ("import_mapping", Act.IMPORT, Act.IMPORT),
    ("target", Act.SEE_FIGURES, Act.SET_TARGETS),
    ("own_kpi", Act.SEE_BOARD, Act.SET_TARGETS),
    ("review_decision", Act.SEE_FIGURES, Act.DECIDE),
    ("review", Act.SEE_FIGURES, Act.STATE),
    ("training_", Act.SEE_FIGURES, Act.STATE),
    ("teaching_", Act.SEE_FIGURES, Act.SET_PEOPLE),
    ("course", Act.SEE_FIGURES, Act.DECIDE),
    ("coaching", Act.SEE_FIGURES, Act.DECIDE),
    ("quality_form", Act.SEE_QUALITY, Act.SET_FORMS),
    ("quality_", Act.SEE_QUALITY, Act.JUDGE),
    ("issue_department", Act.SEE_ISSUES, Act.RULE_ISSUES),
    ("issue_sheet", Act.SEE_SHEETS, Act.RUN_ISSUES),
    ("issue_reply", Act.SEE_ISSUES, Act.RUN_ISSUES),
    ("issue_reminder", Act.SEE_ISSUES, Act.RUN_ISSUES),
    ("issue_callback", Act.SEE_ISSUES, Act.SET_CALLBACKS),
    ("issue", Act.SEE_ISSUES, Act.FILE_ISSUES),
    ("ivr_", Act.SEE_ISSUES, Act.RUN_ISSUES),
    ("meeting", Act.SEE_ISSUES, Act.RUN_MEETINGS),
    ("data_check", Act.CHECK_DATA, Act.CHECK_DATA),
    ("history_count", Act.SEE_FIGURES, Act.IMPORT),
    ("history_state", Act.SEE_FIGURES, Act.IMPORT),
    ("history_piece", Act.SEE_FIGURES, Act.IMPORT),
    ("history_span", Act.SEE_FIGURES, Act.IMPORT),
    ("history_ring", Act.SEE_FIGURES, Act.IMPORT),
    ("history_mark", Act.SEE_FIGURES, Act.IMPORT),
    ("history_", Act.SEE_HISTORY, Act.IMPORT),
)
"""How a table's name begins, what it is to read it, and to write it; the first that fits is told."""


def refusal(rights: Rights, act: Act) -> NotPermittedError:
    """Why whoever has *rights* may not do *act*, in the language in use."""
    return NotPermittedError(_(ACT_TITLES[act]), role_titles(rights))


def explained(error: SupervisorError, rights: Rights | None = None) -> SupervisorError:
    """*error*, or what it says where the database refused a table: which right is missing. *rights*: of
    whoever was refused, where they are known."""
    if not (isinstance(error, DatabaseError) and error.reason == "forbidden"):
        return error
    table = _TABLE.search(error.detail)
    name = table[1] if table is not None else ""
    for begins, see, change in _ABOUT:
        act = see if error.why == "see" else change
        if name.startswith(begins) and not (rights and rights.may(act)):
            return NotPermittedError(_(ACT_TITLES[act]), None if rights is None else role_titles(rights))
    return error


def role_titles(rights: Rights) -> tuple[str, ...]:
    """The roles of *rights* as a person reads them, in their usual order."""
    return tuple(_(ROLE_TITLES[role]) for role in DatabaseRole if role in rights.roles)


def require(db: Connection, act: Act) -> Rights:
    """The rights of whoever is connected through *db*; raises NotPermittedError where they have not *act*.

    The database refuses it too; this says it before anything is done, and in words.
    """
    rights = own_rights(db)
    if not rights.may(act):
        raise refusal(rights, act)
    return rights
