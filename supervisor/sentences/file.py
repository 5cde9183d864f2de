"""What is wrong with a file."""

from __future__ import annotations

from supervisor.sentences.detail import with_detail
from supervisor.words import DASH, _


def of_file(path: str, reason: str, detail: str) -> str:
    """Why the file at *path* could not be written and what to do now."""
    said = {
        "locked": _(
            "{path} is open in another program. Close it there, or choose another name; nothing was written."
        ),
        "missing": _("There is no folder {detail} any more. Choose another one; nothing was written."),
        "full": _("There is no room left for {path}. Make room on that disk; nothing was written."),
    }.get(reason) or _("{path} cannot be written ({detail}). Choose another place; nothing was written.")
    return said.format(path=path, detail=detail)


def of_picture(name: str, reason: str) -> str:
    """Why the picture *name* cannot be kept and what to do now."""
    if reason == "too_large":
        return _("The picture {name} is larger than 5 MB. Save it smaller, and choose it again.").format(
            name=name
        )
    if reason == "unreadable":
        return _("The picture {name} cannot be read. Check its permissions, and that it is there.").format(
            name=name
        )
    return _("{name} is no picture that the wall can show. Choose a PNG, JPEG or WebP file.").format(
        name=name
    )


def of_pages_file(file: str, reason: str, detail: str) -> str:
    """Why a file of pages cannot be taken in and what to do now."""
    said = {
        "too_large": _(
            "The file {file} is too large to hold pages. Nothing was taken in: check which it is."
        ),
        "newer": _(
            "The file {file} was written by a newer version. Install that version here, and try again."
        ),
        "empty": _("There are no pages in the file {file}. Nothing was taken in."),
        "unreadable": _("The file {file} cannot be read. Check its permissions, and that it is there."),
    }.get(reason) or _(
        "The file {file} holds no pages, or is damaged. Nothing was taken in: export it again."
    )
    return with_detail(said.format(file=file), detail)


def of_import_file(file: str, reason: str, detail: str) -> str:
    """Why a file cannot be read as a sheet and what to do now."""
    said = {
        "missing": _("There is no file {file} in {detail}. Check its name and where it lies."),
        "denied": _(
            "The file {file} cannot be opened ({detail}). Close it in other programs, and check that you may "
            "read it."
        ),
        "folder": _("{file} is a folder. Choose a file in it."),
        "empty": _("The file {file} is empty. Export it again."),
        "encrypted": _(
            "The file {file} is protected by a password. Open it in its program, save it without one, and "
            "choose it again."
        ),
        "too_large": _(
            "The file {file} holds more than can be read at once ({detail}). Often cells far below or to the "
            "right are to blame: delete them, or export a shorter period, or save the sheet as CSV."
        ),
        "unknown_kind": _(
            "The file {file} is no sheet. Choose a workbook (xlsx, xls, xlsb, ods), a web page with a table, "
            "or a text file with separators (CSV)."
        ),
        "undecodable": _(
            "The text in {file} is not written in {detail}. Name its encoding, or save it as “CSV UTF-8”."
        ),
        "no_table": _("There is no table in the file {file}. Check that it is the right one."),
        "no_sheet": _("There is no sheet called “{detail}” in the file {file}."),
        "no_header": _(
            "No sheet of {file} has the columns that this way of reading looks for ({detail}). Choose "
            "another one, or say anew what its columns are."
        ),
        "changed": _("The file {file} was changed since you looked at it. Look at it again."),
        "no_mapping": _(
            "Nobody has said yet how to read {file}, and its columns do not tell enough: {detail} Read it "
            "once in the console, or name one of the kept ways to read a sheet."
        ),
        "no_mappings": _("The file {file} holds no ways to read sheets. Choose one that was exported here."),
        "newer_mappings": _(
            "The ways to read sheets in {file} were written by a newer version of this program. Update this "
            "one first."
        ),
        "uncomputed": _(
            "The file {file} is full of formulas without their results. Open it in its program, save it, and "
            "choose it again."
        ),
    }.get(reason) or _(
        "The file {file} is damaged and cannot be read to its end. Open it in its program and save it anew, "
        "or export it again."
    )
    return said.format(file=file, detail=detail or DASH)
