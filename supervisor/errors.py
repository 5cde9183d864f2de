"""Errors that a user can act on. The facts are fields; `sentences/` makes of them what a person reads.

Everything that is not a SupervisorError is a bug and rises to the hook in `crash.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class SupervisorError(Exception):
    """Something went wrong that the user can do something about."""


@dataclass
class ChangedMeanwhileError(SupervisorError):
    """Someone else saved the same thing since it was read."""

    what: str
    id: int | str


@dataclass
class SettingError(SupervisorError):
    """A setting is not what it should be; *where* names the file or the table."""

    name: str
    value: str
    expected: str
    where: str


@dataclass
class SecretMissingError(SupervisorError):
    """The password of *what* is nowhere to be found; *variable* is the environment variable looked at.

    None when the keyring was asked instead; *detail* is what the keyring said if it could not be used at all.
    """

    what: str
    variable: str | None
    detail: str = ""


@dataclass
class DatabaseError(SupervisorError):
    """The database at *url* (without its password) cannot be used; *reason* is a stable word.

    *reason*: unreachable, untrusted (TLS), refused (the log-in), forbidden (to this
    log-in), newer, older, locked, full, damaged, unsupported.
    *why* says of what is forbidden whether it was to "see" or to "change"; and of a log-in that came to
    nothing what exactly was wrong, where that is known: a stable word of storage/refusal.py (and empty,
    no_rights, no_role of storage/verdict.py).
    """

    url: str
    reason: str
    detail: str = ""
    why: str = ""


@dataclass
class NotPermittedError(SupervisorError):
    """Whoever is logged in may not do *what* (words that follow "may not", as a person reads them); *roles*
    are the titles of the roles that the log-in has, none of one without any, None where nobody knows them."""

    what: str
    roles: tuple[str, ...] | None = ()


@dataclass
class AccountError(SupervisorError):
    """The account *what* (its log-in name) cannot be made or changed; *why* is a sentence."""

    what: str
    why: str


@dataclass
class LookNotNotedError(SupervisorError):
    """Who looks at people's figures could not be written down, so they are not shown; *why* is a sentence."""

    why: str


@dataclass
class CentreSetupError(SupervisorError):
    """The shared centre at *url* cannot be set up, brought up to date, or be moved into; *why* is a sentence
    that says what to do. Nothing was changed, or what was begun can be gone on with."""

    url: str
    why: str


@dataclass
class KeptHereError(DatabaseError):
    """The database could not take what was to be saved: it is kept on this computer and offered again later.

    *doubt*: it was cut off so late that only the database, once it is back, can tell whether it has it.
    """

    doubt: bool = False


@dataclass
class SourceError(SupervisorError):
    """Source *source* cannot be used; *reason* is a stable word that `words` turns into what to do now.

    *reason*: see sources/source.py `PROBLEMS`. *facts* fill the sentence (host, port, detail, …).
    """

    source: str
    reason: str
    facts: dict[str, str]


@dataclass
class FileError(SupervisorError):
    """The file at *path* cannot be written; *reason* is a stable word, *detail* what the system says.

    *reason*: locked (open in another program), denied, missing (its folder, named in *detail*), full.
    """

    path: str
    reason: str
    detail: str = ""


@dataclass
class ProofError(SupervisorError):
    """The file for *path* was read again and does not hold what was to be written; *what* differs. It was
    left out."""

    path: str
    what: str


@dataclass
class AlreadyCollectedError(SupervisorError):
    """Another collector listens to *source* for the journal at *url*: two would count everything twice."""

    source: str
    url: str


@dataclass
class LogBusyError(SupervisorError):
    """Another process reads the log of *source* into the same history at this moment."""

    source: str


@dataclass
class AlreadyWatchedError(SupervisorError):
    """Another process watches the centre at *url*: two would tell every alarm twice."""

    url: str


@dataclass
class NotJournalledError(SupervisorError):
    """The journal holds nothing of the instant *at*; *first* is the day that it begins with, None when it is
    empty. Both as a person reads them."""

    at: str
    first: str | None


@dataclass
class UnknownNameError(SupervisorError):
    """There is no *what* called *name*; *known* are those that exist."""

    what: str
    name: str
    known: tuple[str, ...] = ()


@dataclass
class NameTakenError(SupervisorError):
    """There is a *what* called *name* already."""

    what: str
    name: str


@dataclass
class TwoAtOnceError(SupervisorError):
    """*who* would be in *one* and in *other* at once, from *day* on (None: always).

    *kind*: team, department, skill; login: the persons *one* and *other* would stand behind *who*.
    """

    kind: str
    who: str
    one: str
    other: str
    day: date | None


