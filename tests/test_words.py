"""What a person reads: complete in both languages, and true to how figures are written."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from supervisor import errors, words
from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.sources.source import PROBLEMS, TestResult

ROOT = Path(__file__).parent.parent
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _language_afterwards() -> Iterator[None]:
    before = words.language()
    yield
    words.use_language(before)


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """The script that keeps the catalogues, as a module."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "packaging" / "words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Complete


@pytest.fixture(scope="module")
def messages(catalogues: ModuleType) -> Any:
    """Every message in the sources: looked for once, in five seconds."""
    return catalogues.template()


@pytest.mark.parametrize("code", words.LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(
    catalogues: ModuleType, messages: Any, code: str
) -> None:
    assert list(catalogues.flaws(code, messages)) == [], "python packaging/words.py, then translate"


def test_a_kind_of_file_is_named_so_that_a_dialog_finds_it(catalogues: ModuleType) -> None:
    """Between full-width brackets a file dialog looks for one file of that very name."""
    kinds = {
        str(message.id): str(message.string)
        for message in catalogues.load("zh_CN")
        if "(*" in str(message.id)
    }
    assert len(kinds) > 5
    for english, chinese in kinds.items():
        assert english[english.index("(*") :] == chinese[chinese.find("(*") :]


def test_a_message_that_nobody_translated_is_a_flaw(
    catalogues: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    path = catalogues.path_of("zh_CN")
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Language: zh_CN\\n"\n'
        'msgid "{a} waits"\nmsgstr "{b} 等待"\n'
        '#, fuzzy\nmsgid "Find"\nmsgstr "查找"\n'
        'msgid "Gone"\nmsgstr "走了"\n',
        encoding="utf-8",
    )
    said = catalogues.Catalog()
    for message in ("{a} waits", "Find", "New"):
        said.add(message)

    assert list(catalogues.flaws("zh_CN", said)) == [
        "zh_CN: other places in braces than the message: '{a} waits'",
        "zh_CN: fuzzy: 'Find'",
        "zh_CN: missing: 'New'",
        "zh_CN: nobody says this any more: 'Gone'",
    ]


_ASKS = frozenset({"_", "mark", "ngettext", "pgettext"})


@cache
def _calls() -> tuple[tuple[str, ast.Call, bool], ...]:
    """Where, what and whether at import: every call that asks for words."""
    found = []
    for package in ("supervisor", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if not any(f"{name}(" in text for name in _ASKS):
                continue
            where = path.relative_to(ROOT)
            found += [
                (f"{where}:{node.lineno}", node, at_import)
                for node, at_import in _asking(ast.parse(text), True)
            ]
    return tuple(found)


def _asking(tree: ast.AST, at_import: bool) -> Iterator[tuple[ast.Call, bool]]:
    waiting = [(tree, at_import)]
    while waiting:
        node, early = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ASKS:
            yield node, early
        body = getattr(node, "body", None) if isinstance(node, _LATER) else None
        inside = {id(part) for part in (body if isinstance(body, list) else [body])} if body else set()
        waiting += [(child, early and id(child) not in inside) for child in ast.iter_child_nodes(node)]


_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def _is_made_up(part: ast.expr) -> bool:
    """Whether a message is put together here, so that no catalogue can hold it."""
    filled = (
        isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "format"
    )
    return filled or isinstance(part, ast.JoinedStr | ast.BinOp)


def test_words_are_asked_for_by_the_sentence_itself_and_filled_afterwards() -> None:
    wrong = [where for where, call, _ in _calls() if any(_is_made_up(part) for part in call.args[:2])]
    assert wrong == []


@pytest.mark.parametrize(
    "call", ['_(f"{n} wait")', '_("{n} wait".format(n=1))', '_("a" + "b")', '_("%s" % n)']
)
def test_a_sentence_that_is_put_together_is_found(call: str) -> None:
    expression = ast.parse(call, mode="eval").body
    assert isinstance(expression, ast.Call)
    assert _is_made_up(expression.args[0])


def test_no_message_hides_where_the_catalogues_do_not_look(catalogues: ModuleType, messages: Any) -> None:
    """Inside an f-string a call is not found before Python 3.12: its words would stay English."""
    found = {(message.context, catalogues._key(message)) for message in messages if message.id}
    hidden = []
    for where, call, _ in _calls():
        said = [str(part.value) for part in call.args[:2] if isinstance(part, ast.Constant)]
        in_context = call.func.id == "pgettext"  # type: ignore[attr-defined]
        if len(said) > in_context and said[0]:
            key = (said[0], said[1]) if in_context else (None, said[0])
            hidden += [where] if key not in found else []
    assert hidden == [], "take the call out of the f-string"


def test_no_word_is_looked_up_before_its_language_is_known() -> None:
    early = [where for where, call, at_import in _calls() if at_import and call.func.id != "mark"]  # type: ignore[attr-defined]
    assert early == [], "at import say mark(…), where it is shown _(…)"


# Switched


def test_the_language_can_be_switched_while_the_program_runs() -> None:
    words.use_language("zh_CN")
    assert words._("Waiting") == "排队中"
    words.use_language("en")
    assert words._("Waiting") == "Waiting"


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("zh_CN", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh-Hans-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("en", "en"),
        ("en_GB.UTF-8", "en"),
        ("de_DE", "en"),
        ("C", "en"),
        ("", "en"),
    ],
)
def test_the_nearest_language_that_is_complete_is_spoken(said: str, spoken: str) -> None:
    assert words.use_language(said) == spoken
    assert words.language() == spoken


def test_without_a_choice_the_machines_language_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert words.use_language(None) == "zh_CN"
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert words.use_language(None) == "en"


def _small_catalogue(folder: Path, said: str) -> Path:
    source = folder / "small.po"
    source.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\nmsgid "Waiting"\nmsgstr "{said}"\n',
        encoding="utf-8",
    )
    return source


