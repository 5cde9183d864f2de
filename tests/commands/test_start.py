"""How the command line starts: quickly, and in the user's language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

import supervisor
from tests.commands.command_line import run

HEAVY = (
    "sqlalchemy",
    "alembic",
    "psycopg",
    "PySide6",
    "pandas",
    "numpy",
    "babel",
    "asyncio",
    "supervisor.app",
)


def _python(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {
        key: value for key, value in os.environ.items() if key not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES")
    }
    return subprocess.run(
        [sys.executable, *arguments],
        env={**plain, "LANG": "C.UTF-8", "SUPERVISOR_HOME": str(home), "COLUMNS": "100", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_help_loads_nothing_heavy(home: Path) -> None:
    script = (
        "import sys\n"
        "from supervisor.__main__ import main\n"
        "sys.argv = ['supervisor', '--help']\n"
        "try:\n    main()\n"
        f"except SystemExit:\n    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    told = _python("-c", script, home=home)
    assert told.stderr == "[]\n"
    assert "source" in told.stdout


def test_help_is_in_the_language_that_is_said(home: Path) -> None:
    told = _python("-m", "supervisor", "--help", "--language", "zh_CN", home=home)
    assert told.returncode == 0, told.stderr
    assert "显示此刻的现场情况" in told.stdout
    assert "命令" in told.stdout, "the headings too"


def test_help_is_in_the_machines_language(home: Path) -> None:
    told = _python("-m", "supervisor", "source", "--help", home=home, LANG="zh_CN.UTF-8")
    assert "列出现有数据源" in told.stdout


def test_the_setting_comes_before_the_machines_language(home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text('language = "en"\n')
    told = _python("-m", "supervisor", "source", "--help", home=home, LANG="zh_CN.UTF-8")
    assert "Which sources there are." in told.stdout


def test_chinese_reaches_a_pipe_whatever_the_code_page(home: Path) -> None:
    told = _python(
        "-m",
        "supervisor",
        "source",
        "remove",
        "投诉",
        "--language",
        "zh_CN",
        home=home,
        PYTHONIOENCODING="cp1252",
    )
    assert told.returncode == 1
    assert "没有名为“投诉”的数据源" in told.stderr


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "No such command 'issus'. Did you mean 'issues'?"),
        ("zh_CN", "没有命令 'issus'。是不是要用 'issues'？"),
    ],
)
def test_a_command_that_is_none_is_told_with_what_may_be_meant(home: Path, language: str, said: str) -> None:
    told = _python("-m", "supervisor", "issus", "--language", language, home=home)
    assert told.returncode == 2
    assert said in told.stderr


def test_a_group_is_made_when_it_is_asked_for() -> None:
    from supervisor.__main__ import app

    root = get_command(app)
    assert isinstance(root, TyperGroup)
    with root.make_context("supervisor", ["issues", "--help"]) as context:
        assert not root.commands["issues"].commands
        assert "list" in root.get_command(context, "issues").commands
        assert not root.commands["review"].commands


def test_the_version_is_the_packages() -> None:
    told = run("--version")
    assert told.exit_code == 0
    assert told.stdout.strip() == supervisor.__version__


def test_a_bug_is_told_in_a_sentence_and_leaves_a_report(home: Path) -> None:
    script = (
        "import sys\n"
        "import supervisor.__main__ as line\n"
        "line.app.command('bug')(lambda: 1 / 0)\n"
        "sys.argv = ['supervisor', 'bug']\n"
        "line.main()"
    )
    told = _python("-c", script, home=home)
    assert told.returncode == 1
    assert told.stderr.startswith("Something unexpected went wrong.")
    assert "Traceback" not in told.stderr
    (report,) = (home / "state" / "crash-reports").iterdir()
    assert str(report) in told.stderr
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_ends_it_quietly(home: Path) -> None:
    recording = Path(__file__).parents[1] / "recordings" / "small-basic" / "ami.bytes.gz"
    command = ["-m", "supervisor", "play", "asterisk", str(recording), "--board-every", "1", "--json"]
    with subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "SUPERVISOR_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as playing:
        assert playing.stdout is not None
        assert playing.stderr is not None
        assert playing.stdout.readline().startswith(b'{"as_of"')
        playing.stdout.close()
        said = playing.stderr.read()
        playing.wait(60)
    assert said == b""
    assert playing.returncode == 1
