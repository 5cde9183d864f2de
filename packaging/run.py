"""Opens the console on the demo centre: `python3 packaging/run.py`. The first start sets everything up.

    --screenshot FILE [--page NAME] [--size 1920x1080] [--language zh_CN|en] [--theme dark|light]
                     renders a page into FILE without a display and ends
    --page list      names the pages

All arguments go to the console as they are; `--database URL` opens your own centre instead of the demo.
"""

from __future__ import annotations

import os
import subprocess
import sys

from environment import OLDEST, ROOT, NotReadyError, prepare

PICTURE = ROOT / "out" / "wallboard.png"


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        print(
            "Python {}.{} or newer is needed; this is {}.".format(*OLDEST, sys.version.split()[0]),
            file=sys.stderr,
        )
        return 2
    try:
        python = prepare()
    except NotReadyError as error:
        print(error, file=sys.stderr)
        return 1
    if not any(argument.split("=")[0] == "--database" for argument in arguments):
        arguments = ["--demo", *arguments]
    if _blind() and not {"--screenshot", "--page", "--help"} & {
        argument.split("=")[0] for argument in arguments
    }:
        PICTURE.parent.mkdir(exist_ok=True)
        print(
            f"There is no display here to open a window on. A picture of the wallboard: {PICTURE}", flush=True
        )
        arguments += ["--screenshot", str(PICTURE)]
    command = [str(python), "-m", "ui", *arguments]
    if os.name != "nt":  # there exec would leave the prompt to two readers at once
        os.execv(command[0], command)
    return subprocess.run(command).returncode


def _blind() -> bool:
    """Whether a window can be seen nowhere: Linux without a display, and no platform chosen by hand."""
    if not sys.platform.startswith("linux"):
        return False
    return not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
