from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from supervisor.clock import BusinessDays
from supervisor.facts.contact import Outcome
from supervisor.history.contacts import ContactLine
from supervisor.history.period import Period
from supervisor.issues.evidence import MOST_CONTACTS, Contacts, QualityFinding
from supervisor.issues.seed import of_abandoned, of_contacts, of_loss
from supervisor.live.board import Abandoned
from supervisor.quality.deductions import ItemLoss
from supervisor.quality.form import Severity

DAYS = BusinessDays(ZoneInfo("Asia/Shanghai"))
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def contact(name: str, *, queue: str = "Billing", type: str = "bills", later: float = 0) -> ContactLine:
    at = NINE + timedelta(hours=later)
    return ContactLine(
        "demo", name, queue, "voice", type, "", at, None, None, Outcome.ABANDONED, "", "",
        *(None,) * 5, "", "", None,
    )  # fmt: skip


def test_contacts_of_one_type_and_queue_give_category_title_and_days() -> None:
    seed = of_contacts([contact("a"), contact("b", later=20)], DAYS, "March")
    assert (seed.title, seed.category) == ("2 contacts in Billing", "bills")
    assert (seed.first_seen, seed.last_seen) == (date(2026, 3, 2), date(2026, 3, 3))
    (matter,) = seed.matters
    assert isinstance(matter, Contacts)
    assert [one.contact for one in matter.contacts] == ["a", "b"]
    assert matter.how == "March"


def test_contacts_of_two_types_leave_the_category_to_who_writes() -> None:
    assert of_contacts([contact("a"), contact("b", type="faults")], DAYS, "").category == ""


def test_of_too_many_contacts_the_first_are_kept_and_that_is_said() -> None:
    seed = of_contacts([contact(str(n)) for n in range(MOST_CONTACTS + 5)], DAYS, "All")
    (matter,) = seed.matters
    assert isinstance(matter, Contacts)
    assert len(matter.contacts) == MOST_CONTACTS
    assert matter.how == "All (the first 2,000 of 2,005)"


def test_abandoned_contacts_name_their_queue() -> None:
    seed = of_abandoned(("demo", "Billing"), [Abandoned("a", NINE, 40.0)], DAYS)
    assert seed.title == "Customers give up in Billing"
    (matter,) = seed.matters
    assert isinstance(matter, Contacts)
    assert matter.contacts[0].source == "demo"


def test_a_lost_item_becomes_a_finding_with_its_counts() -> None:
    loss = ItemLoss(
        ("f", "i"), "称呼", "Greeting", Severity.NONCRITICAL, 40, 9, 18.0, 0.2, 0.2, True, None, None, 5
    )
    seed = of_loss(loss, "Voice", Period(date(2026, 3, 1), date(2026, 3, 31)), "en")
    assert seed.matters == (
        QualityFinding("f", "i", "Voice: Greeting", 9, 40, date(2026, 3, 1), date(2026, 3, 31)),
    )
