"""Makes everything ready that the program needs: .venv with the locked packages, and the system's libraries.

For run.py and test.py. Needs nothing but Python's own library; the second time it takes a few milliseconds,
because .venv keeps a stamp of what was installed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
ROOT = PACKAGING.parent
VENV = ROOT / ".venv"
STAMP = VENV / "floor-supervisor.stamp"
OLDEST = (3, 11)

# What Qt loads, and the Debian package that has it: first without a display, then for a window.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
CHINESE_FONT = "fonts-noto-cjk"
CHINESE_FONT_FILES = re.compile(
    r"(cjk|notosanssc|sourcehan|wqy|wenquanyi|droidsansfallback|uming|ukai)", re.I
)
# What a Kerberos server and its client are made of (tests/kerberos.py), and the Debian package of each. They
# are wished for: without them the tests of tickets are skipped, and everything else is as it was.
KERBEROS = {
    "krb5kdc": "krb5-kdc",
    "kdb5_util": "krb5-kdc",
    "kadmin.local": "krb5-admin-server",
    "kinit": "krb5-user",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class NotReadyError(Exception):
    """Something is missing that only the user can put right; the text says what to do."""


def prepare(*, tests: bool = False) -> Path:
    """The Python of .venv, with everything installed that the program (and, with *tests*, its tests) needs.

    Raises NotReadyError with a sentence for the user when that cannot be done here.
    """
    wanted = _stamp(tests)
    python = _python()
    if python.exists() and _stamped() >= wanted:
        return python
    _system_packages(tests)
    _make_venv()
    _install(python, tests)
    STAMP.write_text("\n".join(sorted(wanted)) + "\n", encoding="utf-8")
    return python


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _stamp(tests: bool) -> set[str]:
    """What .venv must hold: a line for the program and one for the tests, each naming the exact contents."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    built = repr((pyproject["project"], pyproject["build-system"])).encode()
    program = built + Path(__file__).read_bytes() + (PACKAGING / "requirements.txt").read_bytes()
    contents = {"program": program}
    if tests:
        contents["tests"] = program + (PACKAGING / "requirements-test.txt").read_bytes()
    return {f"{name} {hashlib.sha256(content).hexdigest()} {ROOT}" for name, content in contents.items()}


def _stamped() -> set[str]:
    try:
        return set(STAMP.read_text(encoding="utf-8").splitlines())
    except OSError:
        return set()


def _make_venv() -> None:
    """Make .venv; one that is broken, or made by a Python that is too old or gone, is made anew."""
    if _works():
        return
    print("Making .venv …", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        said = made.stdout.decode(errors="replace").strip()
        hint = "On Debian and Ubuntu: sudo apt-get install python3-venv" if _debian() else ""
        raise NotReadyError(f"Python cannot make a virtual environment in .venv.\n{said}\n{hint}".strip())


def _works() -> bool:
    check = "import pip, sys; sys.exit(sys.version_info < ({}, {}))".format(*OLDEST)
    try:
        return subprocess.run([str(_python()), "-c", check], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _install(python: Path, tests: bool) -> None:
    """Install the locked packages, each checked against its hash, and the program itself from this folder."""
    print(
        "Installing the locked packages into .venv; the first time this takes a minute or two …", flush=True
    )
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = ["-r", str(PACKAGING / "requirements.txt")]
    if tests:
        locked += ["-r", str(PACKAGING / "requirements-test.txt")]
    here = ["--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT)]
    for what in (["--require-hashes", "--only-binary", ":all:", *locked], here):
        if subprocess.run([*pip, *what]).returncode:
            raise NotReadyError(
                "Installing the packages failed; what pip said stands above. Check the connection to the "
                "package index and start again: what is already there is kept."
            )


def _system_packages(tests: bool) -> None:
    """Have Qt's libraries, a Chinese font and, for the tests, a virtual screen, PostgreSQL,
    LibreOffice and, where it can be had, a Kerberos server.

    Raises NotReadyError when one is missing without which nothing starts.
    """
    if platform.system() != "Linux":
        return  # Windows and macOS have all of it, the tests leave out what they do not find
    missing, wished = _missing(tests), _wished() if tests else []
    if missing and not _debian():
        print(f"Not found here; where it fails to start, install what your system calls: {' '.join(missing)}")
    elif missing and os.geteuid() != 0:
        raise NotReadyError(
            f"Some system packages are missing. Install them and start again:\n\n  sudo {_line(missing)}\n"
        )
    elif missing and (said := _apt_get(missing)):
        raise NotReadyError(
            f"{said}\nInstalling the system packages failed. Put that right, then:\n\n  {_line(missing)}\n"
        )
    if not wished:
        return
    without = f"Without {' '.join(wished)} the tests of logging in by Kerberos are skipped"
    if not _debian():
        print(f"{without}; all others run.")
    elif os.geteuid() != 0:
        print(f"{without}; all others run. To have them, too: sudo {_line(wished)}")
    elif said := _apt_get(wished):
        print(f"{said}\n{without}, for they could not be installed; all others run.")


def _missing(tests: bool) -> list[str]:
    """The packages that must be there, as Debian calls them, and are not."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not _chinese_font():
        missing.append(CHINESE_FONT)
    if tests and not shutil.which("Xvfb"):
        missing.append("xvfb")
    if tests and not (shutil.which("postgres") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        missing.append("postgresql")
    if tests and not shutil.which("soffice"):
        missing.append("libreoffice-calc")  # reads and prints the workbooks that we write
    if tests and not shutil.which("pdftotext"):
        missing.append("poppler-utils")
    return missing


def _wished() -> list[str]:
    """The packages that would let more tests run, and are not there."""
    folders = f"{os.defpath}:/usr/sbin:/sbin:/usr/lib/mit/sbin"  # servers are not on everybody's path
    absent = [package for name, package in KERBEROS.items() if not shutil.which(name, path=folders)]
    return list(dict.fromkeys(absent))


def _line(packages: list[str]) -> str:
    return "apt-get install -y --no-install-recommends " + " ".join(packages)


def _apt_get(packages: list[str]) -> str:
    """Install *packages* as root; returns "" or, where that failed, the end of what was said.

    Nothing is asked (krb5-config would ask for a realm; the tests write a configuration of their own), and
    nothing is removed for it (krb5-user and Heimdal's client exclude each other).
    """
    print(f"Installing system packages: {' '.join(packages)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update", f"{_line(packages)} --no-remove"):
        done = subprocess.run(
            command.split(),
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    if done.returncode == 0:
        return ""
    return done.stdout.decode(errors="replace")[-3000:] or "apt-get failed."


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _chinese_font() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(
        CHINESE_FONT_FILES.search(name)
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


def _debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None
