"""A line of the board with other persons in it; the same object where nothing is another."""

from __future__ import annotations

from supervisor.live.board import Abandoned, AgentLine, OpenContact


def reached(contact: OpenContact, number: str, login: str) -> OpenContact:
    """*contact* of the customer's *number* and the agent's *login*."""
    if contact.number == number and contact.login == login:
        return contact
    return OpenContact(
        contact.source,
        contact.contact,
        contact.queue,
        contact.since,
        contact.stage,
        contact.channel,
        number,
        login,
        contact.stage_since,
    )


def of_number(gave_up: Abandoned, number: str) -> Abandoned:
    """*gave_up* of the customer's *number*."""
    if gave_up.number == number:
        return gave_up
    return Abandoned(gave_up.contact, gave_up.since, gave_up.wait_s, gave_up.channel, number, gave_up.short)


def called(line: AgentLine, login: str, name: str) -> AgentLine:
    """*line* of an agent of that *login* and *name*."""
    if line.login == login and line.name == name:
        return line
    return AgentLine(
        line.source,
        login,
        name,
        line.state,
        line.since,
        line.at,
        line.break_code,
        line.team,
        line.queues,
        line.contacts,
        line.break_queues,
        line.spent,
        line.work,
    )
