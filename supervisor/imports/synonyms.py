"""What columns and values are called in the centres' sheets, Chinese and English, and what they mean to us.

Words of the trade as telephone systems, survey and quality tools print them. The first of a list is the one
that goes before the others where a sheet has several (the day of the call before the day of the answer).
"""

from __future__ import annotations

from supervisor.events import Channel
from supervisor.facts.contact import Outcome
from supervisor.facts.fields import FIELDS
from supervisor.imports.mapping import Shape


def _words(listed: str) -> tuple[str, ...]:
    parts = (part.strip() for line in listed.splitlines() for part in line.split("|"))
    return tuple(part for part in parts if part)


_LOGIN = _words(
    """
    工号 | 坐席工号 | 座席工号 | 客服工号 | 员工工号 | 员工编号 | 员工号 | 坐席号 | 座席号
    坐席编号 | 座席编号 | 坐席id | 座席id | 客服id | 员工id | 坐席账号 | 座席账号 | 客服账号 | 账号
    登录名 | 登录账号 | 登录id | 登录工号 | 受理工号 | 处理人工号 | 被评工号 | 被检工号 | 分机
    分机号 | 坐席分机 | agent id | agent no | agent number | agent login | login | login id
    login name | user id | user | username | employee id | employee no | employee number | staff id
    staff no | extension | ext
    """
)
_AGENT = _words(
    """
    姓名 | 坐席姓名 | 座席姓名 | 客服姓名 | 员工姓名 | 坐席名称 | 座席名称 | 坐席 | 座席 | 客服
    客服代表 | 客服专员 | 员工 | 话务员 | 接线员 | 人员 | 受理人 | 处理人 | 被检人 | 被检人员
    被质检人 | 质检对象 | 责任人 | agent | agent name | name | full name | employee | employee name
    staff | staff name | representative | advisor | handled by | assigned to | assignee
    """
)
_TEAM = _words(
    """
    班组 | 所属班组 | 组别 | 团队 | 小组 | 所属组 | 坐席组 | 座席组 | 班组名称 | team | team name
    group
    """
)
_DAY = _words(
    """
    通话日期 | 来电日期 | 服务日期 | 通话时间 | 来电时间 | 服务时间 | 录音日期 | 录音时间 | 会话时间
    call date | contact date | 日期 | 统计日期 | 业务日期 | 数据日期 | 统计日 | 年月日 | 工作日期
    日期时间 | date | day | 月份 | 统计月份 | 年月 | 统计年月 | 月 | month | 受理日期 | 受理时间
    创建日期 | 创建时间 | 提交时间 | 投诉日期 | 投诉时间 | 派单日期 | 派单时间 | 工单时间 | 评价日期
    评价时间 | 质检日期 | 质检时间 | 评分日期 | report date | created | created at | created on
    opened | opened at | submitted | submitted at | survey date | response date | evaluation date
    统计时间
    """
)
_TIME = _words(
    """
    时段 | 时间段 | 时间区间 | 区间 | 统计时段 | 半小时 | 小时 | 时间 | 开始时间 | 时段开始
    interval | time | time slot | slot | hour | half hour | start time | from
    """
)
_CHANNEL = _words(
    """
    渠道 | 渠道类型 | 接入渠道 | 服务渠道 | 媒体 | 媒体类型 | channel | media | media type
    """
)
_SKILL = _words(
    """
    技能组 | 技能 | 技能组名称 | 队列 | 队列名称 | 技能队列 | 业务组 | 热线 | 业务线 | queue
    queue name | skill | skill group | skillset | service | line | vdn
    """
)
_TYPE = _words(
    """
    业务类型 | 来电类型 | 通话类型 | 问题类型 | 服务类型 | 咨询类型 | 业务分类 | 来电原因 | 服务小结
    call type | contact type | type | category | reason | contact reason | disposition
    """
)
_ID_CALL = _words(
    """
    通话id | 会话id | 呼叫id | 录音编号 | 录音流水号 | 流水号 | 通话流水号 | call id | contact id
    session id
    """
)
_COMMON = {
    "login": _LOGIN,
    "agent": _AGENT,
    "team": _TEAM,
    "day": _DAY,
    "channel": _CHANNEL,
    "skill": _SKILL,
    "type": _TYPE,
}

