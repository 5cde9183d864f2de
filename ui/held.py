"""Writes that the database could not take: kept on this computer until it is back and the user decides.

Each is a file of its own (0600) in this user's data folder: one line of JSON about it, and below it the
work as it was given, function and arguments. So it outlives a crash and a restart, and whatever the
function became since, the words that were typed can still be read and copied.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import pickle
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

MOST = 500
"""Writes that are held at once; more are refused, and their forms keep what was typed."""

MOST_BYTES = 8 * 1024 * 1024
"""Of one write: a text, not a file."""

_SUFFIX = ".unsaved"
_OURS = ("supervisor.", "ui.", "tests.", "datetime", "zoneinfo", "pathlib", "decimal", "uuid", "collections")
_PLAIN = frozenset({"set", "frozenset", "bytearray", "complex", "range", "slice"})
_NOW_OR_NEVER = "now_or_never"
_WITH_PASSWORDS = ("supervisor.rights.", "ui.accounts.", "ui.joining.")
"""Never on a disk, and who may do what is decided now or never."""

_log = logging.getLogger(__name__)

Work = TypeVar("Work", bound=Callable[..., Any])


def now_or_never(work: Work) -> Work:
    """Marks work that means nothing later: taking back the last step, noting that a file is made now."""
    setattr(work, _NOW_OR_NEVER, True)
    return work


@dataclass(frozen=True)
class Held:
    """A write that waits: *module* and *name* of its function, given *at* by *who*, what people would read
    in it (*texts*). *place*: the module that stores it. *subject*: what it is about, where each write
    replaces the one before (a draft); "" else. *mark* is the same for the same work with the same arguments.
    *doubt*: the transaction in which it was written without anybody hearing whether it was committed.
    """

    path: Path
    at: datetime
    who: str
    module: str
    name: str
    place: str = ""
    texts: tuple[str, ...] = ()
    subject: str = ""
    mark: str = ""
    doubt: str = ""


class HeldWrites:
    """The writes held for one database in one folder. Whoever else uses that folder (another console of
    this user) holds and takes the same."""

    def __init__(self, folder: Path, url: str) -> None:
        """*url*: the database's, with the log-in; each has its own."""
        self._folder = folder / hashlib.sha256(_which(url).encode()).hexdigest()[:16]

    def __iter__(self) -> Iterator[Held]:
        """What is held, oldest first."""
        found = [one for path in self._paths() if (one := _head(path)) is not None]
        return iter(sorted(found, key=lambda one: (one.at, one.path.name)))

    def __len__(self) -> int:
        return len(self._paths())

    def hold(
        self,
        work: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        at: datetime,
        who: str = "",
        subject: str = "",
        doubt: str = "",
    ) -> Held | None:
        """Keep this write; None when it cannot be kept: it means nothing later, is too large, or the disk
        is full."""
        stored_by = [one for one in args if isinstance(one, str)][:1]
        places = [work.__module__, *stored_by]
        if getattr(work, _NOW_OR_NEVER, False) or any(one.startswith(_WITH_PASSWORDS) for one in places):
            return None
        packed = _packed(args, kwargs)
        if packed is None or len(packed) > MOST_BYTES or not _is_readable(work, packed):
            return None
        mark = mark_of(work, args, kwargs)
        before = next(self._like(mark, subject), None)
        if before is None and len(self) >= MOST:
            return None
        path = before.path if before is not None else self._folder / f"{uuid.uuid4().hex}{_SUFFIX}"
        texts = tuple(_texts(args, kwargs))
        place = next(
            (one for one in args if isinstance(one, str) and one.startswith("supervisor.")), work.__module__
        )
        held = Held(path, at, who, work.__module__, work.__qualname__, place, texts, subject, mark, doubt)
        try:
            _write(held, packed)
        except OSError as error:
            _log.warning("what was given to be saved cannot be kept here: %s", error)
            return None
        return held

    def unpack(self, held: Held) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]] | None:
        """The function and its arguments; None where this version of the program cannot read them any
        more."""
        try:
            with held.path.open("rb") as file:
                file.readline()
                args, kwargs = _Reader(file).load()
            work = _Reader(io.BytesIO()).find_class(held.module, held.name)
        except Exception as error:  # noqa: BLE001  # what an unpickler meets in another version is anything
            _log.warning("%s cannot be read: %r", held.path.name, error)
            return None
        return work, args, kwargs

    def begin(self, held: Held, transaction: str) -> None:
        """Note that *held* is being written in *transaction*: whether it was, that will say."""
        with held.path.open("rb") as file:
            file.readline()
            packed = file.read()
        _write(replace(held, doubt=transaction), packed)

    def drop(self, held: Held) -> None:
        """Forget it: it was saved, or is not wanted."""
        held.path.unlink(missing_ok=True)

    def drop_like(
        self, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], subject: str
    ) -> bool:
        """Forget what has just been saved another way; whether there was such a one."""
        if not self._paths():
            return False
        like = list(self._like(mark_of(work, args, kwargs), subject))
        for one in like:
            self.drop(one)
        return bool(like)

    def _like(self, mark: str, subject: str) -> Iterator[Held]:
        """What is held of the same work, or about the same."""
        return (one for one in self if one.mark == mark or (subject and one.subject == subject))

    def _paths(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.suffix == _SUFFIX]
        except OSError:
            return []


