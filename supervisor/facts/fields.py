"""The counts that are kept of agents, declared once: what a row may hold, in which unit, and what it means.

Sums and counts, never a rate and never an average, so that any months, teams and channels add up exactly
and a ratio is computed last. The names are those of the sheets that are read (the program's own form).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from supervisor.words import mark


class Unit(StrEnum):
    """What a field's numbers are."""

    COUNT = "count"
    SECONDS = "seconds"
    SQUARES = "squares"  # seconds or points, squared and summed over single contacts: for a variance
    POINTS = "points"


class Group(StrEnum):
    """Fields that one source tells together: where two tell the same, one of them counts for all of it."""

    CONTACTS = "contacts"
    RESOLUTION = "resolution"
    SATISFACTION = "satisfaction"
    COMPLAINTS = "complaints"
    TIME = "time"
    QUALITY = "quality"
    ORDERS = "orders"


@dataclass(frozen=True)
class Field:
    """One count of one agent, day, channel, skill and type of contact.

    *per_day*: it belongs to the agent's day as a whole, so its row names no channel, skill or type.
    """

    name: str
    unit: Unit
    group: Group
    label: str  # marked, in English
    per_day: bool = False


_C, _S, _Q, _P = Unit.COUNT, Unit.SECONDS, Unit.SQUARES, Unit.POINTS
_G = Group

FIELDS: tuple[Field, ...] = (
    Field("n_offered", _C, _G.CONTACTS, mark("Contacts offered")),
    Field("n_answered", _C, _G.CONTACTS, mark("Contacts handled")),
    Field("n_rona", _C, _G.CONTACTS, mark("Rings not answered")),
    Field("n_short", _C, _G.CONTACTS, mark("Short contacts")),
    Field("talk_s", _S, _G.CONTACTS, mark("Talk time")),
    Field("hold_s", _S, _G.CONTACTS, mark("Hold time")),
    Field("acw_s", _S, _G.CONTACTS, mark("After-contact time")),
    Field("handle_s", _S, _G.CONTACTS, mark("Handle time")),
    Field("talk_s2", _Q, _G.CONTACTS, mark("Talk time, squared")),
    Field("hold_s2", _Q, _G.CONTACTS, mark("Hold time, squared")),
    Field("acw_s2", _Q, _G.CONTACTS, mark("After-contact time, squared")),
    Field("handle_s2", _Q, _G.CONTACTS, mark("Handle time, squared")),
    Field("n_held", _C, _G.CONTACTS, mark("Contacts held")),
    Field("n_transfer", _C, _G.CONTACTS, mark("Contacts transferred")),
    Field("n_consult", _C, _G.CONTACTS, mark("Consultations")),
    Field("n_escalation", _C, _G.CONTACTS, mark("Escalations")),
    Field("n_dispatch", _C, _G.ORDERS, mark("Work orders opened")),
    Field("n_dispatch_wrong", _C, _G.ORDERS, mark("Wrong work orders")),
    Field("n_fcr_eligible", _C, _G.RESOLUTION, mark("First contacts that count")),
    Field("n_fcr_ok", _C, _G.RESOLUTION, mark("First contacts without a repeat")),
    Field("n_fcr_said", _C, _G.RESOLUTION, mark("Contacts with a disposition")),
    Field("n_fcr_said_ok", _C, _G.RESOLUTION, mark("Contacts closed as resolved")),
    Field("n_fcr_asked", _C, _G.RESOLUTION, mark("Answers about the solution")),
    Field("n_fcr_asked_ok", _C, _G.RESOLUTION, mark("Answers “solved at once”")),
    Field("n_survey_sent", _C, _G.SATISFACTION, mark("Surveys sent")),
    Field("n_survey", _C, _G.SATISFACTION, mark("Surveys answered")),
    Field("n_csat_top2", _C, _G.SATISFACTION, mark("Satisfied answers")),
    Field("csat_sum", _P, _G.SATISFACTION, mark("Satisfaction points")),
    Field("csat_s2", _Q, _G.SATISFACTION, mark("Satisfaction points, squared")),
    Field("n_nps", _C, _G.SATISFACTION, mark("Answers about recommending")),
    Field("n_promoter", _C, _G.SATISFACTION, mark("Promoters")),
    Field("n_detractor", _C, _G.SATISFACTION, mark("Detractors")),
    Field("n_complaint", _C, _G.COMPLAINTS, mark("Complaints")),
    Field("n_complaint_valid", _C, _G.COMPLAINTS, mark("Complaints upheld")),
    Field("signed_s", _S, _G.TIME, mark("Signed in"), per_day=True),
    Field("busy_s", _S, _G.TIME, mark("On contacts"), per_day=True),  # each second once, of chats at one time
    Field("ready_s", _S, _G.TIME, mark("Ready"), per_day=True),
    Field("break_s", _S, _G.TIME, mark("On break"), per_day=True),
    Field("training_s", _S, _G.TIME, mark("In training"), per_day=True),
    Field("meeting_s", _S, _G.TIME, mark("In meetings"), per_day=True),
    Field("other_aux_s", _S, _G.TIME, mark("Other auxiliary time"), per_day=True),
    Field("paid_s", _S, _G.TIME, mark("Paid time"), per_day=True),
    Field("scheduled_s", _S, _G.TIME, mark("Scheduled time"), per_day=True),
    Field("adhered_s", _S, _G.TIME, mark("Time in adherence"), per_day=True),
    Field("credited_s", _S, _G.TIME, mark("Time credited for teaching"), per_day=True),
    Field("n_form", _C, _G.QUALITY, mark("Quality forms")),
    Field("n_fatal_form", _C, _G.QUALITY, mark("Forms with a fatal error")),
    Field("n_critical_err", _C, _G.QUALITY, mark("Critical errors")),
    Field("n_noncritical_err", _C, _G.QUALITY, mark("Non-critical errors")),
    Field("n_item_opportunity", _C, _G.QUALITY, mark("Items assessed")),
    Field("score_sum", _P, _G.QUALITY, mark("Quality points")),
    Field("score_max", _P, _G.QUALITY, mark("Quality points possible")),
    Field("score_s2", _Q, _G.QUALITY, mark("Quality points, squared")),
)

BY_NAME = {field.name: field for field in FIELDS}
NAMES = tuple(BY_NAME)
