"""Sheets as centres get them from their systems, made for the tests, each with sums counted beside it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

FIRST = date(2026, 3, 2)
AGENTS = (
    *(("0012", "王淼"), ("0013", "李静"), ("0014", "张伟"), ("0015", "张伟"), ("1024", "Ben Adams")),
    *(("1025", "欧阳娜娜"), ("1026", "陈晨")),
)


@dataclass
class Told:
    """What a made sheet says in all, by agent and day: counted while it was made, not read from it."""

    by: dict[tuple[date, str], dict[str, float]] = field(default_factory=dict)

    def add(self, day: date, login: str, **values: float) -> None:
        sums = self.by.setdefault((day, login), {})
        for name, value in values.items():
            sums[name] = sums.get(name, 0) + value


def acd(path: Path, seed: int = 1, days: int = 5, correct: dict[tuple[int, int], int] | None = None) -> Told:
    """A Chinese ACD export: a title, a header of two rows with merged cells, clocks over 24 hours in the
    totals, full-width digits here and there, a dash for nothing, a total at the end and a note below.

    *correct*: day and agent (their places) to another number of answered contacts.
    """
    rng = random.Random(seed)
    told = Told()
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("座席日报")
    clock = book.add_format({"num_format": "[h]:mm:ss"})
    when = book.add_format({"num_format": "yyyy-mm-dd"})
    percent = book.add_format({"num_format": "0.0%"})
    sheet.merge_range(0, 0, 0, 11, "座席话务日报表", None)
    for column, title in enumerate(("日期", "工号", "姓名", "班组")):
        sheet.merge_range(1, column, 2, column, title)
    sheet.merge_range(1, 4, 1, 7, "通话")
    sheet.merge_range(1, 8, 1, 10, "状态")
    sheet.merge_range(1, 11, 2, 11, "接通率")
    for column, title in enumerate(
        ("呼入量", "接听量", "通话时长", "平均处理时长(秒)", "签入时长", "示闲时长", "小休时长"), 4
    ):
        sheet.write(2, column, title)
    row = 3
    total: dict[str, float] = {}
    for day_number in range(days):
        day = FIRST + timedelta(days=day_number)
        for number, (login, name) in enumerate(AGENTS):
            answered = rng.randrange(40, 120)
            if correct and (day_number, number) in correct:
                answered = correct[day_number, number]
            offered = answered + rng.randrange(0, 9)
            talk = answered * 150 + rng.randrange(300)
            handle_mean = 200 + rng.randrange(40)
            signed, ready, rest = 8 * 3600 + rng.randrange(600), 7200 + rng.randrange(600), 1800
            values = {
                "n_offered": offered,
                "n_answered": answered,
                "talk_s": talk,
                "handle_s": handle_mean * answered,
                "signed_s": signed,
                "ready_s": ready,
                "break_s": rest,
            }
            told.add(day, login, **values)
            for key, value in values.items():
                total[key] = total.get(key, 0) + value
            sheet.write_datetime(row, 0, _at(day), when)
            sheet.write_string(row, 1, login)
            sheet.write_string(row, 2, name)
            sheet.write_string(row, 3, "一组" if number % 2 else "二组")
            if number == 2:
                sheet.write_string(row, 4, _wide(f"{offered:,}"))
            else:
                sheet.write_number(row, 4, offered)
            sheet.write_number(row, 5, answered)
            if number == 4:
                sheet.write_string(row, 6, _clock(talk))
            else:
                sheet.write_number(row, 6, talk / 86_400, clock)
            sheet.write_number(row, 7, handle_mean)
            sheet.write_number(row, 8, signed / 86_400, clock)
            sheet.write_number(row, 9, ready / 86_400, clock)
            sheet.write_number(row, 10, rest / 86_400, clock)
            sheet.write_number(row, 11, answered / offered, percent)
            row += 1
    sheet.write_string(row, 0, "合计")
    sheet.write_number(row, 4, total["n_offered"])
    sheet.write_number(row, 5, total["n_answered"])
    for column, key in ((6, "talk_s"), (8, "signed_s"), (9, "ready_s"), (10, "break_s")):
        sheet.write_number(row, column, total[key] / 86_400, clock)
    sheet.write_string(row + 1, 0, "注：本表由系统自动生成")
    book.close()
    return told


def surveys(
    path: Path, seed: int = 2, rows: int = 300, encoding: str = "gbk"
) -> tuple[Told, list[list[str]]]:
    """A survey tool's text file: an answer a row, words for scores, unanswered ones too."""
    rng = random.Random(seed)
    told = Told()
    words = {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1}
    lines = [["评价编号", "通话时间", "坐席工号", "坐席姓名", "满意度评价", "是否解决"]]
    for number in range(rows):
        login, name = AGENTS[rng.randrange(len(AGENTS))]
        day = FIRST + timedelta(days=rng.randrange(5))
        word = rng.choice([*words, "未评价"])
        solved = "" if word == "未评价" else rng.choice(["是", "否"])
        clock = f"{day:%Y/%m/%d} {rng.randrange(8, 20):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
        lines.append([f"PJ{number:06}", clock, login, name, word, solved])
        told.add(day, login, n_survey_sent=1)
        if word != "未评价":
            score = words[word]
            told.add(day, login, n_survey=1, csat_sum=score, csat_s2=score**2, n_csat_top2=int(score >= 4))
            told.add(day, login, n_fcr_asked=1, n_fcr_asked_ok=int(solved == "是"))
    write_text(path, lines, encoding)
    return told, lines


