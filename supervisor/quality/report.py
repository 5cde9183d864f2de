"""Quality as other programs read it: plain documents with stable names; shares 0 to 1, None where unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from supervisor.people.roll import Roll
from supervisor.quality.asking import AgreementAnswer, DeductionAnswer
from supervisor.quality.calibration import ItemAgreement, RaterLine
from supervisor.quality.deductions import ItemLoss
from supervisor.quality.evaluation import Evaluation, score
from supervisor.quality.exempting import ExemptLine, sentences
from supervisor.quality.form import Form, FormVersion
from supervisor.quality.measure import FollowUp, Measure
from supervisor.quality.sampling import Candidate, SamplingLine
from supervisor.quality.sheet_reading import EvaluationSheet, SheetRow


def form_document(form: Form, versions: tuple[FormVersion, ...]) -> dict[str, Any]:
    """A form with its versions and their items."""
    return {
        "id": form.id,
        "name": form.name,
        "retired": form.retired,
        "versions": [
            {
                "id": one.id,
                "number": one.number,
                "since": one.since.isoformat(),
                "used": one.used,
                "pass_share": one.content.pass_share,
                "channels": list(one.content.channels),
                "items": [
                    {
                        "id": item.id,
                        "section": section.id,
                        "name_zh": item.name_zh,
                        "name_en": item.name_en,
                        "severity": item.severity.value,
                        "points": item.points,
                        "answer": item.kind.value,
                        "may_not_apply": item.may_not_apply,
                    }
                    for section in one.content.sections
                    for item in section.items
                ],
            }
            for one in versions
            if one.form == form.id
        ],
    }


def evaluation_document(
    one: Evaluation, version: FormVersion | None, forms: Mapping[str, str], roll: Roll
) -> dict[str, Any]:
    """One evaluation with what it comes to."""
    reached = score(version.content, one.judgement.answers) if version is not None else None
    person = roll.persons.get(one.person)
    return {
        "id": one.id,
        "form": forms.get(version.form, version.form) if version else None,
        "form_version": version.number if version else None,
        "person": one.person,
        "name": roll.called(one.person, one.contact_day) if person else None,
        "number": person.number if person else None,
        "day": one.contact_day.isoformat(),
        "channel": one.channel or None,
        "contact": one.contact or None,
        "source": one.judgement.source or None,
        "rater": one.rater,
        "judged_at": one.evaluated_at.isoformat(),
        "state": one.state.value,
        "score": reached.share if reached else None,
        "points": reached.given if reached else None,
        "points_possible": reached.possible if reached else None,
        "passed": reached.passed if reached else None,
        "fatal": reached.fatal if reached else None,
        "errors": sorted(reached.errors) if reached else None,
        "appeals": len(one.judgement.appeals),
    }


def measure_document(one: Measure, came: FollowUp | None) -> dict[str, Any]:
    """A measure, and what came of it as far as that can be told."""
    return {
        "id": one.id,
        "form": one.form,
        "item": one.item,
        "owner": one.owner,
        "since": one.plan.since.isoformat() if one.plan.since else None,
        "due": one.due.isoformat() if one.due else None,
        "status": one.status.value,
        "what": one.plan.what,
        "note": one.plan.note,
        "follow_up": None
        if came is None
        else {
            "errors_before": came.before_errors,
            "n_before": came.before,
            "rate_before": came.rate_before,
            "errors_since": came.after_errors,
            "n_since": came.after,
            "rate_since": came.rate_after,
            "change": came.change,
            "low": came.interval.low if came.interval else None,
            "high": came.interval.high if came.interval else None,
            "came": came.came.value,
        },
    }


def deduction_document(answer: DeductionAnswer) -> dict[str, Any]:
    """Where points are lost: the items, the worst first."""
    asked, found = answer.question, answer.deductions
    return {
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        "before_from": asked.before.first.isoformat(),
        "before_to": asked.before.last.isoformat(),
        "by": found.by.value,
        "forms": found.forms,
        "forms_before": found.forms_before,
        "errors": found.errors,
        "points_lost": found.lost,
        "items": [_item_document(one, answer) for one in found.items],
    }


def _item_document(one: ItemLoss, answer: DeductionAnswer) -> dict[str, Any]:
    form, item = one.key
    return {
        "form": form,
        "item": item,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "severity": one.severity.value,
        "n": one.n,
        "errors": one.errors,
        "rate": one.rate,
        "rate_before": one.rate_before,
        "points_lost": one.lost,
        "share": one.share,
        "cumulated": one.cumulated,
        "concentrated": one.main,
        "persons": one.persons,
        "by_group": {
            answer.group_names.get(group, group): {"errors": errors, "n": n}
            for group, (errors, n) in one.by_group.items()
        },
        "measures": [measure_document(each, answer.follow_ups.get(each.id)) for each in one.measures],
    }


def agreement_document(answer: AgreementAnswer) -> dict[str, Any]:
    """What a calibration says."""
    said, session = answer.agreement, answer.session
    return {
        "id": session.id,
        "title": session.title,
        "held_on": session.held_on.isoformat(),
        "contacts": said.contacts,
        "percent": said.percent,
        "percent_by_chance": said.by_chance,
        "kappa": said.kappa.value if said.kappa else None,
        "fleiss": said.fleiss,
        "alpha": said.alpha,
        "icc_agreement": said.icc.agreement if said.icc else None,
        "icc_consistency": said.icc.consistency if said.icc else None,
        "acceptance": said.acceptance.value,
        "gage": asdict(said.gage) if said.gage else None,
        "raters": [_rater_document(one) for one in said.raters],
        "items": [_agreed_document(one) for one in said.items],
        "to_rewrite": list(said.to_rewrite),
        "missing": [{"contact": contact, "rater": rater} for contact, rater in said.missing],
    }


def _rater_document(one: RaterLine) -> dict[str, Any]:
    return {
        "rater": one.rater,
        "contacts": one.contacts,
        "score": one.share,
        "bias": one.bias,
        "severe": one.is_severe,
        "lenient": one.is_lenient,
        "again_agreement": one.items.agreement if one.items else None,
        "again_shift": one.total.shift if one.total else None,
        "again_sd": one.total.sd if one.total else None,
    }


def _agreed_document(one: ItemAgreement) -> dict[str, Any]:
    return {
        "item": one.item,
        "contacts": one.contacts,
        "percent": one.percent,
        "kappa": one.kappa.value if one.kappa else None,
        "fleiss": one.fleiss,
        "alpha": one.alpha,
        "acceptance": one.acceptance.value,
        "apart": list(one.apart),
    }


def sampling_document(one: SamplingLine) -> dict[str, Any]:
    """One person's month."""
    return {
        "person": one.person,
        "name": one.name,
        "number": one.number,
        "team": one.team_name or None,
        "new": one.is_new,
        "exempt": one.exempt,
        "planned": one.planned,
        "done": one.done,
        "drafts": one.drafts,
        "missing": one.missing,
    }


