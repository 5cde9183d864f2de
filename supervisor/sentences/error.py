"""A sentence for every error of ours, and for what nobody expected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Protocol

from supervisor.errors import (
    AccountError,
    AlreadyCollectedError,
    AlreadyWatchedError,
    CalendarError,
    CentreSetupError,
    ChangedMeanwhileError,
    ConflictError,
    DatabaseError,
    FileError,
    ImportFileError,
    IssueError,
    KeptFileError,
    KeptHereError,
    KpiError,
    LogBusyError,
    LookNotNotedError,
    MailError,
    MenuError,
    MoveRefusedError,
    NameTakenError,
    NotADemoError,
    NotJournalledError,
    NotPermittedError,
    NumberError,
    PagesFileError,
    PictureError,
    ProofError,
    QualityError,
    ReportError,
    ReturnedFileError,
    ReviewError,
    SecretMissingError,
    SettingError,
    SourceError,
    SupervisorError,
    TargetError,
    TemplateError,
    TrainingError,
    TwoAtOnceError,
    UnknownNameError,
)
from supervisor.sentences.database import kept_here, of_database, of_log_in
from supervisor.sentences.file import of_file, of_import_file, of_pages_file, of_picture
from supervisor.sentences.mail import of_mail
from supervisor.sentences.source import found, problem
from supervisor.words import _, day, ngettext, number


class Trial(Protocol):
    """What a trial connection found: *problem* is None when all is well."""

    @property
    def problem(self) -> str | None: ...
    @property
    def facts(self) -> dict[str, str]: ...


def sentence(what: SupervisorError | Trial, source: str = "") -> str:
    """What happened, to what, and what to do now, in words for the person who can act on it.

    *what* is an error, or what a trial connection to *source* found.
    """
    match what:
        case SourceError(source=name, reason=reason, facts=facts):
            return problem(name, reason, facts)
        case KeptHereError(doubt=doubt):
            return kept_here(doubt)
        case DatabaseError(url=url, reason=reason, detail=detail, why=why):
            return of_log_in(url, why, detail) or of_database(url, reason, detail)
        case NotPermittedError(what=thing, roles=None):
            return _("Your log-in may not {what}. Ask whoever manages accounts.").format(what=thing)
        case NotPermittedError(what=thing, roles=()):
            return _(
                "Your log-in has no role here, so it may not {what}. Ask whoever manages accounts."
            ).format(what=thing)
        case NotPermittedError(what=thing, roles=tuple(roles)):
            return ngettext(
                "Your role ({roles}) may not {what}. Ask whoever manages accounts.",
                "Your roles ({roles}) may not {what}. Ask whoever manages accounts.",
                len(roles),
            ).format(roles=_(", ").join(roles), what=thing)
        case AccountError(what=name, why=why):
            return _("Account {name}: {why}").format(name=name, why=why)
        case LookNotNotedError(why=why):
            return _(
                "Figures of people are shown only when it is noted who looked at them, and that could not be "
                "written: {why}"
            ).format(why=why)
        case ChangedMeanwhileError(what=thing, id=key):
            return _(
                "Someone else saved {what} {id} since you opened it. Nothing of yours was written: look "
                "at it again and repeat your change."
            ).format(what=_(thing), id=key)
        case SettingError(name=name, value=value, expected=expected, where=where):
            return _("{name} is “{value}” in {where}, expected {expected}. Correct it there.").format(
                name=name, value=value, where=where, expected=expected
            )
        case SecretMissingError(what=thing, variable=None, detail=""):
            return _("There is no password for {what} in this computer’s keyring. Enter it again.").format(
                what=thing
            )
        case SecretMissingError(what=thing, variable=None, detail=detail):
            return _(
                "This computer’s keyring cannot be used ({detail}), so there is no password for {what}. Put "
                "the password into an environment variable and name that instead."
            ).format(what=thing, detail=detail)
        case SecretMissingError(what=thing, variable=variable):
            return _(
                "There is no password for {what}: the environment variable {variable} is not set. Set it "
                "and start again."
            ).format(what=thing, variable=variable)
        case FileError(path=path, reason=reason, detail=detail):
            return of_file(path, reason, detail)
        case LogBusyError(source=name):
            return _(
                "The log of {source} is being read into the history by another process at this moment. Wait "
                "until it is done, then begin again: what is there already is not read twice."
            ).format(source=name)
        case AlreadyCollectedError(source=name, url=url):
            return _(
                "Another collector already listens to {source} and writes to {url}; two would count every "
                "contact twice. End that one first, or leave this one alone: the console follows either."
            ).format(source=name, url=url)
        case AlreadyWatchedError(url=url):
            return _(
                "Another process already watches over {url}; two would tell every alarm twice. A collector "
                "starts one by itself: leave this one alone."
            ).format(url=url)
        case NotJournalledError(at=at, first=None):
            return _(
                "There is nothing to replay at {time}: the journal is empty. It fills as soon as a collector "
                "listens to a source."
            ).format(time=at)
        case NotJournalledError(at=at, first=first):
            return _("There is nothing to replay at {time}: the journal begins on {day}.").format(
                time=at, day=first
            )
        case NameTakenError(what=thing, name=name):
            return _("There is already a {what} called “{name}”. Choose another name.").format(
                what=_(thing), name=name
            )
        case UnknownNameError(what=thing, name=name, known=()):
            return _("There is no {what} called “{name}”; there is none yet.").format(
                what=_(thing), name=name
            )
        case UnknownNameError(what=thing, name=name, known=known):
            return _("There is no {what} called “{name}”. There is: {known}.").format(
                what=_(thing), name=name, known=", ".join(known)
            )
        case TwoAtOnceError(kind=kind, who=who, one=one, other=other, day=since):
            return _two_at_once(kind, who, one, other, since)
        case NotADemoError(url=url):
            return _(
                "The database {url} holds a real centre; the demo never mixes with one. Name another "
                "database, or none: the demo has its own."
            ).format(url=url)
        case PictureError(name=name, reason=reason):
            return of_picture(name, reason)
        case PagesFileError(file=file, reason=reason, detail=detail):
            return of_pages_file(file, reason, detail)
        case ImportFileError(file=file, reason=reason, detail=detail):
            return of_import_file(file, reason, detail)
        case QualityError() | TrainingError() | MenuError():
            return _("{what} cannot be kept. {why}").format(what=what.what, why=what.why)
        case ReviewError(what=thing, why=why) | IssueError(what=thing, why=why):
            return _("{what}: nothing was written. {why}").format(what=thing, why=why)
        case ProofError(path=path, what=thing):
            return _(
                "{path} was not written: read again, it did not hold what was put into it ({what}). What "
                "stood there is as it was. Try again, on another disk if it comes back."
            ).format(path=path, what=thing)
        case ReportError(what=thing, why=why):
            return _("“{what}” was not made. {why}").format(what=thing, why=why)
        case ReturnedFileError(name=name, why=why):
            return _("Nothing was read from {name}. {why}").format(name=name, why=why)
        case TemplateError(name=name, why=why):
            return _("The template {name} was not used. {why}").format(name=name, why=why)
        case MailError(host=host, reason=reason, detail=detail):
            return of_mail(host, reason, detail)
        case CentreSetupError(url=url, why=why):
            return _("{url}: {why}").format(url=url, why=why)
        case MoveRefusedError(what=thing, why=why):
            return _("{what} stays as it is. {why}").format(what=thing, why=why)
        case NumberError(typed=typed, meant=""):
            return _(
                "“{number}” is no number of an issue or a sheet. A number looks like WT-2026-00012-8: "
                "letters, year, five digits and a check digit."
            ).format(number=typed)
        case NumberError(typed=typed, meant=meant):
            return _(
                "“{number}” has a wrong digit, or two that changed places: its check digit does not "
                "fit. If all but the last digit is right, {meant} is meant."
            ).format(number=typed, meant=meant)
        case ConflictError(what=thing, fields=fields):
            return _(
                "Someone else changed the same of {what} since you opened it: {fields}. Nothing was written; "
                "choose what shall stand."
            ).format(what=thing, fields=", ".join(_(field) for field in fields))
        case KeptFileError(name=name, reason="too_large", size=size, limit=limit):
            return _(
                "{name} has {size} MB; at most {limit} MB are kept. Cut it down, or say in a "
                "note where it lies."
            ).format(name=name, size=number(size / 1_048_576, 1), limit=number(limit / 1_048_576))
        case KeptFileError(name=name, reason="empty"):
            return _("{name} is empty. Nothing was kept.").format(name=name)
        case KeptFileError(name=name, reason="damaged"):
            return _("What was kept of {name} is damaged. Add the file again.").format(name=name)
        case KeptFileError(name=name):
            return _("{name} is no longer kept in the database. Add the file again.").format(name=name)
        case TargetError(what=thing, why=why):
            return _("The target for {kpi} cannot be kept. {why}").format(kpi=thing, why=why)
        case CalendarError(what=name, why=why):
            return _("The calendar “{name}” cannot be kept so. {why}").format(name=name, why=why)
        case KpiError(what=name, why=why):
            return _("The KPI “{name}” cannot be kept. {why}").format(name=name, why=why)
        case SupervisorError():
            return str(what) or type(what).__name__
        case _:
            return (
                found(source, what.facts)
                if what.problem is None
                else problem(source, what.problem, what.facts)
            )


def _two_at_once(kind: str, who: str, one: str, other: str, since: date | None) -> str:
    """That somebody would be at two places on a day, and what to do about it."""
    if kind == "login":
        said = _(
            "Behind {who} there would be two people at once from {day} on: {one} and {other}. End the one on "
            "the day on which the other begins, or hand the login over."
        )
    elif kind == "department":
        said = _(
            "{who} would be in two departments at once from {day} on: {one} and {other}. End the one on the "
            "day on which the other begins, or transfer {who}."
        )
    elif kind == "skill":
        said = _("{who} would be in {one} twice from {day} on. Change the days of the one that is there.")
    else:
        said = _(
            "{who} would be in two teams at once from {day} on: {one} and {other}. End the one on the day on "
            "which the other begins, or transfer {who}."
        )
    begins = day(since) if since is not None else _("the first day")
    return said.format(who=who, one=one, other=other, day=begins)


def bug(report: Path | None) -> str:
    """That something unexpected went wrong, and what to do with its *report* (None: none was written)."""
    if report is None:
        return _("Something unexpected went wrong, and the report of it could not be written.")
    return _(
        "Something unexpected went wrong. Please send this report to whoever maintains the program, it holds "
        "no passwords: {report}"
    ).format(report=report)
