"""Pictures of the monthly review, courses, quality."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from supervisor.words import language
from ui.shots.standing import (
    DAY,
    Shot,
)
from ui.window import MainWindow


def _review(
    tab: str = "matrix", *, opened: bool = False, kpi: str = "fcr", view: str = ""
) -> Callable[[MainWindow], QWidget]:
    """A tab of the performance page, with a made-up review of the month before; of the training list that of
    *kpi*, drawn as *view* ("levels", "funnel")."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.performance.kpi import BY_ID
        from supervisor.review.derivation import derive
        from supervisor.review.entries import training_list
        from supervisor.review.funnel import funnel_of
        from ui.review.kpis_page import KpisPage
        from ui.review.list_page import ListPage
        from ui.review.matrix_page import MatrixPage
        from ui.review.person_page import PersonPage
        from ui.review.person_sample import sample_person
        from ui.review.sample import OWN_KPI, sample_known, sample_matrix, sample_review, sample_stated
        from ui.review.screen import ReviewScreen
        from ui.review.work import ListTold

        screen = window.show_page("performance")
        assert isinstance(screen, ReviewScreen)  # noqa: S101
        page = screen.show_tab(tab)
        if not screen.desk.centre.kept.sources:
            screen.desk.show_known(screen.desk.known)
            return window
        month = (DAY.replace(day=1) - timedelta(days=1)).replace(day=1)
        screen.desk.show_known(sample_known(month))
        review = sample_review(month, month + timedelta(days=33), language())
        match page:
            case MatrixPage() if view == "stated":
                page.show_told(sample_matrix(review))
                screen.show_stated()
                screen.stated.show_told(sample_stated(review))
            case MatrixPage():
                page.show_told(sample_matrix(review))
                if opened:
                    unit = review.units[1].unit
                    page.table.select(unit, "fcr")
                    screen.show_derivation(unit, "fcr")
                    screen.derivation.show_derivation(derive(review, "fcr", unit))
            case ListPage():
                page.show_told(ListTold(training_list(review), {one: BY_ID[one] for one in review.evidence}))
                page.kpis.select(kpi)
                page.show_view(view)
                if view == "funnel":
                    page.show_funnel(funnel_of(review, kpi, page.cell.itemData(0)))
            case KpisPage() if view == "own":
                page.show_own((OWN_KPI,))
                page.open(next(row for row in page.table.arrangement.rows.values() if row.own is not None))
            case KpisPage() if opened:
                page.open(next(row for row in page.table.arrangement.rows.values() if row.kpi.id == kpi))
            case PersonPage():
                told = sample_person(month, month + timedelta(days=33), language())
                screen.desk.choose(told.file.who.unit, "aht")
                page.show_people(review.units)
                page.show_told(told)
        return window

    return then


