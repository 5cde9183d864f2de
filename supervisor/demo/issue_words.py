"""What people write about the demo's issues, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Sentences of one language."""

    tag: str
    symptom: str
    impact: str
    severe: str
    from_meeting: str
    containment: str
    not_ours: str
    poor_cause: str
    poor_measure: str
    rejected: str
    restored: str
    agreed: str
    waits: str
    third: str
    waits_for_us: str
    more_time: str
    finished: str
    still_wrong: str
    verified: str
    fell: str
    closed: str
    mail: str
    phone: str
    covering: str
    unclear: str
    new_limit: str
    ruling: str
    decided: tuple[str, ...]
    actions: tuple[str, ...]
    done: str
    notes: tuple[str, ...]


WORDS: dict[str, Words] = {
    "zh_CN": Words(
        tag="重点督办",
        symptom="同一时段集中来电，重复来电占比高。",
        impact="客户需重复致电，平均处理时长增加，存在升级投诉风险。",
        severe="涉及费用或大面积中断，已有升级投诉。",
        from_meeting="例会上提出，尚无来电清单",
        containment="先致歉并登记工单；**不得**承诺具体恢复时间，按知识库口径答复。",
        not_ours="经核实不属于我部门职责，请转相关部门。",
        poor_cause="已收到，正在了解。",
        poor_measure="将加强管理，持续优化。",
        rejected="投入与影响不成比例，本年度不处理。",
        restored="来电量翻倍，重新纳入处理。",
        agreed="电话沟通达成一致，同意所答措施。",
        waits="等待外部单位批复施工许可",
        third="市政管理处",
        waits_for_us="等待客服提供样本号码和发生时间",
        more_time="设备到货延迟，申请延期。",
        finished="措施已完成并上线，请客服验证。",
        still_wrong="回访十户仍有四户存在同样问题，来电未见减少。",
        verified="抽查回访二十户，问题已解决；近两周未再出现集中来电。",
        fell="该类来电较基线明显减少，达到事先写下的标准；回访十五户均可自行配对遥控器。",
        closed="来电稳定在低位，同意关闭。",
        mail="邮件",
        phone="电话",
        covering="以下问题请按期答复；仍未完成的事项一并附后，请更新进展。",
        unclear="答非所问：未说明原因和具体措施，请重新答复。",
        new_limit="鉴于采购进度，同意调整期限，不再延期。",
        ruling="经讨论，由受影响环节的主管部门负责，另一部门配合。",
        decided=(
            "按答复方案执行，下次会议通报进展。",
            "先行处理投诉集中的区域。",
            "由责任部门牵头，客服提供清单。",
            "口径由责任部门书面下发后客服统一答复。",
        ),
        actions=(
            "提供近一个月的来电清单和样本录音",
            "梳理受影响客户名单并主动外呼",
            "书面说明原因和完成时间",
            "更新知识库口径并通知班组",
        ),
        done="已完成并发送相关方。",
        notes=("部门说明了进展，无异议。", "客服补充了最近一周的来电情况。", "要求下次会议带数据。"),
    ),
    "en": Words(
        tag="watched closely",
        symptom="Calls come in waves, and many call again.",
        impact="Customers call again, contacts take longer, complaints may be escalated.",
        severe="It is about money or a wide outage, and complaints were escalated.",
        from_meeting="It came up in the meeting; no contacts were listed yet",
        containment="Apologise and note the case; promise **no** time; answer as the knowledge base says.",
        not_ours="We looked: it is not our task. Please give it to whom it belongs.",
        poor_cause="Received, being looked into.",
        poor_measure="We shall manage more closely and keep improving.",
        rejected="The effort is out of proportion; not this year.",
        restored="Twice as many call now: taken up again.",
        agreed="Agreed by telephone: the measure as answered.",
        waits="Waiting for the permit for the works",
        third="City works office",
        waits_for_us="Waiting for numbers and times from the contact centre",
        more_time="Equipment is delivered late; more time is asked for.",
        finished="The measure is in force; please verify.",
        still_wrong="Four of ten customers called have the same problem; calls are not fewer.",
        verified="Twenty customers called: solved; no wave of calls for two weeks.",
        fell="Contacts of the type are clearly fewer than before, as was written down beforehand; fifteen"
        " customers who were called pair their remote control alone.",
        closed="Few calls for weeks: closed.",
        mail="mail",
        phone="telephone",
        covering="Please answer these by the day given; what is still open is listed below: please say"
        " how it stands.",
        unclear="This answers another question: neither cause nor measure is said. Please answer again.",
        new_limit="In view of the purchase the limit is moved, for the last time.",
        ruling="The department in whose part it arises has the lead; the other helps.",
        decided=(
            "To be done as answered; progress at the next meeting.",
            "First where most complaints come from.",
            "The department leads, the contact centre gives the list.",
            "The department sends the wording; then everybody answers so.",
        ),
        actions=(
            "Give the list of contacts of a month, with recordings",
            "List the customers concerned and call them",
            "Write down the cause and by when it is done",
            "Bring the knowledge base up to date and tell the teams",
        ),
        done="Done, and sent to those concerned.",
        notes=(
            "The department told how it stands; nobody objected.",
            "The contact centre added the calls of the last week.",
            "Figures are wanted at the next meeting.",
        ),
    ),
}