_COUNTS: dict[str, tuple[str, ...]] = {
    "n_offered": _words(
        """
        呼入量 | 来电量 | 分配量 | 呼叫量 | 进线量 | 接入量 | 振铃次数 | 来电数 | 呼入数 | 呼入次数
        转坐席量 | 呼入总量 | offered | calls offered | contacts offered | rings | presented
        inbound calls
        """
    ),
    "n_answered": _words(
        """
        接听量 | 接通量 | 接听数 | 接通数 | 应答数 | 应答量 | 接听次数 | 接通次数 | 应答次数
        通话次数 | 通话量 | 接话量 | 处理量 | 服务量 | 会话量 | 接待量 | 接起量 | 人工接听量
        呼入接听量 | 呼入接通量 | 呼入应答量 | 有效通话量 | answered | calls answered | handled
        calls handled | contacts handled | calls | acd calls | contacts | chats handled
        answered calls
        """
    ),
    "n_rona": _words(
        """
        未接量 | 漏接量 | 漏接数 | 漏接次数 | 未接数 | 未接次数 | 未应答 | 未应答数 | 振铃未接
        rona | missed | missed calls | not answered | no answer | ring no answer | rejected
        """
    ),
    "n_short": _words("短通话 | 短时通话 | 短通话量 | short calls | short contacts"),
    "talk_s": _words(
        """
        通话时长 | 通话总时长 | 总通话时长 | 通话时间 | 通话总时间 | 呼入通话时长 | 呼入通话总时长
        会话时长 | talk time | total talk time | acd time | talking | conversation time
        """
    ),
    "hold_s": _words(
        """
        保持时长 | 保持总时长 | 总保持时长 | 通话保持时长 | 保持时间 | hold time | total hold time
        hold
        """
    ),
    "acw_s": _words(
        """
        案头时长 | 话后时长 | 话后处理时长 | 事后处理时长 | 整理时长 | 后处理时长 | 话后总时长
        案头总时长 | 话后整理时长 | 整理态时长 | acw时长 | acw | acw time | after call work
        after call work time | wrap up time | wrap-up | wrapup | wrap time | after contact time
        """
    ),
    "handle_s": _words(
        """
        处理时长 | 处理总时长 | 总处理时长 | 服务时长 | handle time | total handle time
        handling time
        """
    ),
    "n_held": _words("保持次数 | 保持量 | 通话保持次数 | held | calls held | hold count | holds"),
    "n_transfer": _words(
        """
        转接次数 | 转接量 | 转接数 | 转出次数 | 转出量 | transfers | transferred | transfers out
        """
    ),
    "n_consult": _words("咨询次数 | 磋商次数 | 内部咨询次数 | consults | consultations"),
    "n_escalation": _words("升级次数 | 升级量 | 转班长次数 | escalations | escalated"),
    "n_dispatch": _words(
        """
        派单量 | 派单数 | 工单量 | 工单数 | 生成工单数 | dispatches | work orders | tickets
        """
    ),
    "n_dispatch_wrong": _words(
        """
        差错工单 | 差错工单数 | 错派量 | 错误工单数 | wrong orders | wrong work orders
        """
    ),
    "n_fcr_eligible": _words("一次解决统计量 | 首次来电量 | 首次来电数 | fcr eligible | first contacts"),
    "n_fcr_ok": _words(
        """
        一次解决量 | 一次解决数 | 首解量 | 首次解决量 | fcr resolved | first contact resolved
        """
    ),
    "n_fcr_asked": _words("解决评价数 | fcr asked"),
    "n_fcr_asked_ok": _words("评价已解决数 | fcr asked ok"),
    "n_survey_sent": _words(
        """
        邀评量 | 邀请量 | 邀评数 | 邀请评价数 | 推送量 | 送评量 | surveys sent | invited
        survey sent | invitations
        """
    ),
    "n_survey": _words(
        """
        参评量 | 评价量 | 参评数 | 评价数 | 有效评价数 | 评价次数 | surveys | surveys answered
        answers | responses | survey responses
        """
    ),
    "n_csat_top2": _words(
        """
        满意量 | 满意数 | 满意评价数 | 好评量 | 好评数 | 满意及以上 | satisfied | satisfied answers
        top 2 box
        """
    ),
    "csat_sum": _words("满意度总分 | 评价总分 | satisfaction points | csat sum"),
    "n_nps": _words("nps评价数 | nps answers"),
    "n_promoter": _words("推荐者 | 推荐者数 | promoters"),
    "n_detractor": _words("贬损者 | 贬损者数 | detractors"),
    "n_complaint": _words("投诉量 | 投诉数 | 被投诉量 | 被投诉次数 | 投诉件数 | complaints"),
    "n_complaint_valid": _words(
        """
        有责投诉 | 有责投诉量 | 有责投诉数 | 有效投诉 | 有效投诉量 | valid complaints | upheld
        """
    ),
    "signed_s": _words(
        """
        签入时长 | 登录时长 | 在线时长 | 签入总时长 | 登录总时长 | 在岗时长 | 登陆时长 | 签到时长
        登录时间 | login time | logged in time | signed in | signed in time | staffed time | staffed
        logged in | total login time
        """
    ),
    "busy_s": _words("占用时长 | 服务中时长 | 应答占用时长 | busy time | time on contacts | engaged time"),
    "ready_s": _words(
        """
        空闲时长 | 就绪时长 | 示闲时长 | 等待时长 | 空闲总时长 | 示闲总时长 | ready | ready time
        idle time | available time | idle | avail time | available
        """
    ),
    "break_s": _words(
        """
        小休时长 | 休息时长 | 示忙时长 | 离席时长 | 小休总时长 | 示忙总时长 | 忙碌时长 | break
        break time | aux time | not ready time | not ready | pause time | paused
        """
    ),
    "training_s": _words("培训时长 | training | training time"),
    "meeting_s": _words("会议时长 | meeting | meeting time | meetings"),
    "other_aux_s": _words("其他时长 | 其它时长 | 其他小休时长 | other aux | other time"),
    "paid_s": _words("计薪时长 | 工作时长 | 出勤时长 | paid time | paid"),
    "scheduled_s": _words("排班时长 | 计划时长 | scheduled | scheduled time"),
    "adhered_s": _words("遵时时长 | 遵守时长 | adherence time | adhered"),
    "credited_s": _words("带教时长 | 辅导时长 | credited time | mentoring time | coaching time"),
    "n_form": _words(
        """
        质检量 | 质检数 | 质检份数 | 质检次数 | 抽检量 | forms | evaluations | quality forms
        """
    ),
    "n_fatal_form": _words("致命错误 | 致命错误数 | 致命差错数 | fatal errors | fatal forms"),
    "n_critical_err": _words("关键错误 | 关键错误数 | 关键差错数 | critical errors"),
    "n_noncritical_err": _words("非关键错误 | 非关键错误数 | 非关键差错数 | non-critical errors"),
    "n_item_opportunity": _words("质检项数 | items assessed | opportunities"),
    "score_sum": _words("质检总分 | quality points | score sum"),
    "score_max": _words("质检满分 | 质检总满分 | quality points possible | points possible"),
}