def _training(tab: str = "courses", opened: str = "") -> Callable[[MainWindow], QWidget]:
    """The courses or the coaching of the performance page, with what is *opened* beside them."""

    def then(window: MainWindow) -> QWidget:
        from ui.review.screen import ReviewScreen
        from ui.training import sample
        from ui.training.coaching_page import CoachingPage
        from ui.training.courses_page import CoursesPage

        screen = window.show_page("performance")
        assert isinstance(screen, ReviewScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.training
        if not desk.centre.kept.sources:
            return window
        listed = sample.sample_listed(DAY)
        desk.show(listed)
        match page:
            case CoursesPage() if opened == "new":
                page.plan("fcr", [sample.unit(who) for who in sample.TRAINED])
                page.form.title.setText(listed.courses[0].course.title)
                page.form.seats.setValue(5)
                page.form.show_prospects(sample.sample_prospects(DAY))
            case CoursesPage() if opened == "categories":
                page.show_categories()
            case CoursesPage() if opened:
                row = listed.course(opened)
                assert row is not None  # noqa: S101
                page.table.select(opened)
                page.open(row)
                page.view.show_people(sample.people_of(row.course, DAY))
                if row.course.last_day < DAY:
                    page.show_outcome(sample.outcome(row.course, DAY, points=0.03 if opened == "c2" else 0.0))
            case CoachingPage() if opened == "new":
                page.begin(sample.TRAINED[:3], "fcr", "c2")
            case CoachingPage() if opened:
                page.table.select(opened)
                row_of_talk = page.table.row(opened)
                assert row_of_talk is not None  # noqa: S101
                page.open(row_of_talk)
                page.view.show_log(sample.log(DAY))
        return window

    return then


def _quality(tab: str = "evaluations", step: str = "") -> Callable[[MainWindow], QWidget]:
    """A tab of the quality page; *step*: what is open in it."""

    def then(window: MainWindow) -> QWidget:
        from ui.quality import sample
        from ui.quality.calibration_page import CalibrationPage
        from ui.quality.evaluations_page import EvaluationsPage
        from ui.quality.losses_page import LossesPage
        from ui.quality.sampling_page import EXEMPTIONS, MONTH, SamplingPage
        from ui.quality.screen import QualityScreen

        screen = window.show_page("quality")
        assert isinstance(screen, QualityScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.desk
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_listed(DAY, desk.period))
        match page:
            case EvaluationsPage():
                if step == "new":
                    page.begin()
                elif step:
                    opened = sample.sample_opened(DAY, draft=step == "draft")
                    page.table.select(opened.evaluation.id)
                    page.show_opened(opened, focus=step == "draft")
            case CalibrationPage():
                page.show_answers(sample.sample_calibration(DAY))
                if step == "plan":
                    page.begin()
                elif step:
                    page.enter_ratings()
            case SamplingPage():
                page.show_view(EXEMPTIONS if step == "exempt" else MONTH)
                page.show_lines(sample.sample_sampling(DAY))
                page.show_exempt(sample.sample_exempt(DAY))
                if step == "drawn":
                    page.show_drawn(sample.sample_drawn(DAY))
                elif step:
                    page.exempt.table.select("p0")
                    page.exempt.open(page.exempt.table.selected()[0])
            case LossesPage():
                page.show_answer(sample.sample_losses(DAY, desk.period, page.form.form))
                if step:
                    page.table.select("calls/summary")
                    page.open(page.table.selected()[0])
        return window

    return then


SHOTS = {
    "review": Shot("performance", then=_review()),
    "review-derivation": Shot("performance", then=_review(opened=True)),
    "review-list": Shot("performance", then=_review("list")),
    "review-list-few": Shot("performance", then=_review("list", kpi="csat")),
    "review-levels": Shot("performance", then=_review("list", view="levels")),
    "review-funnel": Shot("performance", then=_review("list", view="funnel")),
    "review-kpis": Shot("performance", then=_review("kpis")),
    "review-kpi": Shot("performance", then=_review("kpis", opened=True)),
    "review-own-kpi": Shot("performance", then=_review("kpis", opened=True, view="own")),
    "review-list-empty": Shot("performance", empty=True, then=_review("list")),
    "review-person": Shot("performance", then=_review("person")),
    "review-person-empty": Shot("performance", empty=True, then=_review("person")),
    "review-stated": Shot("performance", then=_review(view="stated")),
    "review-empty": Shot("performance", empty=True, then=_review()),
    "courses": Shot("performance", then=_training()),
    "course": Shot("performance", then=_training(opened="c2")),
    "course-planned": Shot("performance", then=_training(opened="c4")),
    "course-new": Shot("performance", then=_training(opened="new")),
    "course-categories": Shot("performance", then=_training(opened="categories")),
    "courses-empty": Shot("performance", empty=True, then=_training()),
    "coaching": Shot("performance", then=_training("coaching")),
    "coaching-talk": Shot("performance", then=_training("coaching", "t1")),
    "coaching-new": Shot("performance", then=_training("coaching", "new")),
    "coaching-empty": Shot("performance", empty=True, then=_training("coaching")),
    "quality": Shot("quality", then=_quality()),
    "quality-evaluation": Shot("quality", then=_quality(step="appealed")),
    "quality-draft": Shot("quality", then=_quality(step="draft")),
    "quality-new": Shot("quality", then=_quality(step="new")),
    "quality-losses": Shot("quality", then=_quality("losses")),
    "quality-measure": Shot("quality", then=_quality("losses", "measure")),
    "quality-losses-empty": Shot("quality", empty=True, then=_quality("losses")),
    "quality-calibration": Shot("quality", then=_quality("calibration")),
    "quality-rating": Shot("quality", then=_quality("calibration", "rate")),
    "quality-calibration-new": Shot("quality", then=_quality("calibration", "plan")),
    "quality-calibration-empty": Shot("quality", empty=True, then=_quality("calibration")),
    "quality-sampling": Shot("quality", then=_quality("sampling")),
    "quality-drawn": Shot("quality", then=_quality("sampling", "drawn")),
    "quality-exempt": Shot("quality", then=_quality("sampling", "exempt")),
    "quality-sampling-empty": Shot("quality", empty=True, then=_quality("sampling")),
    "quality-forms": Shot("quality", then=_quality("forms")),
    "quality-forms-empty": Shot("quality", empty=True, then=_quality("forms")),
    "quality-empty": Shot("quality", empty=True, then=_quality()),
}
