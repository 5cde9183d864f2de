"""Pages as one file that another centre can take in: JSON and pictures in a zip, *.wallpages.

Nothing in a file is trusted: sizes are bounded before anything is unpacked, names inside the archive are
never used as paths, pictures are known by their bytes, and every page is put in order like any other.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from supervisor.errors import PagesFileError
from supervisor.live.board import QueueKey
from supervisor.pages.edit import queues_of, with_queues
from supervisor.pages.page import Page, PicturePart, UnknownPart, from_json, new_id, to_json
from supervisor.pages.store import MOST_PAGES, MOST_PICTURE, digest_of, picture_kind

SUFFIX = ".wallpages"
VERSION = 1
MOST_FILE = 60_000_000  # bytes, as it lies on the disk
MOST_JSON = 8_000_000
MOST_PICTURES = 100
_LIST = "pages.json"
_STAMP = (2026, 1, 1, 0, 0, 0)  # the same pages make the same file


@dataclass(frozen=True)
class PagesFile:
    """What a file holds: pages, and the pictures that they show, by digest.

    *lost* are pictures that pages name and the file does not hold (or not as what they say they are),
    *unknown* how many parts only a newer version can show.
    """

    pages: tuple[Page, ...]
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)  # digest: name, bytes
    lost: frozenset[str] = frozenset()
    unknown: int = 0

    def queues(self) -> frozenset[QueueKey]:
        """Every queue that a page names."""
        return frozenset(key for page in self.pages for key in queues_of(page))


def pictures_of(pages: Iterable[Page]) -> frozenset[str]:
    """The digests of the pictures that *pages* show."""
    return frozenset(
        part.shows.digest
        for page in pages
        for part in page.parts
        if isinstance(part.shows, PicturePart) and part.shows.digest
    )


def packed(pages: Iterable[Page], pictures: Mapping[str, tuple[str, bytes]], at: datetime) -> bytes:
    """*pages* as a file, with those of *pictures* (digest: name, bytes) that they show; written at *at*."""
    pages = tuple(pages)
    shown = {digest: pictures[digest] for digest in sorted(pictures_of(pages)) if digest in pictures}
    listed = {
        "wallpages": VERSION,
        "written_at": at.isoformat(),
        "pages": [to_json(page) for page in pages],
        "pictures": [{"digest": digest, "name": name} for digest, (name, _content) in shown.items()],
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        said = json.dumps(listed, ensure_ascii=False, indent=1).encode()
        archive.writestr(zipfile.ZipInfo(_LIST, _STAMP), said, zipfile.ZIP_DEFLATED)
        for digest, (_name, content) in shown.items():
            archive.writestr(zipfile.ZipInfo(f"pictures/{digest}", _STAMP), content, zipfile.ZIP_STORED)
    return made.getvalue()


def read(file: Path) -> PagesFile:
    """What the file of pages *file* holds. Raises PagesFileError, and OSError when it cannot be read."""
    if file.stat().st_size > MOST_FILE:
        raise PagesFileError(file.name, "too_large")
    with file.open("rb") as opened:
        return unpacked(opened.read(MOST_FILE + 1), file.name)


class _Listed(msgspec.Struct):
    wallpages: int
    pages: list[dict[str, object]]
    pictures: list[dict[str, str]] = []


def unpacked(content: bytes, name: str) -> PagesFile:
    """What *content*, the bytes of the file *name*, holds. Raises PagesFileError."""
    if len(content) > MOST_FILE:
        raise PagesFileError(name, "too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = msgspec.json.decode(_entry(archive, _LIST, MOST_JSON, name), type=_Listed)
            if listed.wallpages > VERSION:
                raise PagesFileError(name, "newer")
            pages = tuple(from_json(said) for said in listed.pages[:MOST_PAGES])
            wanted = pictures_of(pages)
            names = {said.get("digest", ""): said.get("name", "") for said in listed.pictures}
            pictures: dict[str, tuple[str, bytes]] = {}
            for digest in sorted(wanted)[:MOST_PICTURES]:
                try:
                    picture = _entry(archive, f"pictures/{digest}", MOST_PICTURE, name)
                except KeyError:
                    continue
                if digest_of(picture) == digest and picture_kind(picture) is not None:
                    pictures[digest] = (names.get(digest, "")[:200] or digest[:8], picture)
    except KeyError as error:
        raise PagesFileError(name, "damaged", _LIST) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        # encrypted, of an unknown packing, cut, no JSON, JSON that is no page
        raise PagesFileError(name, "damaged", str(error)[:120]) from error
    if not pages:
        raise PagesFileError(name, "empty")
    unknown = sum(isinstance(part.shows, UnknownPart) for page in pages for part in page.parts)
    return PagesFile(pages, pictures, wanted - pictures.keys(), unknown)


def _entry(archive: zipfile.ZipFile, entry: str, most: int, name: str) -> bytes:
    """An entry of *archive*, of at most *most* bytes, whatever its head says. Raises KeyError."""
    with archive.open(entry) as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise PagesFileError(name, "too_large", entry)
    return content


@dataclass(frozen=True)
class Matched:
    """Pages made ready for a centre: *called* are queues that were found under another source, *missing*
    those that this centre does not have (their parts say so on the wall)."""

    pages: tuple[Page, ...]
    called: Mapping[QueueKey, QueueKey]
    missing: tuple[QueueKey, ...]


def matched(
    found: PagesFile,
    queues: Collection[QueueKey],
    titles: Collection[str],
    chosen: Mapping[QueueKey, QueueKey],
) -> Matched:
    """*found* for a centre that has *queues* and pages called *titles*: pages with ids of their own and
    titles that differ.

    A queue that is not here is the one of the same name under another source, where there is exactly one;
    *chosen* says otherwise.
    """
    known = set(queues)
    called: dict[QueueKey, QueueKey] = {}
    missing = []
    for key in sorted(found.queues()):
        if key in chosen:
            called[key] = chosen[key]
        elif key not in known:
            same = [other for other in known if other[1].casefold() == key[1].casefold()]
            if len(same) == 1:
                called[key] = same[0]
            else:
                missing.append(key)
    taken = set(titles)
    pages = []
    for page in found.pages:
        title, count = page.title, 2
        while title in taken:
            title, count = f"{page.title} ({count})", count + 1
        taken.add(title)
        pages.append(replace(with_queues(page, called), id=new_id(), title=title))
    return Matched(tuple(pages), called, tuple(missing))
