"""Starts the console: `python -m ui`, `supervisor-console`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from supervisor import words
from supervisor.settings.machine import load_machine
from supervisor.settings.places import places
from supervisor.words import _

SIZE = "1920x1080"
LARGEST = 15360  # pixels a side
DENSE_FROM = 3000  # pixels across: such a screen shows the desk at 200 %
SWITCH_S = 0.0005  # a thread that computes lets the screen's thread go on after half a millisecond


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the console, or take a picture of it; returns what the process ends with."""
    if sys.platform == "win32":
        import multiprocessing  # a frozen program is its own work process there

        multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    at = places()
    loaded = load_machine(at.settings_file)
    asked_for = _option(given, "--language")
    spoken = asked_for or loaded.settings.language
    words.use_language(None if spoken == "auto" else spoken)
    options = _parser().parse_args(given)
    if options.page == "list":
        from ui.shots import SHOTS

        print("\n".join(SHOTS))  # noqa: T201
        return 0
    if options.install_autostart or options.remove_autostart:
        return _autostart(options)
    pictured = options.screenshot is not None
    if not _choose_platform(pictured, options.size):
        print(_("There is no display here. --screenshot FILE renders a page without one."), file=sys.stderr)  # noqa: T201
        return 1

    from PySide6.QtWidgets import QApplication

    from ui import language
    from ui.machine import Machine
    from ui.shell.dressing import dress

    sys.setswitchinterval(SWITCH_S)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("floor-supervisor")
    app.setDesktopFileName("floor-supervisor")
    machine = Machine(at, loaded, keep=not pictured)
    asked = {"language": asked_for, "theme": options.theme}
    machine.use_for_now(**{name: value for name, value in asked.items() if value})
    language.use(None if machine.settings.language == "auto" else machine.settings.language)
    dress(machine.settings)
    return _picture(options, machine) if pictured else _run(app, options, machine)


def _run(app: object, options: argparse.Namespace, machine: object) -> int:
    from PySide6.QtWidgets import QApplication

    from ui.console import Console, quit_on_signals
    from ui.machine import Machine

    assert isinstance(app, QApplication) and isinstance(machine, Machine)  # noqa: S101, PT018
    console = Console(machine, demo=options.demo, database=options.database, wall=options.wall)
    quit_on_signals(app)
    console.start()
    try:
        return app.exec()
    finally:
        console.stop()


def _autostart(options: argparse.Namespace) -> int:
    """Have the walls start with the computer, or no longer."""
    from ui.autostart import autostart_file, install, remove

    file = autostart_file()
    if file is None:
        print(_("This system starts programs in its own way: see “Walls” in the README."), file=sys.stderr)  # noqa: T201
        return 1
    try:
        if options.remove_autostart:
            there = remove(file)
            said = (
                _("{file} is gone; the wall no longer starts by itself.")
                if there
                else _("There was no {file}.")
            )
            print(said.format(file=file))  # noqa: T201
        else:
            command = install(options.database, file)
            said = _("After each log-in this starts by itself: {command}. It is written in {file}.")
            print(said.format(command=command, file=file))  # noqa: T201
    except OSError as error:
        print(_("{file} cannot be written: {detail}.").format(file=file, detail=error), file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _picture(options: argparse.Namespace, machine: object) -> int:
    from PySide6.QtCore import QSize, qInstallMessageHandler

    from ui import shots
    from ui.machine import Machine

    assert isinstance(machine, Machine)  # noqa: S101
    qInstallMessageHandler(_say_unless_expected)
    if options.page not in shots.SHOTS:
        known = ", ".join(shots.SHOTS)
        print(  # noqa: T201
            _("There is no page called “{name}”. There is: {known}.").format(name=options.page, known=known),
            file=sys.stderr,
        )
        return 2
    try:
        shots.take(options.page, options.screenshot, QSize(*options.size), machine)
    except OSError:
        said = _("The picture cannot be written to {file}.").format(file=options.screenshot)
        print(said, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _say_unless_expected(_kind: object, _context: object, message: str) -> None:
    """Qt's warnings, but for those of a platform that has no display and says so."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="supervisor-console",
        description=_("The supervisor console: live wallboards for the wall and the desk."),
    )
    add = parser.add_argument
    add("--database", metavar="URL", help=_("the centre’s database, sqlite:///FILE or postgresql://…"))
    add("--demo", action="store_true", help=_("open the demo centre"))
    add("--wall", action="store_true", help=_("open the wallboard on the whole screen"))
    add(
        "--install-autostart",
        action="store_true",
        help=_("have the walls start after each log-in, and end"),
    )
    add("--remove-autostart", action="store_true", help=_("have them start no longer, and end"))
    add("--language", choices=words.LANGUAGES, help=_("the language of this run"))
    add("--theme", choices=("dark", "light"), help=_("the look of this run"))
    add(
        "--screenshot",
        metavar="FILE",
        type=Path,
        help=_("render a page into FILE without a display, and end"),
    )
    add("--page", metavar="NAME", default="wallboard", help=_("which page to render; “list” names them"))
    add(
        "--size",
        metavar="WxH",
        type=_size,
        default=_size(SIZE),
        help=_("its size in pixels, such as 1920x1080"),
    )
    return parser


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,5})[x×](\d{3,5})", text.strip().lower())
    if found is None or not all(100 <= int(side) <= LARGEST for side in found.groups()):
        raise argparse.ArgumentTypeError(_("“{size}” is no size such as 1920x1080").format(size=text))
    return int(found[1]), int(found[2])


def _option(arguments: Sequence[str], name: str) -> str | None:
    """The value of option *name*, before the arguments are understood: their help has a language too."""
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument == name:
            return following or None
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2] or None
    return None


def _choose_platform(pictured: bool, size: tuple[int, int]) -> bool:
    """Before Qt is loaded: pictures need no display; False when a window would need one that is not there."""
    if pictured:
        if sys.platform.startswith("linux"):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        if size[0] >= DENSE_FROM:
            os.environ["QT_SCALE_FACTOR"] = "2"
        return True
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in displays)


if __name__ == "__main__":
    sys.exit(main())