def test_a_catalogue_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    source = _small_catalogue(tmp_path, "等")
    assert words.catalogue(source).gettext("Waiting") == "等"
    compiled = source.with_suffix(".mo")
    first = compiled.stat().st_mtime

    _small_catalogue(tmp_path, "排队")
    os.utime(source, (first + 2, first + 2))
    assert words.catalogue(source).gettext("Waiting") == "排队"


def test_an_unchanged_catalogue_is_read_from_its_compiled_form(tmp_path: Path) -> None:
    source = _small_catalogue(tmp_path, "等")
    words.catalogue(source)
    os.utime(source, (0, 0))
    shutil.copyfile(source.with_suffix(".mo"), tmp_path / "kept.mo")
    source.write_text("no catalogue at all", encoding="utf-8")
    os.utime(source, (0, 0))
    assert words.catalogue(source).gettext("Waiting") == "等"


def test_a_folder_that_cannot_be_written_still_speaks(tmp_path: Path) -> None:
    source = _small_catalogue(tmp_path, "等")
    source.with_suffix(".mo").mkdir()  # stands in the way, as a read-only folder would
    os.utime(source.with_suffix(".mo"), (0, 0))
    assert words.catalogue(source).gettext("Waiting") == "等"


# Figures


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (None, "–"),
        (0, "0:00"),
        (59.99, "0:59"),
        (161, "2:41"),
        (3599, "59:59"),
        (3761, "1:02:41"),
        (90061, "25:01:01"),
        (-0.4, "0:00"),
    ],
)
def test_a_duration_is_written_in_the_seconds_that_have_passed(seconds: float | None, written: str) -> None:
    assert words.duration(seconds) == written


def test_a_share_is_a_percentage_and_unknown_is_no_zero() -> None:
    assert [words.share(part) for part in (0.913, 0.0, 1.0, 2 / 3, None)] == [
        "91.3 %",
        "0.0 %",
        "100.0 %",
        "66.7 %",
        "–",
    ]


def test_large_figures_are_grouped() -> None:
    assert [words.number(12345), words.number(12345.67, 1), words.number(0), words.number(None)] == [
        "12,345",
        "12,345.7",
        "0",
        "–",
    ]


def test_times_are_the_wall_clocks_of_the_centre() -> None:
    at = datetime(2026, 11, 21, 6, 3, 20, tzinfo=UTC)
    assert words.clock_time(at, SHANGHAI) == "14:03"
    assert words.clock_time(at, SHANGHAI, seconds=True) == "14:03:20"
    assert words.clock_time(None, SHANGHAI) == "–"


