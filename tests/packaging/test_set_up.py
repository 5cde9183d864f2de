"""The two commands: what they need to be there, and what they install."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests import kerberos

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


@pytest.fixture
def environment() -> ModuleType:
    """The part that both commands share, as a module of its own for each test."""
    spec = importlib.util.spec_from_file_location("environment", PACKAGING / "environment.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_folder_does_not_hide_the_package_of_its_name() -> None:
    assert not (PACKAGING / "__init__.py").exists()
    import packaging.version

    assert packaging.version.Version("1.2") < packaging.version.Version("1.10")


@pytest.mark.parametrize("script", ["run.py", "test.py", "environment.py", "lock.py", "try_unit.py"])
def test_the_commands_need_pythons_own_library_alone(script: str) -> None:
    imported = {
        (name.name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for node in ast.walk(ast.parse((PACKAGING / script).read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported - sys.stdlib_module_names <= {"environment"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (PACKAGING / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "--index" not in text


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-") for one in requirements}

    program = {name for name, _ in LOCKED.findall((PACKAGING / "requirements.txt").read_text())}
    tests = {name for name, _ in LOCKED.findall((PACKAGING / "requirements-test.txt").read_text())}
    assert names(project["project"]["dependencies"]) <= program
    assert names(project["dependency-groups"]["setup"]) <= program
    assert names(project["build-system"]["requires"]) <= program
    assert names(project["dependency-groups"]["test"]) <= program | tests


def test_both_locks_agree_on_every_package_that_they_share() -> None:
    program, tests = (
        dict(LOCKED.findall((PACKAGING / name).read_text()))
        for name in ("requirements.txt", "requirements-test.txt")
    )
    assert {name for name in program.keys() & tests.keys() if program[name] != tests[name]} == set()


def test_a_submission_passes_the_command_that_everybody_has() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    assert said == ['exec python3 "$(dirname "$0")/../packaging/test.py"']


def test_the_second_start_installs_nothing(environment: ModuleType, tmp_path: Path) -> None:
    environment.VENV = tmp_path
    environment.STAMP = tmp_path / "stamp"
    python = environment._python()
    python.parent.mkdir()
    python.write_text("would fail if anybody ran it")
    environment.STAMP.write_text("\n".join(environment._stamp(tests=True)))

    assert environment.prepare(tests=True) == python
    assert environment.prepare() == python, "what the tests need holds what the program needs"


def test_another_lock_is_another_stamp(environment: ModuleType, tmp_path: Path) -> None:
    before = environment._stamp(tests=True)
    for name in ("requirements.txt", "requirements-test.txt"):
        (tmp_path / name).write_bytes((PACKAGING / name).read_bytes())
    environment.PACKAGING = tmp_path
    assert environment._stamp(tests=True) == before
    with (tmp_path / "requirements-test.txt").open("a") as file:
        file.write("one-more==1.0 --hash=sha256:00\n")
    after = environment._stamp(tests=True)
    assert len(after & before) == 1, "only the line of the tests"


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's packages")
def test_who_is_not_root_is_told_the_one_line_that_installs_what_is_missing(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.LIBRARIES = {"libnobody-has-it.so.7": "libnobody-has-it7", "libc.so.6": "libc6"}
    environment.FONT_FOLDERS = ()
    monkeypatch.setattr(environment, "_debian", lambda: True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(environment.NotReadyError) as told:
        environment._system_packages(tests=False)
    line = "sudo apt-get install -y --no-install-recommends libnobody-has-it7 fonts-noto-cjk"
    assert line in str(told.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have all of it")
def test_another_linux_is_told_what_is_missing_and_goes_on(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.LIBRARIES = {"libnobody-has-it.so.7": "libnobody-has-it7"}
    monkeypatch.setattr(environment, "_debian", lambda: False)
    environment._system_packages(tests=False)
    assert "libnobody-has-it7" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have none of it")
def test_a_machine_without_a_kerberos_server_is_told_which_tests_are_skipped_and_goes_on(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "_missing", lambda _tests: [])
    environment.KERBEROS = {"nobody-has-it": "krb5-kdc", "nor-that": "krb5-kdc", "sh": "dash"}
    tried: list[list[str]] = []
    refused = "E: Unable to locate package krb5-kdc"

    def apt_get(packages: list[str]) -> str:
        tried.append(packages)
        return refused

    monkeypatch.setattr(environment, "_apt_get", apt_get)
    environment._system_packages(tests=False)
    assert capsys.readouterr().out == "", "the program itself needs none"

    for debian, user, told in (
        (True, 0, refused),
        (True, 1000, "sudo apt-get install -y --no-install-recommends krb5-kdc\n"),
        (False, 1000, "all others run.\n"),
    ):
        monkeypatch.setattr(environment, "_debian", lambda debian=debian: debian)
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        environment._system_packages(tests=True)
        said = capsys.readouterr().out
        assert told in said
        assert "Without krb5-kdc the tests of logging in by Kerberos are skipped" in said
    assert tried == [["krb5-kdc"]], "once, by root alone"


def test_what_is_installed_for_tickets_is_what_their_tests_call(environment: ModuleType) -> None:
    assert set(environment.KERBEROS) == set(kerberos.PROGRAMS)


@pytest.mark.journey
def test_the_wheel_holds_the_words_and_runs_without_the_source_tree(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    environ = {key: value for key, value in os.environ.items() if key not in ("LANGUAGE", "LC_ALL", "LANG")}
    environ |= {"PYTHONPATH": str(tmp_path / "installed"), "PYTHONUTF8": "1"}
    subprocess.run(
        [*pip, "wheel", *offline, "--no-build-isolation", "-w", tmp_path, ROOT], check=True, timeout=200
    )
    (wheel,) = tmp_path.glob("floor_supervisor-*.whl")
    subprocess.run(
        [*pip, "install", *offline, "--target", tmp_path / "installed", wheel], check=True, timeout=200
    )

    said = subprocess.run(
        [sys.executable, "-m", "supervisor", "--language", "zh_CN", "board"],
        cwd=tmp_path,
        env={**environ, "SUPERVISOR_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    where = subprocess.run(
        [sys.executable, "-c", "import supervisor.resources as r; print(r.RESOURCES)"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stderr == ""
    assert "队列" in said.stdout
    assert where.stdout.strip() == str(tmp_path / "installed" / "supervisor" / "_resources")
    assert (tmp_path / "installed" / "supervisor" / "_resources" / "theme").is_dir()
