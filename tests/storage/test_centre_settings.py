from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from supervisor.errors import ChangedMeanwhileError, SettingError, UnknownNameError
from supervisor.settings.breaks import BreakBlock, BreakCode, BreakKind
from supervisor.settings.centre import CentreSettings, DemoClock, QueueThreshold
from supervisor.settings.issues import Limits, MailServer, Reminding, Rung, Security, Way, Wording
from supervisor.settings.quality import FormsAMonth
from supervisor.settings.tenure import TenureBand
from supervisor.storage.centre import centre_setting
from supervisor.storage.centre_settings import change_centre, load_centre, read_centre, save_centre
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)

OTHER = CentreSettings(
    centre_name="北方客服中心",
    time_zone="Europe/Lisbon",
    day_start=time(4, 30),
    default_threshold_s=15,
    short_abandon_s=3.5,
    thresholds=(QueueThreshold("pbx", "billing", 30),),
    answer_rate_target=0.9,
    service_level_target=0.75,
    min_contacts_for_colour=0,
    queue_order=(("pbx", "billing"), ("chat", "sales")),
    tenure_bands=(TenureBand("新人", "New", 31), TenureBand("熟手", "Tenured")),
    break_codes=(BreakCode("午休", BreakKind.MEAL, 2700, "午休", "Lunch"), BreakCode("x", BreakKind.FORCED)),
    break_team_cap=2,
    shift_changes=(time(8), time(14, 30)),
    shift_margin_min=15,
    break_blocks=(BreakBlock(time(23), time(1), (0, 4), (BreakKind.MEAL,)),),
    journal_keep_days=90,
    contacts_keep_days=800,
    numbers_keep_days=31,
    source_precedence=("sheet", "pbx"),
    forms_a_month=FormsAMonth(12, 6, 1),
    issue_limits=Limits(2, 5, 15, 28, 1),
    issue_reminding=Reminding(
        True,
        "en",
        ("boss@example.com",),
        (Rung(-2, Way.CONTACT, None, Wording("Soon", "{lines}")), Rung(3, Way.MANAGER)),
    ),
    mail_server=MailServer("mail.example.com", 465, Security.TLS, "u", "a@example.com", "Centre"),
    demo=True,
    demo_clock=DemoClock(NINE, NINE + timedelta(hours=2), 4.0),
    demo_seed=7,
)


def row(db: Connection, name: str, value: str) -> None:
    values = {"name": name, "value": value, "version": 1, "changed_at": NINE, "changed_by": "anna"}
    db.execute(insert(centre_setting).values(**values))


def test_a_new_centre_has_every_default(centre: Database) -> None:
    with centre.read() as db:
        assert load_centre(db) == CentreSettings()


def test_every_setting_comes_back_as_it_was_saved(centre: Database) -> None:
    wanted = {field.name: getattr(OTHER, field.name) for field in dataclasses.fields(OTHER)}
    assert all(value != getattr(CentreSettings(), name) for name, value in wanted.items())
    with centre.write() as db:
        assert change_centre(db, wanted, at=NINE, who="anna") == Changes({"centre_settings"})
    with centre.read() as db:
        assert load_centre(db) == OTHER


def test_only_what_changed_is_written(centre: Database) -> None:
    with centre.write() as db:
        save_centre(db, "centre_name", "North", at=NINE, who="anna")
        later = NINE + timedelta(hours=1)
        change_centre(db, {"centre_name": "North", "demo_seed": 1, "short_abandon_s": 4}, at=later, who="ben")
        rows = db.execute(select(centre_setting).order_by(centre_setting.c.name)).all()
    assert [(one.name, one.version, one.changed_at, one.changed_by) for one in rows] == [
        ("centre_name", 1, NINE, "anna"),
        ("short_abandon_s", 1, later, "ben"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answer_rate_target", 93),
        ("default_threshold_s", "soon"),
        ("time_zone", "Mars/Olympus"),
        ("break_codes", [{"code": "a", "kind": "nap"}]),
        ("break_blocks", [{"begins": "12:00:00", "ends": "12:00:00"}]),
        ("break_blocks", [{"begins": "12:00:00", "ends": "13:00:00", "weekdays": [7]}]),
        ("shift_changes", ["14:00:00", "14:00:00"]),
        ("break_team_cap", -1),
        ("break_codes", [{"code": "a", "kind": "break"}, {"code": "A", "kind": "meal"}]),
        ("thresholds", [["pbx", "billing", 0]]),
        ("demo_clock", {"real": "2025-01-01T00:00:00", "shows": "2025-01-01T00:00:00Z"}),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_of_the_form_is_written(
    centre: Database, name: str, value: object
) -> None:
    with pytest.raises(SettingError) as told, centre.write() as db:
        change_centre(db, {"centre_name": "North", name: value}, at=NINE, who="anna")
    assert told.value.name == name
    with centre.read() as db:
        assert load_centre(db) == CentreSettings()


def test_an_unknown_name_is_refused(centre: Database) -> None:
    with pytest.raises(UnknownNameError), centre.write() as db:
        save_centre(db, "colour", "green", at=NINE, who="anna")


def test_of_two_who_save_the_same_setting_the_second_is_told(centre: Database) -> None:
    with centre.read() as db:
        read = read_centre(db)
    with centre.write() as db:
        change_centre(db, {"centre_name": "North"}, versions=read.versions, at=NINE, who="anna")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        change_centre(
            db, {"centre_name": "South", "demo_seed": 3}, versions=read.versions, at=NINE, who="ben"
        )
    with centre.write() as db:  # another setting is no concern of theirs
        change_centre(db, {"demo_seed": 3}, versions=read.versions, at=NINE, who="ben")
    with centre.read() as db:
        assert (load_centre(db).centre_name, load_centre(db).demo_seed) == ("North", 3)


def test_a_value_that_cannot_be_used_has_its_default_and_is_told(centre: Database) -> None:
    with centre.write() as db:
        row(db, "answer_rate_target", "7")
        row(db, "centre_name", "{not json")
        row(db, "short_abandon_s", "2.5")
    with centre.read() as db:
        read = read_centre(db)
    assert read.settings == CentreSettings(short_abandon_s=2.5)
    assert [problem.name for problem in read.problems] == ["answer_rate_target", "centre_name"]


def test_a_setting_of_a_newer_version_is_left_alone(centre: Database) -> None:
    with centre.write() as db:
        row(db, "of_tomorrow", "true")
        save_centre(db, "centre_name", "North", at=NINE, who="anna")
    with centre.read() as db:
        read = read_centre(db)
        assert db.execute(select(centre_setting.c.value).where(centre_setting.c.name == "of_tomorrow")).all()
    assert read.settings.centre_name == "North"
    assert read.problems == ()