AVERAGES: tuple[tuple[str, str, bool, tuple[str, ...]], ...] = (
    (
        "talk_s",
        "n_answered",
        False,
        _words(
            """
        平均通话时长 | 通话均长 | 平均通话时间 | 均通话时长 | att | average talk time
        avg talk time
        """
        ),
    ),
    ("hold_s", "n_answered", False, _words("平均保持时长 | 保持均长 | average hold time | avg hold time")),
    (
        "acw_s",
        "n_answered",
        False,
        _words(
            """
        平均案头时长 | 案头均长 | 平均话后时长 | 话后均长 | 平均话后处理时长 | 平均整理时长
        平均后处理时长 | average acw | avg acw | average wrap up time | avg wrap
        average after call work
        """
        ),
    ),
    (
        "handle_s",
        "n_answered",
        False,
        _words(
            """
        平均处理时长 | 处理均长 | 平均处理时间 | aht | average handle time | avg handle time
        """
        ),
    ),
    ("n_transfer", "n_answered", True, _words("转接率 | 转出率 | transfer rate")),
    ("n_held", "n_answered", True, _words("保持率 | 通话保持率 | hold rate")),
    ("n_escalation", "n_answered", True, _words("升级率 | escalation rate")),
    ("n_dispatch", "n_answered", True, _words("派单率 | dispatch rate")),
    ("n_complaint", "n_answered", True, _words("投诉率 | complaint rate")),
    ("n_rona", "n_offered", True, _words("漏接率 | 未接率 | rona rate")),
    ("n_answered", "n_offered", True, _words("接通率 | 接听率 | 应答率 | answer rate")),
    ("n_survey", "n_survey_sent", True, _words("参评率 | 评价率 | response rate")),
    (
        "n_csat_top2",
        "n_survey",
        True,
        _words(
            """
        满意度 | 满意率 | 客户满意度 | 客户满意率 | 好评率 | csat | satisfaction | satisfaction rate
        """
        ),
    ),
    (
        "csat_sum",
        "n_survey",
        False,
        _words("满意度均分 | 平均满意度 | 满意度得分 | csat mean | average score"),
    ),
    (
        "n_fcr_ok",
        "n_fcr_eligible",
        True,
        _words("一次解决率 | 首解率 | 首次解决率 | fcr | first contact resolution"),
    ),
    ("n_fatal_form", "n_form", True, _words("致命错误率 | 致命差错率 | fatal error rate")),
    (
        "score_sum",
        "n_form",
        False,
        _words("质检得分 | 质检平均分 | 质检均分 | 质检分 | qa score | quality score"),
    ),
    ("adhered_s", "scheduled_s", True, _words("遵时率 | adherence")),
)
"""Averages and shares of counts: which sum they give back, of what they are, whether they are shares."""

