"""Imports, a sheet with its preview, and a data check for pictures: what a centre sees after some weeks."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from supervisor.datacheck.finding import DataCheck, Example, Finding
from supervisor.datacheck.finding import Kind as What
from supervisor.datacheck.store import Due
from supervisor.history.batch import Batch, Kind, State
from supervisor.imports.mapping import Column, Mapping, Shape
from supervisor.imports.seen import Opened, Preview, Sample, SheetRead
from supervisor.imports.values import Unit
from supervisor.imports.verdict import (
    Change,
    Found,
    Line,
    NameKind,
    Problem,
    Standing,
    TotalCheck,
    Verdict,
)
from ui.imports.work import Bad, Checked, Known

Words = Pairs[str, object]

_WORDS: dict[str, Words] = {
    "zh_CN": {
        "acd": "话务平台",
        "survey": "满意度调查",
        "sheet": "座席日报",
        "survey_file": "满意度_2026-10.csv",
        "titles": (
            "日期",
            "工号",
            "姓名",
            "班组",
            "呼入量",
            "接听量",
            "通话时长",
            "平均处理时长",
            "签入时长",
        ),
        "names": ("王淼", "李静", "张伟", "欧阳娜娜", "陈晨", "刘洋"),
        "team": "一组",
        "who": "周敏",
        "total": "合计",
        "form": "统计表",
        "complaints": "投诉受理",
    },
    "en": {
        "acd": "acd",
        "survey": "survey",
        "sheet": "Agents by day",
        "survey_file": "satisfaction 2026-10.csv",
        "titles": (
            *("Date", "Agent ID", "Agent name", "Team", "Calls offered", "Calls answered"),
            *("Talk time", "Average handle time", "Signed in"),
        ),
        "names": ("Rosa Ito", "Ben Adams", "Wei Zhang", "Nadia Okoye", "Tom Birch", "Lena Vogel"),
        "team": "Red",
        "who": "zhou",
        "total": "Total",
        "form": "Form for counts",
        "complaints": "Complaints",
    },
}


@dataclass(frozen=True)
class SampleData:
    """What the pages show in a picture."""

    known: Known
    opened: Opened
    preview: Preview
    bad: tuple[Bad, ...]
    checked: Checked


def sample_data(source: str, now: datetime, today: date, spoken: str) -> SampleData:
    """The data of a centre whose telephone system is called *source*, as of *now*."""
    words = _WORDS.get(spoken, _WORDS["en"])
    opened, mapping = _sheet(words, today)
    return SampleData(
        Known(_batches(source, words, now), _people(words), (), (mapping,), (source, str(words["acd"]))),
        opened,
        _preview(words, mapping, today),
        _bad(words),
        _checks(source, words, now, today),
    )


def _people(words: Words) -> tuple[tuple[str, str], ...]:
    names = words["names"]
    assert isinstance(names, tuple)  # noqa: S101
    return tuple((f"p{place}", f"{name} · {10021 + place * 3}") for place, name in enumerate(names))


def _batches(source: str, words: Words, now: datetime) -> tuple[Batch, ...]:
    acd, survey, who = str(words["acd"]), str(words["survey"]), str(words["who"])
    sheet, form = f"{words['sheet']} 2026-11.xlsx", f"{words['form']}.xlsx"
    kinds: tuple[tuple[Kind, str, str, State, int, int, dict[str, int]], ...] = (
        (Kind.TABLE, acd, sheet, State.DONE, 0, 22, _counts(1240, 36, 2, 3)),
        (Kind.LIVE, source, "", State.RUNNING, 0, 1, {}),
        (Kind.MENDING, "", "", State.DONE, 1, 60, {"rows": 7, "changed": 7}),
        (Kind.TABLE, survey, str(words["survey_file"]), State.DONE, 3, 31, _counts(8112, 0, 0, 14)),
        (Kind.LOG, source, "/var/log/asterisk/queue_log.1", State.DONE, 5, 30, _logged()),
        (Kind.FORM, "form", form, State.UNDONE, 6, 30, _counts(62, 0, 0, 0)),
        (Kind.TABLE, acd, f"{words['sheet']} 2026-10.xlsx", State.DONE, 12, 31, _counts(3720, 0, 0, 0)),
        (Kind.LOG, source, "/var/log/asterisk/queue_log.2.gz", State.CANCELLED, 19, 14, _logged()),
        (Kind.TABLE, acd, f"{words['sheet']} 2026-09.xlsx", State.DONE, 40, 30, _counts(3600, 12, 0, 1)),
    )
    found = []
    for place, (kind, of, file, state, ago, days, facts) in enumerate(kinds):
        begun = now - timedelta(days=ago, minutes=17 + place * 13)
        last = begun - timedelta(days=1)
        found.append(
            Batch(
                *(64 - place * 3, kind, of, file, "", "", state, begun, begun + timedelta(seconds=9)),
                begun + timedelta(hours=2) if state is State.UNDONE else None,
                "collector" if kind is Kind.LIVE else who,
                round((last - timedelta(days=days)).timestamp() * 1000),
                round(last.timestamp() * 1000),
                facts,
            )
        )
    return tuple(found)


def _counts(new: int, changed: int, same: int, bad: int) -> dict[str, int]:
    return {
        "rows": new + changed + same,
        "left_out": bad,
        "rows_new": new,
        "rows_changed": changed,
        "rows_same": same,
    }


def _logged() -> dict[str, int]:
    counts = {"lines": 412_806, "known": 18_240, "new": 31_522, "changed": 4, "rings": 2_618}
    return {**counts, "marks": 5_204, "strays": 3, "bad": 2}


_ROLES = (
    *(("day", Unit.DATE, ""), ("login", Unit.ID, ""), ("agent", Unit.TEXT, ""), ("team", Unit.TEXT, "")),
    *(("n_offered", Unit.COUNT, ""), ("n_answered", Unit.COUNT, ""), ("talk_s", Unit.H_MM_SS, "")),
    *(("handle_s", Unit.SECONDS, "n_answered"), ("signed_s", Unit.H_MM_SS, "")),
)


def _sheet(words: Words, today: date) -> tuple[Opened, Mapping]:
    titles, names = words["titles"], words["names"]
    assert isinstance(titles, tuple)  # noqa: S101
    assert isinstance(names, tuple)  # noqa: S101
    columns = tuple(Column(title, *told[:2], told[2]) for title, told in zip(titles, _ROLES, strict=True))
    mapping = Mapping(
        str(words["sheet"]), str(words["acd"]), Shape.COUNTS, columns, constants=(("channel", "voice"),)
    )
    rows: list[tuple[int, tuple[object, ...]]] = [(1, (f"{words['sheet']} {today:%Y-%m}",)), (2, titles)]
    for place in range(14):
        name = names[place % len(names)]
        answered = 70 + place * 7 % 29
        rows.append(
            (
                place + 3,
                (
                    (today - timedelta(days=3 - place // len(names))).isoformat(),
                    f"{8001 + place % len(names)}",
                    name,
                    words["team"],
                    answered + place % 5,
                    answered,
                    f"{3 + place % 2}:{10 + place * 3:02}:{place * 7 % 60:02}",
                    185 + place * 3,
                    f"7:{50 + place % 9}:00",
                ),
            )
        )
    sample = Sample(str(words["sheet"]), False, tuple(rows), 2, 2, titles, (rows[0][1][0],))  # type: ignore[arg-type]
    path = Path(f"{words['sheet']} {today:%Y-%m}.xlsx")
    opened = Opened(path, "", "xlsx", "", "", (sample,), (), mapping, guessed=(titles[7],))
    return opened, mapping


def _preview(words: Words, mapping: Mapping, today: date) -> Preview:
    titles, names = words["titles"], words["names"]
    assert isinstance(titles, tuple)  # noqa: S101
    assert isinstance(names, tuple)  # noqa: S101
    sheet, day = str(words["sheet"]), today - timedelta(days=2)
    lines = []
    for place in range(24):
        name, login = names[place % len(names)], f"{8001 + place % len(names)}"
        line = Line(sheet, place + 3, Verdict.NEW, login, name, day + timedelta(days=place // 12))
        match place:
            case 3:
                problem = Problem("unreadable", titles[6], "G6", "4:7x", Unit.H_MM_SS)
                line = replace(line, verdict=Verdict.NOT_UNDERSTOOD, problems=(problem,))
            case 5 | 11:
                changes = (Change("n_answered", 81, 84, 61), Change("talk_s", 12_110, 12_466, 61))
                line = replace(line, verdict=Verdict.CHANGED, changes=changes)
            case 7:
                problem = Problem("more_than_offered", value="92", other="88", warning=True)
                line = replace(line, problems=(problem,))
            case 9:
                line = replace(line, verdict=Verdict.INCOMPLETE, problems=(Problem("no_day"),), day=None)
            case 13 | 19:
                line = replace(line, login="8040", name="", unknown=("8040",))
            case 16:
                line = replace(line, verdict=Verdict.TWICE_DIFFERENT, twin=15)
            case 21:
                line = replace(line, verdict=Verdict.UNCHANGED)
        lines.append(line)
    lines.append(Line(sheet, 27, Verdict.TOTAL, name=str(words["total"])))
    counts = {verdict: sum(line.verdict is verdict for line in lines) for verdict in Verdict}
    counts[Verdict.NEW] += 1222
    found = (
        Found(
            *(NameKind.AGENT, "8040", "", Standing.UNKNOWN),
            suggestions=(("p1", names[1]), ("p2", names[2])),
            rows=2,
        ),
        Found(NameKind.AGENT, "8001", names[0], Standing.RECOGNISED, "p0", names[0], rows=4),
    )
    return Preview(
        Path(f"{words['sheet']} {today:%Y-%m}.xlsx"),
        "",
        mapping,
        sheets=(SheetRead(sheet, 2, 2, titles, (), len(lines), ()),),
        counts=tuple((verdict, count) for verdict, count in counts.items() if count),
        lines=tuple(lines),
        names=found,
        totals=(TotalCheck(sheet, 27, str(words["total"]), False, ((titles[5], 1944.0, 1941.0),)),),
        warned=1,
        first_day=day,
        last_day=day + timedelta(days=1),
        writes=(1240, 2, 1),
    )


def _bad(words: Words) -> tuple[Bad, ...]:
    titles = words["titles"]
    assert isinstance(titles, tuple)  # noqa: S101
    sheet, file = str(words["sheet"]), f"{words['sheet']} 2026-11.xlsx"
    return (
        Bad(1, file, sheet, 6, titles[6], "4:7x", "4:7x ≠ 0:04:07"),
        Bad(2, file, sheet, 12, titles[0], "", "–"),
    )


def _checks(source: str, words: Words, now: datetime, today: date) -> Checked:
    first, last = today - timedelta(days=92), today - timedelta(days=1)
    acd, complaints = str(words["acd"]), str(words["complaints"])
    ms = round((now - timedelta(days=9)).timestamp() * 1000)
    findings = (
        Finding(
            What.CONTACT_OPEN,
            7,
            source,
            tuple(
                Example(source, complaints, f"1763{place}41.{place * 7}", at_ms=ms + place * 400_000)
                for place in range(7)
            ),
        ),
        Finding(
            What.NEGATIVE_TIME,
            2,
            acd,
            (Example(acd, login="8003", day=last - timedelta(days=20), field="talk_s", n=-12.0),),
        ),
        Finding(What.SILENT_DAY, 1, acd, (Example(acd, day=last - timedelta(days=31)),)),
        Finding(
            What.LOGIN_UNKNOWN, 11, source, tuple(Example(source, login=f"80{40 + n}") for n in range(11))
        ),
        Finding(What.NO_JOINING_DATE, 3, "", (Example(name=str(_people(words)[2][1])),)),
        Finding(What.COUNTED_TWICE, 62, "", (Example(source, login="8001", day=last, other=acd),)),
    )
    who = str(words["who"])
    newest = DataCheck(now - timedelta(hours=1), who, first, last, findings, 96_412, 31_870, 2)
    before = now - timedelta(days=95)
    older = DataCheck(
        before, who, first - timedelta(days=95), last - timedelta(days=95), findings[:2], 91_204, 30_012, 1
    )
    return Checked((newest, older), Due(False, newest.at.astimezone(UTC)))
