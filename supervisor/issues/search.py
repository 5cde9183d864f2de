"""Searching issues by what is written in them: what is searched, and the condition that finds it.

Chinese is written without spaces, so that not words but runs of characters are looked for: three characters
and more by an index of trigrams (SQLite's FTS5, PostgreSQL's pg_trgm), fewer by looking at every row. What is
searched is kept folded in `issue.search_text`; triggers keep the index like it, also where undo writes rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from supervisor.issues.issue import Issue
from supervisor.issues.reply import Reply

SHORTEST = 3
"""Fewer characters have no trigram."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_NUMBER = re.compile(r"[a-z]{0,4}-?\d[\d-]*[a-z]?")
_PHONE = re.compile(
    r"(?<![\d-])(?:"
    r"\+\d(?:[ -]?\d){7,14}"  # with its country
    r"|(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"  # a mobile
    r"|0\d{2,3}[ -]?\d{3,4}[ -]?\d{4}"  # a place's code and a number there
    r"|\(0\d{2,3}\)[ -]?\d{3,4}[ -]?\d{4}"
    r")(?![\d-])"
)


def folded(text: str) -> str:
    """*text* as it is compared: full width as half, no capitals, one kind of dash, one line."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES)
    if plain.isprintable():
        return plain
    return "".join(map(_printed, plain))


def _printed(each: str) -> str:
    kind = unicodedata.category(each)
    if kind == "Cf":  # zero width: nobody sees it, nobody types it
        return ""
    return " " if kind in ("Cc", "Cs", "Zl", "Zp") else each


def without_phones(text: str) -> str:
    """*text* (folded) without what looks like a customer's telephone number: nobody is found by it."""
    return _PHONE.sub(" ", text)


def text_of(issue: Issue, replies: Iterable[Reply] = ()) -> str:
    """All of *issue* and its *replies* that is searched, folded, a line each, without telephone numbers.

    Names of departments and menu nodes are not in it: the search looks them up as they are called today.
    """
    text, facts, standing = issue.text, issue.facts, issue.standing
    parts = [
        issue.title,
        text.description,
        text.symptom,
        text.impact,
        text.severity_reason,
        text.no_evidence_because,
        text.cause,
        text.containment,
        text.knowledge_link,
        text.correction,
        text.prevention,
        facts.category,
        facts.product,
        *facts.tags,
        issue.made_by,
        facts.contact,
        facts.measure_owner,
        standing.risk_carrier,
        *standing.watchers,
    ]
    if facts.criterion is not None:
        parts.append(facts.criterion.judge)
    for reply in replies:
        answer = reply.answer
        parts += [answer.cause, answer.measure, answer.owner, answer.progress, answer.proposed]
        parts += [answer.remark, reply.said_by]
    lines = dict.fromkeys(without_phones(folded(each)).strip() for each in parts)
    number = folded(issue.number)
    return "\n".join(filter(None, [number, number.replace("-", ""), *lines]))


def words_of(typed: str) -> list[tuple[str, ...]]:
    """The words of what was typed, folded, each in the ways in which it may be written: what looks like a
    number is found with its dashes and without."""
    words: list[tuple[str, ...]] = []
    for word in dict.fromkeys(folded(typed).split()):
        bare = word.replace("-", "")
        is_number = bare != word and bare and _NUMBER.fullmatch(word)
        words.append((word, bare) if is_number else (word,))
    return words
