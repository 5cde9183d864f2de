from __future__ import annotations

import pytest

from supervisor.errors import UnknownNameError
from supervisor.issues import filter_store
from supervisor.issues.asked_for import AskedFor, asked_for
from supervisor.issues.question import IN_ORDER, IssueQuestion, SavedView, View
from supervisor.issues.states import State
from supervisor.storage.database import Database
from tests.issues.acting import departments
from tests.meetings.centre import ANNA, AT


def test_a_line_means_a_usual_view_a_kept_filter_or_words_to_search_for(sqlite: Database) -> None:
    closed = View(IssueQuestion(states=(State.CLOSED,)))
    with sqlite.write() as db:
        departments(db)
        filter_store.save(db, SavedView("", "What ended", closed, who="x"), acting=ANNA, at=AT)
        assert asked_for(db, "") == AskedFor(IssueQuestion(states=IN_ORDER), "Open issues")
        assert asked_for(db, "everything").question == IssueQuestion()
        assert asked_for(db, "未结问题").called == "Open issues"
        assert asked_for(db, "what ENDED", who="anna").question == closed.question
        assert asked_for(db, "what ended", who="ben").question == IssueQuestion(text="what ended")
        assert asked_for(db, " invoice ").called == "“invoice” stands in it"


def test_a_department_is_meant_by_its_id_or_its_name(sqlite: Database) -> None:
    with sqlite.write() as db:
        departments(db)
        by_id, by_name = asked_for(db, "overdue", "bill"), asked_for(db, "overdue", "Billing")
        assert by_id == by_name
        assert (by_id.question.departments, by_id.department) == (("bill",), "Billing")
        assert by_id.called == "Overdue issues, Billing"
        with pytest.raises(UnknownNameError):
            asked_for(db, "", "Nobody")
