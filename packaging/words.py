"""Brings the catalogues of words up to date with the sources, and says what is still to be translated.

    python packaging/words.py            extract from supervisor/ and ui/, update the .po files in resources
    python packaging/words.py --check    change nothing; end with 1 when something is missing

Run it with the Python of .venv. English is filled in by itself: the key is the sentence.
"""

from __future__ import annotations

import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("supervisor", "ui")
CATALOGUES = ROOT / "resources" / "i18n"
LANGUAGES = ("zh_CN", "en")
KEYWORDS = {"_": None, "mark": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
HEADER = "# Words of the supervisor console. Updated by packaging/words.py; translated by hand.\n#"


def path_of(code: str) -> Path:
    """The catalogue of language *code*."""
    return CATALOGUES / code / "LC_MESSAGES" / "supervisor.po"


def template() -> Catalog:
    """Every message in the sources, untranslated, with the files where it stands."""
    found = Catalog(fuzzy=False)
    for package in PACKAGES:
        for name, _line, message, comments, context in extract_from_dir(
            ROOT / package,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("TRANSLATORS:",),
            strip_comment_tags=True,
        ):
            found.add(
                message,
                locations=[(f"{package}/{Path(name).as_posix()}", 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def load(code: str) -> Catalog:
    """The catalogue of *code* as it stands; empty when there is none yet."""
    path = path_of(code)
    if not path.exists():
        return Catalog(locale=code, domain="supervisor", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=code, domain="supervisor")


def updated(code: str, messages: Catalog) -> Catalog:
    """The catalogue of *code* with exactly *messages*: known translations stay, what is gone is dropped."""
    catalogue = load(code)
    catalogue.update(messages, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    for message in catalogue:
        message.flags.discard("python-format")  # "{share} %" is none: places are in braces
        if code == "en" and message.id:
            message.string = message.id
    return catalogue


def text_of(catalogue: Catalog) -> str:
    """*catalogue* as the text of a .po file, the same for the same messages."""
    catalogue.header_comment = HEADER
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_by_file=True, include_lineno=False, omit_header=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    dated = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Language-Team',
        '"Report-Msgid-Bugs-To',
        '"Project-Id-Version',
    )
    return "".join(line for line in lines if not line.startswith(dated))


def places(text: str) -> set[str]:
    """The names in braces that are filled after translation."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def flaws(code: str, messages: Catalog) -> Iterator[str]:
    """What keeps the catalogue of *code* from being complete, a sentence each."""
    catalogue = load(code)
    for message in messages:
        if not message.id:
            continue
        have = catalogue.get(message.id, message.context)
        if have is None or not _complete(have):
            yield f"{code}: missing: {_key(message)!r}"
        elif have.fuzzy:
            yield f"{code}: fuzzy: {_key(message)!r}"
        elif not _same_places(have):
            yield f"{code}: other places in braces than the message: {_key(message)!r}"
    for message in catalogue:
        if message.id and messages.get(message.id, message.context) is None:
            yield f"{code}: nobody says this any more: {_key(message)!r}"
    for message in catalogue.obsolete.values():
        yield f"{code}: obsolete: {_key(message)!r}"


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _complete(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


def _same_places(message: Message) -> bool:
    if isinstance(message.id, str):
        return places(message.id) == places(message.string)
    wanted = places(message.id[1])  # the plural names all; the singular may say "one" without a figure
    said = [places(form) for form in message.string]
    return said[-1] == wanted and all(form <= wanted for form in said)


def main(arguments: list[str]) -> int:
    messages = template()
    if "--check" not in arguments:
        for code in LANGUAGES:
            text, path = text_of(updated(code, messages)), path_of(code)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    found = [flaw for code in LANGUAGES for flaw in flaws(code, messages)]
    print("\n".join(found) or f"{sum(1 for message in messages if message.id)} messages, all complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