def test_dates_are_written_as_the_language_does() -> None:
    saturday, today = date(2026, 11, 21), date(2027, 1, 4)
    late = datetime(2026, 11, 20, 16, 3, tzinfo=UTC)
    words.use_language("en")
    assert (words.day(saturday), words.day(saturday, today)) == ("2026-11-21", "2026-11-21")
    assert words.moment(late, SHANGHAI) == "2026-11-21 00:03"
    words.use_language("zh_CN")
    assert (words.day(saturday), words.day(saturday, today)) == ("11月21日", "2026年11月21日")
    assert words.moment(late, SHANGHAI) == "11月21日 00:03"


def test_a_time_of_today_goes_without_its_day_and_any_other_with_it() -> None:
    words.use_language("en")
    late = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # half past midnight there
    assert words.lately(late, SHANGHAI, date(2026, 4, 1)) == "00:30"
    assert words.lately(late, SHANGHAI, date(2026, 3, 31)) == "2026-04-01 00:30"


# What went wrong


FACTS = {
    "host": "pbx.example.com",
    "port": "5038",
    "username": "wall",
    "fingerprint": "ab:cd",
    "detail": "cut short",
    "variable": "PBX_SECRET",
    "file": "monday.bytes",
    "queues": "4",
    "agents": "12",
}


@pytest.mark.parametrize("code", words.LANGUAGES)
@pytest.mark.parametrize("reason", PROBLEMS)
def test_every_problem_of_a_source_says_to_what_it_happened_and_what_to_do(code: str, reason: str) -> None:
    words.use_language(code)
    said = sentence(TestResult(reason, FACTS), "pbx-1")
    assert said == sentence(errors.SourceError("pbx-1", reason, FACTS))
    assert "pbx-1" in said
    assert reason not in said.split(), "a stable word is for programs"
    assert said.count(". " if code == "en" else "。") + said.count("？") >= 1, "what happened; what to do now"
    assert words.DASH not in said


@pytest.mark.parametrize(
    ("code", "reasons"),
    [("en", ("password", "user name", "address")), ("zh_CN", ("密码", "用户名", "地址"))],
)
def test_a_refused_login_names_the_three_possible_reasons(code: str, reasons: tuple[str, ...]) -> None:
    words.use_language(code)
    said = sentence(TestResult("login_refused", FACTS), "pbx-1")
    assert all(reason in said for reason in reasons)


def test_a_trial_that_went_well_says_what_it_found() -> None:
    words.use_language("en")
    said = sentence(TestResult(None, FACTS), "pbx-1")
    assert said == "pbx-1 is in order: 4 queues and 12 agents found."


def test_a_fact_that_nobody_knows_is_a_dash_and_no_crash() -> None:
    words.use_language("en")
    assert "“–”" not in sentence(TestResult("unreachable", {}), "pbx")
    assert "– does not answer at port –" in sentence(TestResult("unreachable", {}), "pbx")