def forms(path: Path, seed: int = 3, rows: int = 60) -> Told:
    """A quality tool's list: a form a row."""
    rng = random.Random(seed)
    told = Told()
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("质检明细")
    for column, title in enumerate(
        (
            "质检编号",
            "录音日期",
            "被检人",
            "工号",
            "质检得分",
            "致命错误",
            "关键错误数",
            "非关键错误数",
            "质检员",
        )
    ):
        sheet.write(0, column, title)
    for number in range(1, rows + 1):
        login, name = AGENTS[rng.randrange(len(AGENTS))]
        day = FIRST + timedelta(days=rng.randrange(5))
        fatal = rng.random() < 0.1
        score, critical, other = rng.randrange(70, 101), rng.randrange(2), rng.randrange(4)
        cells: tuple[Any, ...] = (
            *(f"ZJ{number:04}", f"{day:%Y-%m-%d}", name, login, score, "是" if fatal else "否"),
            *(critical, other, "赵敏"),
        )
        for column, value in enumerate(cells):
            sheet.write(number, column, value)
        reached = 0 if fatal else score
        told.add(day, login, n_form=1, n_fatal_form=int(fatal), score_sum=reached, score_s2=reached**2)
        told.add(day, login, score_max=100, n_critical_err=critical, n_noncritical_err=other)
    book.close()
    return told


def orders(path: Path, seed: int = 4, rows: int = 80) -> Told:
    """A work-order system's list, with complaints among the orders."""
    rng = random.Random(seed)
    told = Told()
    lines = [["工单号", "创建时间", "工单类型", "受理人", "受理工号", "是否差错", "是否有责"]]
    for number in range(rows):
        login, name = AGENTS[rng.randrange(len(AGENTS))]
        day = FIRST + timedelta(days=rng.randrange(5))
        complaint = rng.random() < 0.3
        yes = rng.random() < 0.4
        lines.append(
            [
                *(f"GD2026{number:05}", f"{day.year}年{day.month}月{day.day}日 10:0{number % 10}"),
                *("投诉" if complaint else "报修", name, login),
                *(
                    "" if complaint else "是" if yes else "否",
                    ("有责" if yes else "无责") if complaint else "",
                ),
            ]
        )
        if complaint:
            told.add(day, login, n_complaint=1, n_complaint_valid=int(yes))
        else:
            told.add(day, login, n_dispatch=1, n_dispatch_wrong=int(yes))
    write_text(path, lines, "utf-8-sig")
    return told


def write_text(path: Path, lines: list[list[str]], encoding: str = "utf-8") -> None:
    """Lines as a text file with commas."""
    path.write_bytes("\r\n".join(",".join(line) for line in lines).encode(encoding) + b"\r\n")


def book(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    """A plain workbook of the given sheets."""
    made = xlsxwriter.Workbook(str(path))
    when = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, _at(value), when)
                elif value is not None:
                    sheet.write(number, column, value)
    made.close()
    return path


def _at(day: date) -> Any:
    from datetime import datetime

    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a sheet has no zone


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _wide(text: str) -> str:
    return "".join(
        chr(ord(letter) + 0xFEE0) if letter.isdigit() else "，" if letter == "," else letter
        for letter in text
    )
