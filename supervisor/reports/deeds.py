"""What was decided to be done, by whom, until when, and what it came to: decisions of the training list,
quality measures, actions of meetings, courses and talks, as deeds of one shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from supervisor.evidence.effect import Verdict
from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.history.count_block import month_end
from supervisor.history.period import Period
from supervisor.meetings.actions import ACTION_LABELS, ActionLine, ActionState, actions
from supervisor.performance.kpi import BY_ID
from supervisor.quality.asking import DeductionQuestion, ask_deductions
from supervisor.quality.form_store import all_versions
from supervisor.quality.measure import CAME_LABELS, STATUS_LABELS, Came, FollowUp, Measure, Status
from supervisor.quality.measure_store import all_measures
from supervisor.reports.asked import Asked
from supervisor.reports.course_tables import courses_ended
from supervisor.reports.figures import title
from supervisor.reports.months import months_back
from supervisor.reports.people import People
from supervisor.review import wording
from supervisor.review.asking import ask_review
from supervisor.review.decisions import Decided, Decision, decisions, due
from supervisor.review.entries import Entry, entry_of
from supervisor.review.monthly import MonthlyReview, ReviewQuestion
from supervisor.training.coaching import DUE_LABELS, RESULT_LABELS, Due, Result, Talk, due_of
from supervisor.training.coaching_store import all_talks
from supervisor.training.course import STATE_LABELS, Arm, Course, CourseState, in_arm
from supervisor.training.course_store import all_courses, participants
from supervisor.training.outcome import CourseOutcome
from supervisor.training.wording import between, change, verdict_word
from supervisor.words import DASH, _, day, language, mark, number


class Source(StrEnum):
    """Where something that is to be done comes from."""

    DECISION = "decision"
    QUALITY = "quality"
    MEETING = "meeting"
    COURSE = "course"
    TALK = "talk"


SOURCE_LABELS = {
    Source.DECISION: mark("Training list"),
    Source.QUALITY: mark("Quality measure"),
    Source.MEETING: mark("Meeting action"),
    Source.COURSE: mark("Course"),
    Source.TALK: mark("Talk"),
}


class Standing(StrEnum):
    """How far it is."""

    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"
    DROPPED = "dropped"


STANDING_LABELS = {
    Standing.DONE: mark("Done"),
    Standing.OPEN: mark("Not done yet"),
    Standing.OVERDUE: mark("Overdue"),
    Standing.DROPPED: mark("Dropped"),
}


@dataclass(frozen=True)
class Deed:
    """Something that was to be done: *what*, about *about*, by *owner*, from *on*, until *until*; *state* in
    its own words, *result* as it was measured ("" not yet); *better*: whether that is what was wanted (None:
    cannot be said)."""

    source: Source
    what: str
    about: str
    owner: str
    on: date | None
    until: date | None
    standing: Standing
    state: str
    result: str = ""
    better: bool | None = None


def last_month(asked: Asked, people: People) -> list[Deed]:
    """What was to be done up to the end of the month: decisions of the review before, measures and actions
    that were due or done in the month or are open since, courses that ended in it or the month before, talks
    of the month."""
    first, last = asked.month, month_end(asked.month)
    review = ask_review(asked.url, ReviewQuestion(first, asked.today))
    answer = ask_deductions(asked.url, DeductionQuestion(Period(first, last)))
    courses = courses_ended(asked, months_back(first, 1), last)
    with asked.centre() as db:
        known = _Known(asked, people, db)
        decided = decisions(db, months_back(first, 1))
        measures = all_measures(db)
        lines = actions(db, at=asked.now)
    found = [known.decision(one, review) for one in decided.values()]
    found += [
        known.measure(one, answer.follow_ups.get(one.id))
        for one in measures
        if _is_of(one.plan.since, one.due, one.plan.done_on, first, last)
    ]
    found += [
        known.action(one)
        for one in lines
        if _is_of(one.meeting_day, one.action.due, one.action.done_on, first, last)
    ]
    found += [known.outcome(one) for _at, one in courses.outcomes]
    found += [known.talk(one) for one in known.talks if first <= one.held_on <= last]
    return found


def next_month(asked: Asked, people: People) -> list[Deed]:
    """What is planned for the month after, or was left open until then."""
    last = month_end(asked.month)
    until = month_end(last + timedelta(days=1))
    with asked.centre() as db:
        known = _Known(asked, people, db)
        decided = [one for one in decisions(db, asked.month).values() if one.decision is Decision.ACCEPTED]
        put_off = due(db, until)
        measures = [one for one in all_measures(db) if one.is_open]
        lines = actions(db, at=asked.now, open_only=True)
        courses = [
            one
            for one in all_courses(db)
            if last < one.last_day and one.first_day <= until and one.state is not CourseState.CANCELLED
        ]
    found = [known.course(one) for one in courses]
    found += [known.decision(one) for one in (*decided, *put_off)]
    found += [known.measure(one) for one in measures]
    found += [known.action(one) for one in lines if one.action.due is None or one.action.due <= until]
    found += [
        known.talk(one)
        for one in known.talks
        if not one.done and one.follow_up_on is not None and one.follow_up_on <= until
    ]
    return found


def _is_of(since: date | None, until: date | None, done: date | None, first: date, last: date) -> bool:
    """Whether it was done in the days from *first* to *last*, or had begun by their end and was not done
    before them."""
    if done is not None and done < first:
        return False
    begun = since or until
    return begun is None or begun <= last


class _Known:
    """What all kinds of deeds are told from."""

    def __init__(self, asked: Asked, people: People, db: Connection) -> None:
        self._zone, self._today, self._people = asked.zone, asked.today, people
        self.talks = all_talks(db)
        self._items = {
            (version.form, item.id): item.name(language())
            for version in sorted(all_versions(db), key=lambda one: one.number)
            for item in version.content.items
        }
        self._trained = {
            (course.kpi, one.unit.person): course
            for course in reversed(all_courses(db))
            if course.state is not CourseState.CANCELLED
            for one in in_arm(participants(db, course.id), Arm.TRAINED)
        }

    def decision(self, one: Decided, review: MonthlyReview | None = None) -> Deed:
        """A decision about an entry of the list, with what the level is now."""
        person, kpi, said = one.about.unit.person, one.about.kpi, one.said
        on = one.at.astimezone(self._zone).date()
        now = _entry(review, kpi, one.about.unit) if review is not None else None
        result = ""
        if now is not None and kpi in BY_ID and None not in (said.level, now.level):
            result = _("level {before} then, {now} now; class {was} then, {stands} now").format(
                before=wording.with_unit(BY_ID[kpi], said.level),
                now=wording.with_unit(BY_ID[kpi], now.level),
                was=_letter(said.answer),
                stands=wording.LETTERS[now.answer] or DASH,
            )
        standing, state = self._followed(one, on)
        return Deed(
            Source.DECISION,
            _(wording.DECISION_LABELS[one.decision]),
            _(" · ").join((self._people.person(person), title(kpi))),
            self._people.typed(one.who),
            on,
            one.until,
            standing,
            state,
            result,
            True if now is not None and now.answer is Answer.FINE else None,
        )

    def _followed(self, one: Decided, on: date) -> tuple[Standing, str]:
        """What came of a decision: a course, a talk, nothing yet."""
        if one.decision is Decision.REFUSED:
            return Standing.DROPPED, ""
        if one.decision is Decision.PUT_OFF:
            late = one.until is not None and one.until < self._today
            return (Standing.OVERDUE if late else Standing.OPEN), ""
        kpi, person = one.about.kpi, one.about.unit.person
        course = self._trained.get((kpi, person))
        if course is not None and course.first_day >= on:
            done = course.last_day < self._today
            said = _("course “{title}”").format(title=self._people.text(course.title))
            return (Standing.DONE if done else Standing.OPEN), said
        talk = next((each for each in self.talks if each.person == person and each.kpi in ("", kpi)), None)
        if talk is not None and talk.held_on >= on:
            return Standing.DONE, _("talk on {day}").format(day=day(talk.held_on, self._today))
        return Standing.OPEN, _("nothing yet")

    def measure(self, one: Measure, came: FollowUp | None = None) -> Deed:
        """A quality measure, with the error rate before and since."""
        standing = {Status.DONE: Standing.DONE, Status.DROPPED: Standing.DROPPED}.get(
            one.status, Standing.OPEN
        )
        if one.is_overdue(self._today):
            standing = Standing.OVERDUE
        item = self._items.get((one.form, one.item), "")
        return Deed(
            Source.QUALITY,
            self._people.text(one.plan.what) or item,
            item,
            self._people.typed(one.owner),
            one.plan.since,
            one.due,
            standing,
            _(STATUS_LABELS[one.status]),
            came_words(came),
            None if came is None or came.came is Came.CANNOT_TELL else came.came is Came.FEWER,
        )

    def action(self, one: ActionLine) -> Deed:
        """What a meeting charged somebody with."""
        action = one.action
        late = one.state is ActionState.OVERDUE
        done = action.done_on is not None
        return Deed(
            Source.MEETING,
            self._people.text(action.text),
            self._people.text(_(" · ").join(part for part in (one.issue_number, one.title) if part)),
            self._people.typed(_(" · ").join(part for part in (action.owner, one.department) if part))
            or one.department,
            one.meeting_day,
            action.due,
            Standing.DONE if done else Standing.OVERDUE if late else Standing.OPEN,
            _(ACTION_LABELS[one.state]),
            self._people.text(action.result) if done else "",
        )

    def course(self, one: Course) -> Deed:
        """A course to come or under way."""
        return Deed(
            Source.COURSE,
            self._people.text(one.title),
            title(one.kpi),
            self._people.typed(one.terms.trainer or one.registered_by),
            one.first_day,
            one.last_day,
            Standing.OPEN,
            _(STATE_LABELS[one.state_on(self._today)]),
        )

    def outcome(self, one: CourseOutcome) -> Deed:
        """A course that is over, with its effect."""
        kpi = one.course.kpi
        said = verdict_word(one.verdict)
        if one.effect is not None:
            said = _("{verdict}: {effect} (95 %: {interval})").format(
                verdict=said, effect=change(kpi, one.effect), interval=between(kpi, one.low, one.high)
            )
        return replace(
            self.course(one.course),
            standing=Standing.DONE,
            result=said,
            better={Verdict.HELPED: True, Verdict.DID_NOT: False, Verdict.WORSE: False}.get(one.verdict)
            if one.verdict is not None
            else None,
        )

    def talk(self, one: Talk) -> Deed:
        """A talk with somebody: its words stay between the two where names are left out."""
        result = one.said.result
        how = due_of(one, self._today)
        standing = Standing.DONE if one.done or how is None else Standing.OPEN
        if how is Due.OVERDUE:
            standing = Standing.OVERDUE
        return Deed(
            Source.TALK,
            (one.said.aim if self._people.named else "") or _("Talk"),
            _(" · ").join(
                part for part in (self._people.person(one.person), title(one.kpi) if one.kpi else "") if part
            ),
            self._people.typed(one.coach),
            one.held_on,
            one.follow_up_on,
            standing,
            _(DUE_LABELS[how]) if how is not None else "",
            _(RESULT_LABELS[result]) if result is not Result.OPEN else "",
            {Result.REACHED: True, Result.NOT_REACHED: False}.get(result),
        )


def _entry(review: MonthlyReview, kpi: str, unit: Unit) -> Entry | None:
    if kpi not in review.evidence:
        return None
    at = next((at for at, one in enumerate(review.units) if one.unit == unit), None)
    return None if at is None else entry_of(review, kpi, at)


def _letter(answer: str) -> str:
    known = {one.value: letter for one, letter in wording.LETTERS.items()}
    return known.get(answer, "") or DASH


def came_words(came: FollowUp | None) -> str:
    """What came of a quality measure, with its counts; "" where it has not begun."""
    if came is None:
        return ""
    return _("{what}: {before_errors} of {before} before, {after_errors} of {after} since").format(
        what=_(CAME_LABELS[came.came]),
        before_errors=number(came.before_errors),
        before=number(came.before),
        after_errors=number(came.after_errors),
        after=number(came.after),
    )
