"""What a role may do on the screens: the good manners in front of what the database refuses anyway.

One act is one thing that people would call a right ("set targets"), however many tables it writes to. That
the table here and the grants (matrix.py) say the same is a test.
"""

from __future__ import annotations

from enum import StrEnum

from supervisor.rights.role import DatabaseRole as R
from supervisor.words import mark


class Act(StrEnum):
    """Something that a role may or may not do."""

    SEE_BOARD = "see_board"
    SEE_FLOOR = "see_floor"  # agents by name, within the scope
    TAKE_ALARMS = "take_alarms"  # acknowledge, shelve
    SET_ALARMS = "set_alarms"  # rules
    TAKE_ADVICE = "take_advice"
    SET_WALL = "set_wall"  # pages, announcements
    SEE_HISTORY = "see_history"  # queues, hours, contacts
    SEE_FIGURES = "see_figures"  # people's
    DECIDE = "decide"  # about people in the review; courses, talks
    STATE = "state"  # a month's figures
    SEE_QUALITY = "see_quality"
    JUDGE = "judge"  # contacts; calibrate
    SET_FORMS = "set_forms"
    SEE_ISSUES = "see_issues"
    FILE_ISSUES = "file_issues"  # observations and their evidence
    SET_CALLBACKS = "set_callbacks"  # calls that customers were promised
    RUN_ISSUES = "run_issues"  # up to sent; sheets out and in
    RULE_ISSUES = "rule_issues"  # close, reject, limits, departments
    SEE_SHEETS = "see_sheets"  # what was sent to the own department
    RUN_MEETINGS = "run_meetings"
    EXPORT = "export"  # what is seen, as a file
    SCHEDULE = "schedule"  # reports by themselves; templates
    IMPORT = "import"
    CHECK_DATA = "check_data"
    SEE_PEOPLE = "see_people"
    SET_PEOPLE = "set_people"
    SET_TARGETS = "set_targets"
    SET_CENTRE = "set_centre"  # settings, working days, exclusions
    SEE_SOURCES = "see_sources"
    SET_SOURCES = "set_sources"
    SET_ACCOUNTS = "set_accounts"
    SEE_LOG = "see_log"  # who looked at whose figures, who took what along


_FLOOR = (R.SUPERVISOR, R.MANAGER)

MAY: dict[Act, frozenset[R]] = {
    act: frozenset(roles)
    for act, roles in {
        Act.SEE_BOARD: (R.VIEWER, R.SUPERVISOR, R.MANAGER, R.LIAISON, R.QUALITY, R.ADMINISTRATOR),
        Act.SEE_FLOOR: _FLOOR,
        Act.TAKE_ALARMS: _FLOOR,
        Act.SET_ALARMS: (R.MANAGER, R.ADMINISTRATOR),
        Act.TAKE_ADVICE: _FLOOR,
        Act.SET_WALL: (R.SUPERVISOR, R.MANAGER, R.ADMINISTRATOR),
        Act.SEE_HISTORY: (R.SUPERVISOR, R.MANAGER, R.QUALITY, R.LIAISON),
        Act.SEE_FIGURES: (R.SUPERVISOR, R.MANAGER, R.QUALITY),
        Act.DECIDE: _FLOOR,
        Act.STATE: (R.MANAGER,),
        Act.SEE_QUALITY: (R.SUPERVISOR, R.MANAGER, R.QUALITY),
        Act.JUDGE: (R.MANAGER, R.QUALITY),
        Act.SET_FORMS: (R.MANAGER, R.QUALITY),
        Act.SEE_ISSUES: (R.SUPERVISOR, R.MANAGER, R.LIAISON, R.QUALITY),
        Act.FILE_ISSUES: (R.SUPERVISOR, R.MANAGER, R.LIAISON, R.QUALITY),
        Act.SET_CALLBACKS: (R.SUPERVISOR, R.MANAGER, R.LIAISON),
        Act.RUN_ISSUES: (R.MANAGER, R.LIAISON),
        Act.RULE_ISSUES: (R.MANAGER,),
        Act.SEE_SHEETS: (R.MANAGER, R.LIAISON, R.DEPARTMENT),
        Act.RUN_MEETINGS: (R.MANAGER, R.LIAISON),
        Act.EXPORT: tuple(role for role in R if role not in (R.VIEWER, R.SERVICE)),
        Act.SCHEDULE: (R.MANAGER,),
        Act.IMPORT: (R.MANAGER,),
        Act.CHECK_DATA: (R.MANAGER,),
        Act.SEE_PEOPLE: (R.SUPERVISOR, R.MANAGER, R.QUALITY, R.ADMINISTRATOR),
        Act.SET_PEOPLE: (R.MANAGER, R.ADMINISTRATOR),
        Act.SET_TARGETS: (R.MANAGER,),
        Act.SET_CENTRE: (R.MANAGER, R.ADMINISTRATOR),
        Act.SEE_SOURCES: (R.SUPERVISOR, R.MANAGER, R.QUALITY, R.ADMINISTRATOR),
        Act.SET_SOURCES: (R.ADMINISTRATOR,),
        Act.SET_ACCOUNTS: (R.ADMINISTRATOR,),
        Act.SEE_LOG: (R.MANAGER, R.ADMINISTRATOR),
    }.items()
}
"""Which roles may; the service may none of it, for it has no screen."""

ACT_TITLES = {
    Act.SEE_BOARD: mark("see the boards"),
    Act.SEE_FLOOR: mark("see agents by name on the floor"),
    Act.TAKE_ALARMS: mark("acknowledge and shelve alarms"),
    Act.SET_ALARMS: mark("change the rules of alarms"),
    Act.TAKE_ADVICE: mark("ask for advice"),
    Act.SET_WALL: mark("change wall pages and announcements"),
    Act.SEE_HISTORY: mark("see the history of queues"),
    Act.SEE_FIGURES: mark("see people’s figures"),
    Act.DECIDE: mark("decide about training and talks"),
    Act.STATE: mark("state the figures of a month"),
    Act.SEE_QUALITY: mark("see judged contacts"),
    Act.JUDGE: mark("judge contacts"),
    Act.SET_FORMS: mark("change the forms of quality"),
    Act.SEE_ISSUES: mark("see issues and meetings"),
    Act.FILE_ISSUES: mark("file issues and add evidence"),
    Act.SET_CALLBACKS: mark("note calls that customers were promised"),
    Act.RUN_ISSUES: mark("send issues and take answers in"),
    Act.RULE_ISSUES: mark("close issues, rule on limits, change departments"),
    Act.SEE_SHEETS: mark("see the sheets of departments"),
    Act.RUN_MEETINGS: mark("prepare and run meetings"),
    Act.EXPORT: mark("take figures along as a file"),
    Act.SCHEDULE: mark("set schedules and templates of reports"),
    Act.IMPORT: mark("import files"),
    Act.CHECK_DATA: mark("check and mend data"),
    Act.SEE_PEOPLE: mark("see the list of people"),
    Act.SET_PEOPLE: mark("change people, teams and logins"),
    Act.SET_TARGETS: mark("set targets"),
    Act.SET_CENTRE: mark("change the centre’s settings"),
    Act.SEE_SOURCES: mark("see the sources and their health"),
    Act.SET_SOURCES: mark("connect telephone systems"),
    Act.SET_ACCOUNTS: mark("say who may do what"),
    Act.SEE_LOG: mark("see who looked at whose figures"),
}
