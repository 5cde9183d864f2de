"""What a move does and did, in words that a person reads."""

from __future__ import annotations

from supervisor.moving.plan import Difference, Ending, Left, MovePlan, MoveResult, Why
from supervisor.words import _, duration, ngettext, number

_MANY = 6
"""So many places are named one by one."""


def left(of: Left) -> str:
    """What stays or goes changed, and what to do about it."""
    places = ", ".join(of.places[:_MANY]) + (" …" if len(of.places) > _MANY else "")
    match of.why:
        case Why.KEYRING:
            said = _(
                "Passwords stay in this computer’s keyring: give them again where the collector will run "
                "({places})."
            )
        case Why.VARIABLE:
            said = _(
                "Passwords in environment variables are not moved: set them where the collector will run "
                "({places})."
            )
        case Why.PATH:
            said = _(
                "Sources name files by a path of this computer: the collector must find them there, too "
                "({places})."
            )
        case Why.NUL:
            said = ngettext(
                "{count} text holds the character NUL, which a server does not keep: “�” will stand for it "
                "({places}).",
                "{count} texts hold the character NUL, which a server does not keep: “�” will stand for it "
                "({places}).",
                of.count,
            )
        case Why.WHO:
            said = _("Who did something stays as it was noted: users of this computer ({places}).")
        case Why.VEIL:
            said = ngettext(
                "In {count} batch of the journal agents are put behind tokens; who may, sees their names.",
                "In {count} batches of the journal agents are put behind tokens; who may, sees their names.",
                of.count,
            )
    return said.format(count=number(of.count), places=places)


def planned(plan: MovePlan) -> str:
    """What will be moved, in one sentence."""
    done = sum(table.done for table in plan.tables)
    if plan.begun:
        said = _("{done} of {rows} rows were moved by an earlier try, which this one goes on with.")
    else:
        said = _("{rows} rows of {tables} tables will be moved, some {size}.")
    tables = sum(1 for table in plan.tables if table.rows)
    return said.format(
        done=number(done), rows=number(plan.rows), tables=number(tables), size=size(plan.bytes)
    )


def ended(result: MoveResult) -> str:
    """How the move ended, and what to do now."""
    match result.ending:
        case Ending.DONE:
            said = _(
                "Moved: {all} rows stand in the shared centre, and all counts and sums are those of the "
                "file. The file is as it was; keep it until you trust the new centre."
            )
        case Ending.STOPPED:
            said = _("Ended. {rows} rows were moved this time and are kept; the same command goes on.")
        case Ending.CHANGED:
            said = _(
                "Moved, and all counts and sums agree; but somebody wrote to the file meanwhile, and that is "
                "not in the shared centre. End the console and the collector of the file, make the database "
                "anew and move again."
            )
        case Ending.DIFFERS:
            said = _(
                "What stands in the shared centre is not what the file holds. Nobody should work with it: "
                "move again from the beginning (--again), and if that does not help, report it."
            )
    return said.format(rows=number(result.rows), all=number(result.rows_all))


def rate(result: MoveResult) -> str:
    """How fast it was."""
    each = result.rows / result.seconds if result.seconds else 0
    return _("{rows} rows in {time}, {rate} a second.").format(
        rows=number(result.rows), time=duration(result.seconds), rate=number(each)
    )


def difference(of: Difference) -> str:
    """What is not the same."""
    where = f"{of.table} {of.month}".strip()
    if of.rows_there == of.rows_here:
        return _("{where}: as many rows, but other values").format(where=where)
    return _("{where}: {there} rows in the file, {here} in the shared centre").format(
        where=where, there=number(of.rows_there), here=number(of.rows_here)
    )


def size(bytes_: int) -> str:
    """So many bytes, as a person reads it."""
    if bytes_ >= 1e9:
        return f"{number(bytes_ / 1e9, 1)} GB"
    return f"{number(bytes_ / 1e6, 1)} MB"
