"""Forms as many centres have them, to begin with: one for calls, one for chats. Whoever takes one changes it.

Twenty items: two fatal ones without points, eight critical with 8 points each, ten others with 36 together.
"""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.events import Channel
from supervisor.quality.form import AnswerKind, Content, Item, Section, Severity

_F, _C, _N = Severity.FATAL, Severity.CRITICAL, Severity.NONCRITICAL
_GRADED = AnswerKind.GRADED


@dataclass(frozen=True)
class Usual:
    """A form to begin with, and what it is called."""

    name_zh: str
    name_en: str
    content: Content

    def name(self, language: str) -> str:
        """Its name in *language*."""
        return self.name_zh if language.startswith("zh") else self.name_en


def usual_forms() -> tuple[Usual, ...]:
    """The form for calls and the one for chats."""
    return VOICE, CHAT


_RULES = Section(
    "rules",
    "红线",
    "Red lines",
    (
        Item(
            "privacy",
            "先核实身份再告知信息，不泄露客户资料",
            "Customer data only after identification",
            _F,
            help_zh="未按规定核实身份就查询、告知或修改客户资料，即为致命错误。",
            help_en="Telling or changing data of a customer who was not identified is a fatal error.",
        ),
        Item(
            "respect",
            "不与客户争吵、不辱骂、不主动中断服务",
            "No quarrel, no insult, no hanging up",
            _F,
            help_zh="无论客户如何表达，不得争吵、讽刺、辱骂或挂断。",
            help_en="Whatever the customer says: no quarrel, no mockery, and nobody is cut off.",
        ),
    ),
)
_SOLVING = Section(
    "solving",
    "问题解决",
    "Solving the matter",
    (
        Item("understanding", "准确理解客户诉求", "Understood what is asked", _C, 8),
        Item(
            "knowledge",
            "答复准确、完整",
            "The answer is right and complete",
            _C,
            8,
            help_zh="与知识库一致；客户无需再次来电即可办成。",
            help_en="As the knowledge base says, so that the customer need not come back.",
        ),
        Item("solution", "给出可行的解决办法", "Offered a way that works", _C, 8),
        Item(
            "promise",
            "承诺符合规定并说明时限",
            "Promised only what holds, and by when",
            _C,
            8,
            may_not_apply=True,
        ),
        Item(
            "business",
            "业务办理无差错",
            "Handled the business without a mistake",
            _C,
            8,
            may_not_apply=True,
        ),
        Item(
            "order",
            "工单内容完整、派发准确",
            "The work order is complete and goes where it must",
            _C,
            8,
            may_not_apply=True,
            help_zh="无需派单时选“不适用”。",
            help_en="Where no order was needed it does not apply.",
        ),
        Item("record", "来电原因登记准确", "The reason is recorded rightly", _C, 8),
        Item("escalation", "按规定升级或转接", "Passed on as the rules say", _C, 8, may_not_apply=True),
    ),
)

VOICE = Usual(
    "电话服务质检表",
    "Calls",
    Content(
        (
            _RULES,
            _SOLVING,
            Section(
                "manner",
                "服务规范",
                "Manner",
                (
                    Item("greeting", "开头语规范", "Greeting as agreed", _N, 3),
                    Item("name", "适时称呼客户", "Calls the customer by name", _N, 3),
                    Item(
                        "tone", "语气亲切、语速适中", "Friendly tone, fit pace", _N, 4, _GRADED, fine_from=3
                    ),
                    Item("listening", "耐心倾听、不打断", "Listens and does not interrupt", _N, 4),
                    Item("empathy", "适时安抚、表达理解", "Shows understanding", _N, 4, may_not_apply=True),
                    Item(
                        "hold",
                        "使用保持前征询、恢复后致谢",
                        "Asks before holding, thanks after it",
                        _N,
                        4,
                        may_not_apply=True,
                    ),
                    Item("plain", "用语通俗、无口头禅", "Plain words", _N, 4),
                    Item("dead_air", "无长时间静音", "No dead air", _N, 3),
                    Item(
                        "summary",
                        "结束前归纳并确认客户已明白",
                        "Sums up and makes sure it was understood",
                        _N,
                        4,
                        help_zh="复述结论和后续步骤，并询问是否还有其他问题。",
                        help_en="Says again what was agreed and what comes next, asks for more questions.",
                    ),
                    Item("closing", "结束语规范、邀请评价", "Closes as agreed, asks for a rating", _N, 3),
                ),
            ),
        ),
        pass_share=0.9,
        channels=(Channel.VOICE.value,),
    ),
)

CHAT = Usual(
    "在线服务质检表",
    "Chats",
    Content(
        (
            _RULES,
            _SOLVING,
            Section(
                "manner",
                "服务规范",
                "Manner",
                (
                    Item("greeting", "开头语规范", "Greeting as agreed", _N, 3),
                    Item("first_reply", "首次响应及时", "First reply in time", _N, 3),
                    Item("pace", "回复间隔适当", "No long gaps", _N, 4, _GRADED, fine_from=3),
                    Item("reading", "通读客户消息，不答非所问", "Reads before it answers", _N, 4),
                    Item("empathy", "适时安抚、表达理解", "Shows understanding", _N, 4, may_not_apply=True),
                    Item("typing", "无错别字，标点规范", "No slips of the pen", _N, 4),
                    Item("template", "不生搬模板", "No canned text that does not fit", _N, 4),
                    Item("layout", "分条作答，便于阅读", "Easy to read", _N, 3),
                    Item(
                        "summary",
                        "结束前归纳并确认客户已明白",
                        "Sums up and makes sure it was understood",
                        _N,
                        4,
                    ),
                    Item("closing", "结束语规范、邀请评价", "Closes as agreed, asks for a rating", _N, 3),
                ),
            ),
        ),
        pass_share=0.9,
        channels=(Channel.CHAT.value, Channel.MESSENGER.value),
    ),
)