EXAMPLES: list[SupervisorError] = [
    errors.ChangedMeanwhileError("break code", "LUNCH"),
    errors.SettingError("theme", "pink", "one of dark, light", "settings.toml"),
    errors.SecretMissingError("pbx-1", None),
    errors.SecretMissingError("pbx-1", "PBX_SECRET"),
    *(
        errors.DatabaseError("sqlite:///floor.db", reason, "its own words")
        for reason in (
            "unreachable",
            "untrusted",
            "refused",
            "newer",
            "older",
            "locked",
            "full",
            "damaged",
            "unsupported",
        )
    ),
    errors.SourceError("pbx-1", "closed", FACTS),
    errors.AlreadyCollectedError("pbx-1", "sqlite:///floor.db"),
    errors.UnknownNameError("source", "pbx-9", ("pbx-1", "pbx-2")),
    errors.UnknownNameError("source", "pbx-9"),
    errors.NameTakenError("source", "pbx-1"),
    errors.NotADemoError("sqlite:///floor.db"),
    errors.SecretMissingError("pbx-1", None, "no keyring"),
    errors.AlreadyWatchedError("sqlite:///floor.db"),
    errors.NotJournalledError("10:30", None),
    errors.NotJournalledError("10:30", "2026-11-21"),
    *(errors.FileError("queues.xlsx", reason, "why") for reason in ("locked", "denied", "missing", "full")),
    *(errors.PictureError("logo.png", reason, 6_000_000) for reason in ("too_large", "unreadable", "other")),
    *(
        errors.PagesFileError("our.wallpages", reason)
        for reason in ("too_large", "damaged", "newer", "empty", "unreadable")
    ),
    *(
        errors.ImportFileError("march.xls", reason, "why")
        for reason in (
            *("missing", "denied", "folder", "empty", "encrypted", "damaged", "too_large", "unknown_kind"),
            *("undecodable", "no_table", "no_sheet", "uncomputed"),
        )
    ),
    errors.LogBusyError("pbx-1"),
    errors.TargetError("Occupancy", "The least is more than the most."),
    errors.CalendarError("The centre", "Give it a name."),
    errors.KpiError("Consultations", "Say what is counted: the numerator is empty."),
    errors.QualityError("Voice form", "The form has no items yet."),
    errors.TrainingError("Tariffs anew", "Nobody is on it."),
    errors.MenuError("Bills", "A node needs a title."),
    errors.ReviewError("Wang Fang", "Say why it is refused."),
    errors.IssueError("Billing", "It is on a sheet already."),
    errors.ReportError("Monthly review", "Say which month."),
    errors.ProofError("review.xlsx", "Issues: the column “Count”"),
    errors.TemplateError("letter.xlsx", "It has no row to repeat."),
    errors.ReturnedFileError("sheet.xlsx", "It is no workbook."),
    errors.MoveRefusedError("WT-2026-00012-8", "It is closed."),
    errors.MailError("mail.example.com", "login", "535 no"),
    errors.NumberError("WT-2026", ""),
    errors.NumberError("WT-2026-00012-9", "WT-2026-00012-8"),
    errors.ConflictError("WT-2026-00012-8", ("Title",), ("title",), 1, 2, 3),
    *(
        errors.KeptFileError("list.pdf", reason, 30_000_000, 20_971_520)
        for reason in ("too_large", "empty", "damaged", "missing")
    ),
    *(
        errors.TwoAtOnceError(kind, "Anna", "Red", "Blue", date(2026, 3, 1))
        for kind in ("team", "department", "skill", "login")
    ),
    errors.TwoAtOnceError("team", "Anna", "Red", "Blue", None),
    *(
        errors.NotPermittedError("set targets", roles)
        for roles in (None, (), ("Viewer",), ("Viewer", "Liaison"))
    ),
    errors.AccountError("zhang.min", "It is retired. Bring it back first."),
    errors.LookNotNotedError("The database does not answer."),
    errors.CentreSetupError("postgresql://floor_owner@db/floor", "It is not empty."),
    errors.KeptHereError("postgresql://anna@db/floor", "unreachable"),
    errors.KeptHereError("postgresql://anna@db/floor", "unreachable", doubt=True),
]


def test_every_error_that_a_user_can_act_on_has_a_sentence() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, SupervisorError) and kind is not SupervisorError
    }
    assert kinds == {type(example) for example in EXAMPLES}


@pytest.mark.parametrize(
    "error", EXAMPLES, ids=lambda error: f"{type(error).__name__}-{getattr(error, 'reason', '')}"
)
def test_a_sentence_is_said_in_the_language_in_use(error: SupervisorError) -> None:
    words.use_language("en")
    english = sentence(error)
    words.use_language("zh_CN")
    chinese = sentence(error)
    assert english != chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert str(error) != english


def test_what_others_read_is_said_in_their_language_while_the_screen_goes_on_in_its_own() -> None:
    words.use_language("en")
    heard: list[str] = []

    def screen() -> None:
        heard.append(words._("Settings"))

    with words.said_in("zh_CN"):
        thread = Thread(target=screen)
        thread.start()
        thread.join()
        heard += [words._("Settings"), words.language()]
    heard.append(words._("Settings"))
    assert heard == ["Settings", "设置", "zh_CN", "Settings"]