@dataclass
class NotADemoError(SupervisorError):
    """The database at *url* holds a real centre, where the demo must not come."""

    url: str


@dataclass
class PictureError(SupervisorError):
    """The picture *name* of *size* bytes cannot be kept; *reason* is too_large, unreadable or
    unknown_kind."""

    name: str
    reason: str
    size: int


@dataclass
class PagesFileError(SupervisorError):
    """The file of pages *file* cannot be taken in; *reason* is too_large, damaged, newer, empty or
    unreadable."""

    file: str
    reason: str
    detail: str = ""


@dataclass
class ImportFileError(SupervisorError):
    """The file *file* cannot be read as a sheet; *reason* is a stable word, *detail* what fills its sentence.

    *reason*: missing, denied, folder, empty, encrypted, damaged, too_large (*detail*: what is), unknown_kind,
    undecodable (*detail*: the encoding), no_table, no_sheet (*detail*: its name), uncomputed (formulas).
    changed: it is not what the person was shown. For mappings: no_header (*detail*: titles looked for),
    no_mapping (*detail*: what is missing), no_mappings, newer_mappings.
    """

    file: str
    reason: str
    detail: str = ""


@dataclass
class ReviewError(SupervisorError):
    """What was wanted of a monthly review or its list (*what*, as a person reads it) cannot be done; *why* is
    a sentence."""

    what: str
    why: str


@dataclass
class TargetError(SupervisorError):
    """The target for *what* (a KPI as a person reads it) cannot be kept; *why* is a sentence."""

    what: str
    why: str


@dataclass
class KpiError(SupervisorError):
    """The centre's own KPI *what* cannot be kept; *why* is a sentence."""

    what: str
    why: str


@dataclass
class QualityError(SupervisorError):
    """Something of quality (*what*: a form, an evaluation, as a person reads it) cannot be kept; *why* is a
    sentence."""

    what: str
    why: str


@dataclass
class MenuError(SupervisorError):
    """Something of the voice menu (*what*: a node, a file, as a person reads it) cannot be kept; *why* is a
    sentence."""

    what: str
    why: str


@dataclass
class TrainingError(SupervisorError):
    """Something of training (*what*: a course, whom a talk was with, as a person reads it) cannot be kept;
    *why* is a sentence."""

    what: str
    why: str


@dataclass
class IssueError(SupervisorError):
    """Something of issues across departments (*what*: a department, a sheet, as a person reads it) cannot be
    done; *why* is a sentence."""

    what: str
    why: str


@dataclass
class ReportError(SupervisorError):
    """The report *what* (its name) cannot be made; *why* is a sentence."""

    what: str
    why: str


@dataclass
class ReturnedFileError(SupervisorError):
    """The file *name* that came back cannot be read, or not be used; *why* is a sentence that says what to
    do."""

    name: str
    why: str


@dataclass
class TemplateError(SupervisorError):
    """The template *name* cannot be taken in or filled; *why* is a sentence."""

    name: str
    why: str


@dataclass
class CalendarError(SupervisorError):
    """The working-day calendar *what* (its name) cannot be kept or removed; *why* is a sentence."""

    what: str
    why: str


@dataclass
class MoveRefusedError(SupervisorError):
    """What was wanted of issue *what* (its number, or title) may not be; *why* is a sentence. *missing*: the
    stable words (`issues.states.Need`) of what must still be given, where that is why."""

    what: str
    why: str
    missing: tuple[str, ...] = ()


@dataclass
class NumberError(SupervisorError):
    """*typed* is no number of an issue or a sheet; *meant* is the number with the check digit that fits, ""
    where it has not even the shape of one."""

    typed: str
    meant: str = ""


@dataclass
class ConflictError(SupervisorError):
    """Someone else changed *fields* (their words, unmarked) of *what* to something else since it was read as
    *base*: *theirs* is as it stands now, *mine* was to be saved. *paths* are the keys of the fields."""

    what: str
    fields: tuple[str, ...]
    paths: tuple[str, ...]
    base: object
    theirs: object
    mine: object


@dataclass
class MailError(SupervisorError):
    """The mail server at *host* did not take what was handed in; *reason* is a stable word.

    *reason*: none (none is set up), unreachable, untrusted (TLS), unprotected (it offers no STARTTLS), login,
    refused, lost (in the middle).
    """

    host: str
    reason: str
    detail: str = ""


@dataclass
class KeptFileError(SupervisorError):
    """The file *name* cannot be kept or read; *reason* is too_large (*size* and *limit* in bytes), empty,
    missing (nobody kept it, or it was cleaned) or damaged."""

    name: str
    reason: str
    size: int = 0
    limit: int = 0
