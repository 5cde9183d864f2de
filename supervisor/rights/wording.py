"""What an account with these roles and scopes will see, and what about it is doubtful, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from supervisor.rights.act import ACT_TITLES, Act
from supervisor.rights.own import Rights
from supervisor.rights.places import Places
from supervisor.rights.role import DatabaseRole as R
from supervisor.words import _, ngettext, number

NAMED = 3
"""So many teams or departments are named; of more it says how many."""


def seen(
    roles: Iterable[R], teams: Iterable[str], departments: Iterable[str], places: Places
) -> tuple[str, ...]:
    """What somebody with *roles* sees, given the own *teams* and *departments* (ids): a sentence each."""
    has, own, asked = frozenset(roles), frozenset(teams), frozenset(departments)
    if not has:
        return (_("It sees nothing: it has no role."),)
    said = []
    if R.MANAGER in has:
        said.append(
            ngettext(
                "It sees everything about people ({n} person), figures, issues and reports of the centre.",
                "It sees everything about people ({n} people), figures, issues and reports of the centre.",
                len(places.people),
            ).format(n=number(len(places.people)))
        )
    else:
        said += _of_floor(has, own, places)
        if R.LIAISON in has:
            said.append(
                _("It works on issues, sheets and meetings of {departments}.").format(
                    departments=_some(asked, places)
                )
                if asked
                else _("It works on issues, sheets and meetings of all departments.")
            )
    if R.DEPARTMENT in has and not has & {R.MANAGER} and asked:
        said.append(
            _("It reads the lines that were sent to {departments}.").format(departments=_some(asked, places))
        )
    if R.ADMINISTRATOR in has:
        said.append(
            _("It manages accounts, people, sources and settings.")
            if R.MANAGER in has
            else _(
                "It manages accounts, people, sources and settings; figures of people come with other roles."
            )
        )
    if R.SERVICE in has:
        said.append(_("It is what the collector writes as: it reads and writes whatever that needs."))
    if not said or has == {R.VIEWER}:
        said = [_("It sees the boards without names, and nothing else.")] if R.VIEWER in has else said
    return tuple(said) or (_("It sees nothing yet."),)


def _of_floor(has: frozenset[R], own: frozenset[str], places: Places) -> list[str]:
    people = places.people_of(own)
    count = ngettext("{n} person", "{n} people", len(people)).format(n=number(len(people)))
    said = []
    if R.SUPERVISOR in has and own:
        said.append(
            _("It sees the boards, and by name the people and figures of {teams} ({count}).").format(
                teams=_some(own, places), count=count
            )
        )
    elif R.SUPERVISOR in has:
        said.append(_("It sees the boards and the history of queues, and nobody by name."))
    if R.QUALITY in has and own:
        said.append(
            _("It judges contacts, and sees people and figures of {teams} ({count}).").format(
                teams=_some(own, places), count=count
            )
        )
    elif R.QUALITY in has:
        said.append(_("It judges contacts, and sees people and figures of the whole centre."))
    return said


def doubts(
    roles: Iterable[R], teams: Iterable[str], departments: Iterable[str], places: Places
) -> tuple[str, ...]:
    """What is probably not meant so: a sentence each, with what to do."""
    has, own, asked = frozenset(roles), frozenset(teams), frozenset(departments)
    said = []
    if not has:
        said.append(_("Without a role whoever logs in sees nothing: choose one."))
    if R.SUPERVISOR in has and not own and not has & {R.MANAGER, R.QUALITY}:
        said.append(_("A supervisor without a team sees nobody: choose a team."))
    if own and R.SUPERVISOR in has and R.MANAGER not in has and not places.people_of(own):
        said.append(_("Nobody is in the chosen teams today."))
    if R.DEPARTMENT in has and not asked and R.MANAGER not in has:
        said.append(_("A department reader without a department sees nothing: choose a department."))
    if {R.ADMINISTRATOR, R.MANAGER} <= has:
        said.append(
            _(
                "Who manages accounts and is a manager too may see everything and give it to everybody: "
                "better two people."
            )
        )
    if R.VIEWER in has and len(has) > 1:
        said.append(_("A wall’s password is known to many: give a wall the viewer’s role alone."))
    if R.SERVICE in has and len(has) > 1:
        said.append(_("The collector’s account is nobody’s own: give it that role alone."))
    if own and not has & {R.SUPERVISOR, R.QUALITY}:
        said.append(_("The teams mean nothing to these roles."))
    elif own and R.MANAGER in has:
        said.append(_("A manager sees the whole centre: the teams bound nothing."))
    if asked and not has & {R.LIAISON, R.DEPARTMENT}:
        said.append(_("The departments mean nothing to these roles."))
    gone = [id for id in (*own, *asked) if id not in places.teams and id not in places.departments]
    if gone:
        said.append(_("A team or department that was chosen is not known any more."))
    return tuple(said)


def hidden(rights: Rights) -> tuple[str, ...]:
    """What whoever has *rights* may not do, in words, in the usual order."""
    return tuple(_(ACT_TITLES[act]) for act in Act if not rights.may(act))


def _some(ids: frozenset[str], places: Places) -> str:
    """Some places by name: "第一组, 第二组 and 3 more"."""
    names = places.called(ids)
    if len(names) <= NAMED:
        return _(", ").join(names)
    rest = len(names) - NAMED + 1
    return _("{names} and {n} more").format(names=_(", ").join(names[: NAMED - 1]), n=number(rest))
