"""Tries the collector's unit under a systemd of its own: `python3 packaging/try_unit.py FOLDER`, as root.

FOLDER becomes a small Debian with the program in /opt/floor-supervisor (by debootstrap; the first time some
minutes and 2 GB). It is booted in namespaces of this machine (Linux), over a layer in memory, so that FOLDER
stays as it is, and set up as README and unit say: a PostgreSQL behind TLS, a centre, the service. Then it is
looked at, killed, stopped and left without its database. Prints a line for each thing that was to be seen;
ends with 1 when one was otherwise. No limit of memory or of tasks is tried: no controllers for these are in
the namespaces.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNIT = "floor-supervisor-collector"
PACKAGES = (
    "ca-certificates,dbus,iproute2,openssl,postgresql,procps,python3,python3-venv,sudo,systemd,systemd-sysv"
)
PATIENCE_S = 180.0  # a machine may be busy
ADDRESS = "postgresql://{}@floor.example.com/floor?sslrootcert=/etc/floor/ca.pem"
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"

# $1: the Debian, $2: an empty folder for what is written meanwhile, $3: a group of processes of its own
BOOT = """
set -e
mkdir -p "$3" && echo $$ > "$3/cgroup.procs"
exec unshare --pid --mount --uts --ipc --net --cgroup --fork --kill-child --propagation private sh -c '
set -e
mount -t tmpfs tmpfs "$2"; mkdir "$2/new" "$2/work" "$2/root"
mount -t overlay -o "lowerdir=$1,upperdir=$2/new,workdir=$2/work" overlay "$2/root"
cd "$2/root"; hostname floor
mount -t proc proc proc; mount --bind proc/sys proc/sys; mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys; mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755,nosuid tmpfs dev; mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts; ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=1777 tmpfs dev/shm
for device in null:3 zero:5 full:7 random:8 urandom:9; do
  mknod -m 666 dev/${device%:*} c 1 ${device#*:}
done
mknod -m 666 dev/tty c 5 0; ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs run; mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
ip link set lo up; mkdir old; pivot_root . old; umount -l /old
mount --make-rshared /
exec env -i container=try PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --show-status=0
' boot "$1" "$2"
"""

SET_UP = """
set -e
cd /opt/floor-supervisor
echo "127.0.0.1 floor.example.com $(hostname)" >> /etc/hosts
mkdir -p /etc/floor /root/.postgresql; cd /etc/floor
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=ours" -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=floor.example.com" -keyout floor.key -out floor.csr 2>/dev/null
echo "subjectAltName=DNS:floor.example.com" > names
openssl x509 -req -in floor.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names \\
  -out floor.crt 2>/dev/null
chmod 600 ca.key; chown postgres floor.key
sudo -u postgres psql --quiet -c "CREATE ROLE floor_owner LOGIN CREATEROLE PASSWORD 'owning'"
sudo -u postgres createdb --owner=floor_owner --encoding=UTF8 --locale=C.UTF-8 --template=template0 floor
cat >> /etc/postgresql/15/main/conf.d/floor.conf <<X
ssl_cert_file = '/etc/floor/floor.crt'
ssl_key_file = '/etc/floor/floor.key'
X
systemctl restart postgresql
cd /opt/floor-supervisor
export SUPERVISOR_DATABASE_PASSWORD=owning SUPERVISOR_DATABASE="OWNER" GIVEN="the collector’s own"
.venv/bin/supervisor database create --service collector --service-password-env GIVEN
.venv/bin/supervisor source add simulated sim --site north
useradd --system --home-dir /var/lib/floor-supervisor --shell /usr/sbin/nologin floor-supervisor
install -d -m 700 /etc/floor-supervisor
echo "$GIVEN" | install -m 600 /dev/stdin /etc/floor-supervisor/database-password
printf 'SUPERVISOR_DATABASE=%s\\nCOLLECT_OPTIONS=--site north\\n' "COLLECTOR" |
  install -m 600 /dev/stdin /etc/floor-supervisor/collector.env
cp packaging/floor-supervisor-collector.service /etc/systemd/system/
""".replace("OWNER", ADDRESS.format("floor_owner")).replace("COLLECTOR", ADDRESS.format("collector"))

# Run in place of the collector, under all else that the unit says: what of these can be done?
PROBE = """
import ctypes, json, mmap, os, socket, subprocess
done = []
def tried(what, act):
    try:
        act()
    except (OSError, ValueError):
        return
    done.append(what)
def written(path):
    with open(path + "/try", "w") as file:
        file.write("x")
    os.unlink(path + "/try")
def called(name, *arguments):
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
for path in ("/etc", "/usr", "/opt/floor-supervisor", "/var/lib/postgresql", "/var/log", "/home", "/root",
             "/run", "/dev", "/var/lib/floor-supervisor", "/tmp"):
    tried("write " + path, lambda: written(path))
own = os.environ["CREDENTIALS_DIRECTORY"] + "/SUPERVISOR_DATABASE_PASSWORD"
tried("read the credential", lambda: open(own).read())
tried("read where it came from", lambda: open("/etc/floor-supervisor/database-password").read())
tried("see the first process", lambda: os.stat("/proc/1"))
for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"):
    kind = socket.SOCK_STREAM if family in ("AF_INET", "AF_INET6", "AF_UNIX") else socket.SOCK_RAW
    tried(family, lambda: socket.socket(getattr(socket, family), kind).close())
tried("namespaces", lambda: called("unshare", 0x10000000))
tried("memory to write and to run", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC))
tried("set the user", lambda: (open("/tmp/try", "w").close(), os.chmod("/tmp/try", 0o4755)))
tried("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
tried("the clock", lambda: __import__("time").clock_settime(0, __import__("time").time()))
tried("the host's name", lambda: socket.sethostname("try"))
tried("a child", lambda: subprocess.run(["/bin/true"], check=True))
print(json.dumps(done))
"""
MAY = [
    "write /var/lib/floor-supervisor",
    "write /tmp",
    "read the credential",
    "AF_INET",
    "AF_INET6",
    "AF_UNIX",
    "a child",
]


def made(folder: Path) -> None:
    """The Debian in *folder*, with the program as it stands in the newest commit."""
    program = folder / "opt" / "floor-supervisor"
    if not (folder / "usr" / "bin" / "sudo").exists():
        print("Making a Debian …", flush=True)
        call("debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(folder))
    program.mkdir(parents=True, exist_ok=True)
    for old in program.iterdir():
        if old.name != ".venv":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", str(program)], input=archive.stdout, check=True)
    for name in ("/etc/resolv.conf", TRUSTED):  # it asks where this machine asks, and trusts whom it trusts
        with suppress(FileNotFoundError):
            shutil.copy(name, f"{folder}{name}")
    inside = (
        "mount -t proc proc /proc && cd /opt/floor-supervisor && python3 packaging/run.py --help >/dev/null"
    )
    environment = [f"PIP_CERT={TRUSTED}", "HOME=/root", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
    call(
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "chroot",
        str(folder),
        "env",
        "-i",
        *environment,
        "sh",
        "-c",
        inside,
    )


class Machine:
    """The one that was booted."""

    def __init__(self, init: int) -> None:
        self.init = init

    def run(self, *command: str, typed: str = "") -> tuple[int, str]:
        """How *command* ends there, and what it says."""
        there = [
            "nsenter",
            "-t",
            str(self.init),
            "--all",
            "env",
            "-i",
            "HOME=/root",
            "LANG=C.UTF-8",
            "TERM=dumb",
        ]
        done = subprocess.run(
            [*there, "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *command],
            input=typed,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode, done.stdout.strip()

    def shows(self, name: str, unit: str = UNIT) -> str:
        """A property of the unit."""
        return self.run("systemctl", "show", "-P", name, unit)[1]


@contextmanager
def booted(folder: Path) -> Iterator[Machine]:
    """The Debian in *folder*, until the end of the block."""
    group = Path("/sys/fs/cgroup/unified" if Path("/sys/fs/cgroup/unified").is_dir() else "/sys/fs/cgroup")
    group /= f"floor-try-{os.getpid()}"
    layer = Path(f"/run/{group.name}")
    layer.mkdir()
    process = subprocess.Popen(["sh", "-c", BOOT, "boot", str(folder), str(layer), str(group / "machine")])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        until("it boots", lambda: process.poll() is not None or children.read_text().split())
        machine = Machine(int(children.read_text().split()[0]))
        until(
            "it has booted",
            lambda: machine.run("systemctl", "is-system-running")[1] in ("running", "degraded"),
        )
        yield machine
    finally:
        process.kill()  # its first process goes with it, and all others with that
        process.wait()
        events = group / "machine" / "cgroup.events"
        until("it is off", lambda: "populated 0" in events.read_text())
        for one in sorted(group.rglob("*/"), key=lambda path: -len(path.parts)):
            one.rmdir()
        group.rmdir()
        layer.rmdir()


def call(*command: str) -> None:
    subprocess.run(command, check=True)


def until(what: str, true: Callable[[], object], patience_s: float = PATIENCE_S) -> float:
    """Wait until it is; after how many seconds. Raises TimeoutError."""
    began = time.monotonic()
    while True:
        with suppress(OSError, IndexError):
            if true():
                return time.monotonic() - began
        if time.monotonic() - began > patience_s:
            raise TimeoutError(f"{what}: not within {patience_s:.0f} s")
        time.sleep(0.1)


def looked_at(machine: Machine) -> Iterator[tuple[str, bool, str]]:
    """What was to be seen, whether it was, and what was there instead or besides."""

    def works() -> bool:
        told = machine.shows("StatusText")  # of one that has not started again yet it is the last word
        is_up = machine.shows("SubState") == "running"
        return is_up and told.startswith("Works for sim since") and not _away(machine)

    code, said = machine.run("sh", "-s", typed=SET_UP)
    yield "README and unit set it up", code == 0, "" if code == 0 else said
    code, said = machine.run("systemctl", "enable", "--now", UNIT)
    yield "it starts, and says when it is ready", code == 0, said if code else ""
    yield "it works", True, f"after {until('it works', works):.1f} s"
    main = machine.shows("MainPID")
    environment = machine.run("cat", f"/proc/{main}/environ")[1]
    yield "its password stands in no environment", "own" not in environment, ""
    told = re.search(
        r"level for \S+ ([\d.]+)", machine.run("systemd-analyze", "security", "--no-pager", UNIT)[1]
    )
    level = float(told[1].rstrip(".")) if told else 10.0
    yield "systemd calls its exposure small", level < 2, f"{level} of 10"
    yield from _fenced_in(machine)
    (ask,) = re.findall(r"^    (sudo systemd-run .+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    code, said = machine.run("sh", "-c", ask)
    yield "its health can be asked", code == 0, said
    machine.run("kill", "-9", main)
    took = until("it works again", lambda: machine.shows("MainPID") not in ("0", main) and works())
    yield "killed, it starts again", machine.shows("NRestarts") == "1", f"works after {took:.1f} s"
    machine.run("systemctl", "stop", "postgresql")
    until("it notices", lambda: _away(machine))
    yield "without its database it lives and keeps what it hears", machine.shows("SubState") == "running", ""
    machine.run("systemctl", "start", "postgresql")
    yield "the database is back, and so is it", True, f"after {until('it is back', works):.1f} s"
    yield from _watched(machine, works)
    began = time.monotonic()
    machine.run("systemctl", "stop", UNIT)
    took = time.monotonic() - began
    yield "it ends when it is told to", machine.shows("Result") == "success" and took < 15, f"{took:.1f} s"


def _fenced_in(machine: Machine) -> Iterator[tuple[str, bool, str]]:
    unit = machine.run("cat", f"/etc/systemd/system/{UNIT}.service")[1]
    unit = re.sub(r"(?m)^(Type|NotifyAccess|Restart|RestartSec|WatchdogSec|StateDirectory)=.*\n", "", unit)
    unit = re.sub(
        r"(?m)^ExecStart=.*$", "Type=oneshot\nStateDirectory=floor-supervisor\nExecStart=PROBE", unit
    )
    unit = unit.replace("PROBE", "/opt/floor-supervisor/.venv/bin/python /opt/probe.py")
    machine.run("tee", "/opt/probe.py", typed=PROBE)
    machine.run("tee", "/etc/systemd/system/probe.service", typed=unit)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "probe")
    said = machine.run("journalctl", "--unit=probe", "--output=cat", "--no-pager")[1]
    found = [line for line in said.splitlines() if line.startswith("[")]
    may = json.loads(found[0]) if found else []
    yield "it can do what it must and nothing else", may == MAY, "" if may == MAY else f"{may or said}"


def _watched(machine: Machine, works: Callable[[], bool]) -> Iterator[tuple[str, bool, str]]:
    """With a watchdog of five seconds instead of its own, so that nobody waits for a minute."""
    machine.run("mkdir", "-p", f"/run/systemd/system/{UNIT}.service.d")
    machine.run("tee", f"/run/systemd/system/{UNIT}.service.d/soon.conf", typed="[Service]\nWatchdogSec=5\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", UNIT)
    until("it works", works)
    main = machine.shows("MainPID")
    machine.run("kill", "-STOP", main)
    took = until("it is ended", lambda: machine.shows("MainPID") != main)
    again = until("it works again", lambda: machine.shows("MainPID") not in ("0", main) and works())
    said = machine.run("journalctl", f"--unit={UNIT}", "--output=cat", "--no-pager")[1]
    yield "standing still, it is ended by the watchdog", "Watchdog timeout" in said, f"after {took:.1f} s"
    yield "and starts again", True, f"works after {again:.1f} s"


def _away(machine: Machine) -> bool:
    return "The database has not answered" in machine.shows("StatusText")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not sys.platform.startswith("linux") or os.geteuid() != 0:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    made(folder)
    well = True
    with booted(folder) as machine:
        for what, seen, detail in looked_at(machine):
            well &= seen
            print(f"{'✓' if seen else '✗'} {what}{f': {detail}' if detail else ''}", flush=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