def candidate_document(one: Candidate) -> dict[str, Any]:
    """A contact that was drawn."""
    return {
        "person": one.person,
        "source": one.source,
        "contact": one.contact,
        "at": one.at.isoformat(),
        "day": one.day.isoformat(),
        "channel": one.channel,
        "queue": one.queue,
        "type": one.type,
        "talk_s": one.talk_s,
    }


def exempt_document(one: ExemptLine) -> dict[str, Any]:
    """What the rule says of one person."""
    judged = one.judged
    return {
        "person": one.person,
        "name": one.name,
        "number": one.number,
        "team": one.team_name or None,
        "limit": one.limit,
        "fatal": one.record.fatal,
        "forms": one.record.forms,
        "chance_above": judged.chance if judged else None,
        "may_be_exempt": one.may,
        "against": [str(word) for word in judged.against] if judged else ["no_target"],
        "more_forms": judged.more if judged else None,
        "floor": judged.floor if judged else None,
        "confirmed": list(one.record.confirmed),
        "complaints": [on.isoformat() for on in one.record.complaints],
        "exempt_since": one.standing.since.isoformat() if one.standing else None,
        "ends": one.ends.isoformat() if one.ends else None,
        "why": list(sentences(one)),
    }


def sheet_document(sheet: EvaluationSheet) -> dict[str, Any]:
    """What a file would do."""
    return {
        "file": sheet.file,
        "problem": sheet.problem or None,
        "unread": list(sheet.unread),
        "rows": [_row_document(one) for one in sheet.rows],
    }


def _row_document(one: SheetRow) -> dict[str, Any]:
    return {
        "row": one.number,
        "verdict": one.verdict.value,
        "person": one.evaluation.person if one.evaluation else None,
        "score": one.share,
        "problem": one.problem or None,
    }