NAMES: dict[Shape, dict[str, tuple[str, ...]]] = {
    Shape.COUNTS: {
        **_COMMON,
        "time": _TIME,
        "month": _words("month | 月份 | 统计月份 | 统计年月"),
        **{field.name: (field.name, field.label, *_COUNTS.get(field.name, ())) for field in FIELDS},
    },
    Shape.SURVEYS: {
        **_COMMON,
        "time": _TIME,
        "id": _words(
            """
            评价编号 | 评价id | 问卷编号 | 问卷id | 答卷编号 | 评价流水号 | survey id | response id
            通话id | 会话id | 呼叫id | 录音编号 | 录音流水号 | 流水号 | 通话流水号 | call id
            contact id | session id | 记录id | 编号 | 序列号 | id
            """
        ),
        "score": _words(
            """
            满意度 | 满意度评价 | 评价结果 | 评价 | 满意度得分 | 满意度评分 | 评分 | 得分 | 分数
            星级 | 评价星级 | 客户评价 | csat | score | rating | satisfaction | stars
            """
        ),
        "nps": _words(
            """
            nps | 推荐值 | 推荐意愿 | 推荐度 | 净推荐值 | recommend | likelihood to recommend
            nps score
            """
        ),
        "solved": _words(
            """
            是否解决 | 问题是否解决 | 是否一次解决 | 解决情况 | solved | resolved | issue resolved
            fcr
            """
        ),
    },
    Shape.FORMS: {
        **_COMMON,
        "time": _TIME,
        "id": _words(
            """
            质检编号 | 质检单号 | 质检id | 评分表编号 | form id | evaluation id | 通话id | 会话id
            呼叫id | 录音编号 | 录音流水号 | 流水号 | 通话流水号 | call id | contact id | session id
            单号 | 编号 | id
            """
        ),
        "points": _words(
            """
            质检得分 | 质检分数 | 质检成绩 | 得分 | 总分 | 分数 | 最终得分 | 评分 | 成绩 | score
            points | qa score | total score | final score | quality score
            """
        ),
        "points_max": _words("满分 | 总满分 | 标准分 | maximum | max score | points possible | out of"),
        "fatal": _words(
            """
            致命错误 | 致命项 | 致命差错 | 是否致命 | 致命错误数 | fatal | fatal error
            fatal errors | auto fail
            """
        ),
        "critical": _words(
            """
            关键错误 | 关键错误数 | 关键差错 | 关键项错误 | critical errors | critical
            """
        ),
        "noncritical": _words(
            """
            非关键错误 | 非关键错误数 | 非关键差错 | 一般错误 | 一般差错 | non-critical errors
            noncritical
            """
        ),
        "items": _words("质检项数 | 评分项数 | 项目数 | items | items assessed | opportunities"),
    },
    Shape.ORDERS: {
        **_COMMON,
        "time": _TIME,
        "id": _words(
            """
            工单号 | 工单编号 | 工单id | 工单流水号 | 投诉编号 | 投诉单号 | 单号 | 受理编号
            案件编号 | 编号 | order no | order number | order id | work order | ticket | ticket id
            ticket no | case id | case number | id
            """
        ),
        "kind": _words(
            """
            工单类型 | 单据类型 | 工单类别 | 工单性质 | order type | kind | ticket type
            """
        ),
        "wrong": _words(
            """
            是否差错 | 是否错派 | 差错工单 | 是否差错工单 | wrong | wrong order | misrouted
            """
        ),
        "upheld": _words(
            """
            是否有责 | 责任判定 | 有责 | 是否有效投诉 | 责任认定 | upheld | valid | valid complaint
            justified
            """
        ),
    },
    Shape.CONTACTS: {
        "login": _LOGIN,
        "agent": _AGENT,
        "day": _words("日期 | 通话日期 | 来电日期 | date | day"),
        "channel": _CHANNEL,
        "skill": _SKILL,
        "type": _TYPE,
        "id": _words(
            """
            通话id | 会话id | 呼叫id | 录音编号 | 录音流水号 | 流水号 | 通话流水号 | call id
            contact id | session id | ucid | uniqueid | unique id | call no | 记录id | 编号 | id
            """
        ),
        "entered": _words(
            """
            进入队列时间 | 入队时间 | 排队开始时间 | 呼入时间 | 来电时间 | 开始时间 | 呼叫时间
            进线时间 | 会话开始时间 | entered | queued at | enqueue time | start time | call start
            started | start
            """
        ),
        "answered_at": _words(
            """
            应答时间 | 接听时间 | 接通时间 | answered at | answer time | connected at
            """
        ),
        "ended": _words(
            """
            结束时间 | 挂机时间 | 挂断时间 | 会话结束时间 | ended | end time | hangup time
            finished
            """
        ),
        "outcome": _words(
            """
            结果 | 呼叫结果 | 通话结果 | 状态 | 接通状态 | 是否接通 | 结束原因 | outcome | result
            status
            """
        ),
        "wait_s": _words(
            """
            等待时长 | 排队时长 | 排队等待时长 | 等待时间 | 排队时间 | wait | wait time | queue time
            """
        ),
        "ring_s": _words("振铃时长 | 响铃时长 | ring time | ringing"),
        "talk_s": _COUNTS["talk_s"],
        "hold_s": _COUNTS["hold_s"],
        "acw_s": _COUNTS["acw_s"],
        "number": _words(
            """
            主叫 | 主叫号码 | 来电号码 | 客户号码 | 客户电话 | 手机号 | caller | caller id | ani
            phone
            """
        ),
    },
    Shape.QUEUE_INTERVALS: {
        "day": _words("日期 | 统计日期 | 统计时间 | 日期时间 | date | day"),
        "time": _TIME,
        "channel": _CHANNEL,
        "skill": _SKILL,
        "entries": _words(
            """
            呼入量 | 来电量 | 进线量 | 排队量 | 进入队列 | 呼叫量 | 请求量 | 转人工量 | 入队量
            offered | calls offered | entered | entries | calls | inbound
            """
        ),
        "answered": _words(
            """
            接听量 | 接通量 | 应答量 | 接起量 | 人工接听量 | 接通数 | answered | calls answered
            handled
            """
        ),
        "abandoned": _words(
            """
            放弃量 | 放弃数 | 排队放弃量 | 呼损量 | 未接量 | abandoned | calls abandoned | abandons
            """
        ),
        "timed_out": _words("超时量 | 溢出量 | 排队超时 | timed out | overflow | timeouts"),
        "keyed": _words("按键离开 | 按键退出 | left by key | keyed"),
        "emptied": _words("无坐席退出 | left empty | emptied"),
        "withdrawn": _words("撤回 | withdrawn"),
        "no_answer": _words("漏接量 | 振铃未接 | rings not answered | rona"),
        "in_time": _words(
            """
            服务水平内接听量 | 达标接听量 | 及时接听量 | 20秒接听量 | 20s接听量 | 15秒接听量
            30秒接听量 | n秒内接听量 | 20秒内接听量 | 15秒内接听量 | 30秒内接听量 | in time
            answered in time | within sl | within threshold
            """
        ),
        "wait_answered_s": _words(
            """
            等待时长 | 应答等待总时长 | 排队总时长 | 接听等待时长 | wait time | total wait time
            """
        ),
        "wait_abandoned_s": _words("放弃等待时长 | 放弃前等待时长 | abandon time | abandoned wait"),
        "talk_s": _COUNTS["talk_s"],
        "hold_s": _COUNTS["hold_s"],
        "acw_s": _COUNTS["acw_s"],
    },
    Shape.PEOPLE: {
        "agent": _words(
            """
            姓名 | 员工姓名 | 坐席姓名 | 座席姓名 | name | full name | employee name | agent name
            agent
            """
        ),
        "number": _words(
            """
            工号 | 员工编号 | 员工号 | 员工工号 | employee number | employee no | employee id
            number
            """
        ),
        "team": _words(
            """
            班组 | 所属班组 | 组别 | 团队 | 小组 | 所属组 | 坐席组 | 座席组 | 班组名称 | team
            team name | group | 现班组
            """
        ),
        "department": _words("部门 | 所属部门 | department | division"),
        "skills": _words(
            """
            技能 | 技能组 | 所属技能组 | skills | skill groups | skill | skill group
            """
        ),
        "joined": _words(
            """
            入职日期 | 入职时间 | 入司日期 | 上岗日期 | joined | joining date | hire date
            start date
            """
        ),
        "left": _words(
            """
            离职日期 | 离职时间 | 离岗日期 | left | leaving date | termination date | end date
            """
        ),
        "login": _words(
            """
            登录名 | 登录账号 | 账号 | 坐席工号 | 系统账号 | 分机 | login | logins | login id
            user id
            """
        ),
        "since": _words(
            """
            调动日期 | 调岗日期 | 生效日期 | 变动日期 | 自 | since | from | effective
            effective date | transfer date
            """
        ),
    },
}
"""By shape and role, what its columns are called."""

