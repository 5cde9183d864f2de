"""The centre's own tables: settings, sources, people, targets, alarms, wall pages, advice, steps to undo."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from supervisor.storage.instant import UtcInstant
from supervisor.storage.names import NAMES

centre_metadata = MetaData(naming_convention=NAMES)

_Counter = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite
_Json = JSON(none_as_null=True)  # None is a row that is not there, never the JSON word null

centre_setting = Table(
    "centre_setting",
    centre_metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""A centre setting that differs from its default, or once did; *value* is JSON."""

source = Table(
    "source",
    centre_metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("secret_env", Text),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("site", Text, nullable=False, server_default=""),
)
"""A telephone system, recording or simulation; its password is never here (secrets.py). *site*: which place's
collector listens to it; "" is the only one."""

undo_step = Table(
    "undo_step",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("areas", JSON, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("undone_at", UtcInstant),
    sqlite_autoincrement=True,
)
"""Something that a person did, under a stable name ("remove_source") with the facts of its sentence."""

undo_row = Table(
    "undo_row",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("step", BigInteger, ForeignKey("undo_step.id", ondelete="CASCADE"), nullable=False),
    Column("table_name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", _Json),
    Column("after", _Json),
    UniqueConstraint("step", "table_name", "key"),
)
"""A row that the step touched, as it was before and after; None where it did not exist. *key* is JSON."""

area_version = Table(
    "area_version",
    centre_metadata,
    Column("area", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
"""How often each area ("alarms", "pages") was written: from it other processes see what to read again."""

exclusion = Table(
    "exclusion",
    centre_metadata,
    Column("id", Text, primary_key=True),  # source, contact and queue as a JSON array
    Column("source", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A ghost that somebody took out of the count: an entry into a queue that never was, or never ended."""

log_audit = Table(
    "log_audit",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("until", UtcInstant, nullable=False),
    Column("compared", Integer, nullable=False),
    Column("differences", Integer, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
    Index("ix_log_audit_source_at", "source", "at"),
    sqlite_autoincrement=True,
)
"""A day so far, rebuilt from the source's own log and compared with what was counted live, up to *until*."""

alarm_rule = Table(
    "alarm_rule",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("rule", JSON, nullable=False),
    Column("place", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""When to raise an alarm: alarms/rule.py as JSON. A shipped one that was never changed has no row."""

alarm = Table(
    "alarm",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("cause", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("state", JSON, nullable=False),
    Column("opened_at", UtcInstant, nullable=False),
    Column("closed_at", UtcInstant),
    Column("acknowledged_at", UtcInstant),
    Column("acknowledged_by", Text),
    Column("version", Integer, nullable=False),
    Index("ix_alarm_opened_at", "opened_at"),
    Index("ix_alarm_closed_at", "closed_at"),
    sqlite_autoincrement=True,
)
"""One thing that someone must see to, from when it came until it went; *state*: which rules, what figures."""

alarm_event = Table(
    "alarm_event",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("alarm", BigInteger, ForeignKey("alarm.id"), nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("who", Text),
    Column("facts", JSON, nullable=False),
    Index("ix_alarm_event_alarm", "alarm"),
    Index("ix_alarm_event_at", "at"),
    sqlite_autoincrement=True,
)
"""What happened to an alarm, append-only: opened, raised, eased, acknowledged, closed."""

alarm_shelf = Table(
    "alarm_shelf",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("until", UtcInstant, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""What is not to be said before *until*: a rule, or a rule of one queue or team."""

wall_page = Table(
    "wall_page",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("page", JSON, nullable=False),
    Column("place", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""A page that people made for the wall: pages/page.py as JSON."""

announcement = Table(
    "announcement",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("begins_at", UtcInstant, nullable=False),
    Column("ends_at", UtcInstant),
    Column("options", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcInstant, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""What the wall announces, in Markdown, from *begins_at* to *ends_at*; *options*: which pages, what hours."""

picture = Table(
    "picture",
    centre_metadata,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("who", Text, nullable=False),
)
"""A picture that a page shows, by the SHA-256 of its bytes."""

forecast = Table(
    "forecast",
    centre_metadata,
    Column("id", _Counter, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("made_at", UtcInstant, nullable=False),
    Column("due_at", UtcInstant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("forecast", JSON, nullable=False),
    Column("outcome", _Json),
    Column("verdict", Text),
    Column("scored_at", UtcInstant),
    Index("ix_forecast_due_at", "due_at"),
    Index("ix_forecast_made_at", "made_at"),
    sqlite_autoincrement=True,
)
"""A piece of advice with what it foretold, and later what came (advice/forecast.py)."""


person = Table(
    "person",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column(
        "number", Text, nullable=False, server_default=""
    ),  # the employee number, where the centre has one
    Column("joined", Date),
    Column("left", Date),  # the first day on which the person is no longer there
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
)
"""An agent as a person: two may have one name, one may have several logins."""

people_group = Table(
    "people_group",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # people/group.py Kind: team, skill, department
    Column("name", Text, nullable=False),
    Column("above", Text, ForeignKey("people_group.id")),  # the department of a team
    Column("version", Integer, nullable=False),
    UniqueConstraint("kind", "name"),
)
"""A team, a skill group or a department."""

membership = Table(
    "membership",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("people_group", Text, ForeignKey("people_group.id"), nullable=False),
    Column("since", Date),  # None: as far back as anybody knows
    Column("until", Date),  # the first day on which it no longer holds
    Column("version", Integer, nullable=False),
    Index("ix_membership_person", "person"),
)
"""A person in a group, from day to day: a transfer ends one and begins another."""

login_use = Table(
    "login_use",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("person", Text, ForeignKey("person.id")),  # None: known, and to be left out of all figures
    Column("since", Date),
    Column("until", Date),
    Column("version", Integer, nullable=False),
    Index("ix_login_use_source_login", "source", "login"),
)
"""Who stands behind a login (a name in a sheet likewise) at a source, from day to day."""

queue_skill = Table(
    "queue_skill",
    centre_metadata,
    Column("id", Text, primary_key=True),  # source and queue as a JSON array
    Column("source", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("skill", Text, ForeignKey("people_group.id"), nullable=False),
    Column("version", Integer, nullable=False),
)
"""Which skill group a queue (or a sheet's word for a skill) at a source belongs to."""

import_mapping = Table(
    "import_mapping",
    centre_metadata,
    Column("id", Text, primary_key=True),  # its name
    Column("fingerprint", Text, nullable=False),  # of the header that it was made for
    Column("mapping", JSON, nullable=False),
    Column("used_at", UtcInstant),
    Column("version", Integer, nullable=False),
    Index("ix_import_mapping_fingerprint", "fingerprint"),
)
"""How the sheets of one kind are to be read: imports/mapping.py as JSON."""

target = Table(
    "target",
    centre_metadata,
    Column("id", Text, primary_key=True),
    Column("kpi", Text, nullable=False),
    Column("skill", Text, nullable=False, server_default=""),  # of people_group; "": any
    Column("band", Text, nullable=False, server_default=""),  # a tenure band's name; "": any
    Column("channel", Text, nullable=False, server_default=""),
    Column("since", Date),  # the first day of a month
    Column("until", Date),  # likewise, the first month in which it no longer holds
    Column("target", JSON, nullable=False),  # performance/target.py as JSON
    Column("version", Integer, nullable=False),
)
"""What is aimed at with a KPI for a cell of people, from month to month."""

teaching_credit = Table(
    "teaching_credit",
    centre_metadata,
    Column("id", Text, primary_key=True),  # person and month as a JSON array
    Column("person", Text, nullable=False),
    Column("month", Date, nullable=False),  # its first day
    Column("seconds", Integer, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
    Index("ix_teaching_credit_month", "month"),
)
"""Time that is taken off somebody's hours of a month because it went into teaching others."""