def _which(url: str) -> str:
    """The database and the log-in, whatever the password and how it is reached."""
    parts = urlsplit(url)  # SQLAlchemy's is better, but takes a third of a second to load
    server = parts.netloc.rpartition("@")[2] or "".join(parse_qs(parts.query).get("host", ()))
    return f"{parts.username or ''}@{server}{parts.path}"


def mark_of(work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The same for the same work with the same arguments, whenever it is given; "" where it cannot be
    told."""
    packed = _packed(args, {name: value for name, value in kwargs.items() if name != "at"})
    if packed is None:
        return ""
    return hashlib.sha256(f"{work.__module__}.{work.__qualname__}\n".encode() + packed).hexdigest()


def _packed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes | None:
    try:
        return pickle.dumps((args, kwargs), protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


def _is_readable(work: Callable[..., Any], packed: bytes) -> bool:
    try:
        _Reader(io.BytesIO(packed)).load()
        return _Reader(io.BytesIO()).find_class(work.__module__, work.__qualname__) is work
    except Exception:  # noqa: BLE001  # not a value of ours: it could not be read after a restart either
        return False


def _write(held: Held, packed: bytes) -> None:
    """Whole or not at all, and on the disk before anybody is told."""
    held.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {
        "at": held.at.isoformat(),
        "who": held.who,
        "module": held.module,
        "name": held.name,
        "place": held.place,
        "texts": held.texts,
        "subject": held.subject,
        "mark": held.mark,
        "doubt": held.doubt,
    }
    beside = held.path.with_suffix(".new")
    with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(json.dumps(said).encode() + b"\n" + packed)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(held.path)


def _head(path: Path) -> Held | None:
    try:
        with path.open("rb") as file:
            said = json.loads(file.readline())
        return Held(
            path,
            datetime.fromisoformat(said["at"]),
            said["who"],
            said["module"],
            said["name"],
            said["place"],
            tuple(said["texts"]),
            said["subject"],
            said["mark"],
            said["doubt"],
        )
    except FileNotFoundError:  # another console has just saved it
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s is damaged: %s", path.name, error)
        return None


class _Reader(pickle.Unpickler):
    """Reads values of this program alone; the file is the user's own, but need not be what it was."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins":
            if name not in _PLAIN:
                raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")
        elif not module.startswith(_OURS) and module not in ("msgspec", "msgspec._core", "msgspec._utils"):
            raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")
        return super().find_class(module, name)


def _texts(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[str]:
    """What a person wrote among the arguments: sentences, not names and numbers. Of a thing that is handed
    over as it was read and as it shall be, what is new in it."""
    given = (*args, *kwargs.values())
    last = {type(one): place for place, one in enumerate(given)}
    known: set[str] = set()
    for place, one in enumerate(given):
        said = [text for text in _strings(one) if _is_written(text)]
        if not _names(one) or last[type(one)] == place:
            yield from (text for text in dict.fromkeys(said) if text not in known)
        known.update(said)


def _is_written(text: str) -> bool:
    stripped = text.strip()
    return bool(stripped) and (" " in stripped or "\n" in stripped or not stripped.isascii())


def _strings(value: Any, deep: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield str(value)
    elif deep > 8 or isinstance(value, bytes | datetime | type | Path):
        return
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one, deep + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _strings(one, deep + 1)
    else:
        for name in _names(value):
            yield from _strings(getattr(value, name), deep + 1)


def _names(value: Any) -> Iterable[str]:
    if is_dataclass(value):
        return [field.name for field in fields(value)]
    return getattr(value, "__struct_fields__", ())