INTERVAL_AVERAGES: tuple[tuple[str, str, bool, tuple[str, ...]], ...] = (
    (
        "wait_answered_s",
        "answered",
        False,
        _words(
            """
        平均等待时长 | 平均应答时长 | 平均应答速度 | 平均排队时长 | asa | average speed of answer
        avg wait
        """
        ),
    ),
    (
        "wait_abandoned_s",
        "abandoned",
        False,
        _words("平均放弃时长 | 放弃均长 | average time to abandon | avg abandon time"),
    ),
    (
        "in_time",
        "answered",
        True,
        _words("服务水平 | 服务水平20s | 20秒服务水平 | 20s服务水平 | service level | sl"),
    ),
    ("answered", "entries", True, _words("接通率 | 接听率 | answer rate")),
    ("abandoned", "entries", True, _words("放弃率 | 呼损率 | abandon rate | abandonment rate")),
    ("talk_s", "answered", False, _words("平均通话时长 | 通话均长 | average talk time | avg talk time")),
    ("acw_s", "answered", False, _words("平均话后时长 | 平均案头时长 | average acw | avg acw")),
)


# -- words in cells -----------------------------------------------------------------------------------------

YES = _words(
    """
    是 | 有 | 对 | 已 | 有责 | 有效 | 属实 | 成立 | 致命 | 已解决 | 解决 | y | yes | true | t | √
    ✓ | ✔ | x
    """
)
NO = _words(
    """
    否 | 无 | 不 | 未 | 没有 | 无责 | 无效 | 不属实 | 不成立 | 未解决 | 没解决 | n | no | false | f
    × | ✗
    """
)
NOT_SCORED = _words(
    """
    未评价 | 未评 | 未参评 | 无评价 | 超时未评 | 挂机未评 | not rated | no answer | no response
    """
)
COMPLAINTS = _words("投诉 | 投诉单 | 投诉工单 | 客诉 | complaint | complaints")
ORDERS = _words(
    """
    派单 | 工单 | 咨询 | 咨询单 | 报修 | 报修单 | 故障 | 申请 | 建议 | work order | order | dispatch
    ticket
    """
)
CHANNELS = {
    **dict.fromkeys(
        _words(
            """
        voice | phone | call | calls | telephone | inbound | 电话 | 语音 | 热线 | 呼入 | 话务 | 通话
        """
        ),
        Channel.VOICE.value,
    ),
    **dict.fromkeys(
        _words(
            """
        chat | webchat | web chat | im | 在线 | 文本 | 网页 | 在线客服 | 文字 | 网聊 | 在线聊天
        """
        ),
        Channel.CHAT.value,
    ),
    **dict.fromkeys(_words("email | e-mail | mail | 邮件 | 电子邮件 | 邮箱"), Channel.EMAIL.value),
    **dict.fromkeys(
        _words(
            """
        messenger | wechat | whatsapp | sms | 微信 | 公众号 | 小程序 | 短信 | app | 企业微信 | 微博
        """
        ),
        Channel.MESSENGER.value,
    ),
}
OUTCOMES = {
    **dict.fromkeys(
        _words(
            """
        answered | 已接 | 接通 | 已接通 | 应答 | 已应答 | 接听 | 已接听 | 成功 | 是 | handled | yes
        """
        ),
        Outcome.ANSWERED,
    ),
    **dict.fromkeys(
        _words(
            """
        abandoned | 放弃 | 已放弃 | 排队放弃 | 振铃放弃 | 未接 | 未接通 | 呼损 | 主叫放弃 | 否
        missed | no
        """
        ),
        Outcome.ABANDONED,
    ),
    **dict.fromkeys(
        _words("timed_out | timed out | timeout | 超时 | 排队超时 | 溢出 | overflow"), Outcome.TIMED_OUT
    ),
    **dict.fromkeys(
        _words("key | 按键 | 按键退出 | 留言 | 转留言 | voicemail | callback | exit key"), Outcome.KEY
    ),
    **dict.fromkeys(_words("empty | 无坐席 | 无人值守 | no agents | nobody there"), Outcome.EMPTY),
    **dict.fromkeys(_words("withdrawn | 撤回 | transferred away"), Outcome.WITHDRAWN),
}
SCORES = {
    **dict.fromkeys(_words("非常满意 | 很满意 | 十分满意 | very satisfied"), 5.0),
    **dict.fromkeys(_words("满意 | 较满意 | 比较满意 | satisfied"), 4.0),
    **dict.fromkeys(_words("一般 | 基本满意 | 尚可 | neutral"), 3.0),
    **dict.fromkeys(_words("不满意 | 较不满意 | 比较不满意 | dissatisfied | unsatisfied"), 2.0),
    **dict.fromkeys(_words("非常不满意 | 很不满意 | 极不满意 | very dissatisfied"), 1.0),
}
