"""Topics of the departments for shops and law."""

from __future__ import annotations

from supervisor.demo.topic import Said, Topic
from supervisor.issues.issue import CauseKind

TOPICS: tuple[Topic, ...] = (
    Topic(
        "shop_refuses",
        "shops",
        "contract",
        2,
        CauseKind.PEOPLE,
        Said(
            "营业厅拒办降档业务",
            "营业员称系统不支持降档，让客户打热线。",
            "厅店考核只计升档。",
            "降档列为必办业务，暗访纳入考核。",
        ),
        Said(
            "Shops refuse cheaper plans",
            "They say that the system cannot do it and send customers to the hotline.",
            "Shops are rewarded for dearer plans alone.",
            "A cheaper plan must be granted; mystery shoppers look.",
        ),
        "area",
    ),
    Topic(
        "dealer_promise",
        "shops",
        "contract",
        1,
        CauseKind.PEOPLE,
        Said(
            "代理商口头承诺与合同不符",
            "代理商承诺送设备，合同没有写。",
            "代理商使用自制宣传单。",
            "收回自制单，签约时短信确认赠送内容。",
        ),
        Said(
            "Dealers promise what the contract does not hold",
            "A device was promised and is not in the contract.",
            "Dealers print leaflets of their own.",
            "Take those back; a message confirms what is given on signing.",
        ),
        "area",
    ),
    Topic(
        "queue_shop",
        "shops",
        "other",
        4,
        CauseKind.PROCESS,
        Said(
            "营业厅午间只开一个台席",
            "午间排队超过四十分钟。",
            "轮休集中在十二点。",
            "错峰轮休，午间不少于三席。",
        ),
        Said(
            "At noon only one counter is open",
            "People wait more than forty minutes at noon.",
            "All take their break at twelve.",
            "Breaks one after another; three counters at least.",
        ),
        "area",
    ),
    Topic(
        "sim",
        "shops",
        "other",
        3,
        CauseKind.PROCESS,
        Said(
            "补卡要求本人到开户地办理",
            "异地客户补卡须回开户地。",
            "跨区补卡权限未开放。",
            "开放跨区补卡，人脸核验。",
        ),
        Said(
            "A lost card is replaced only where it was bought",
            "People far away must travel for a new card.",
            "Shops elsewhere have no right to do it.",
            "Grant it, with a check of the face.",
        ),
    ),
    Topic(
        "dealer_port",
        "shops",
        "contract",
        3,
        CauseKind.PEOPLE,
        Said(
            "网点诱导客户携出再入网",
            "网点让客户先携出再办新户，耽误使用。",
            "新户酬金高于续约。",
            "拉平酬金，三个月内回流不计新户。",
        ),
        Said(
            "Dealers have customers leave and come back",
            "They are told to leave and sign anew, and are without service meanwhile.",
            "A new customer is paid better than one who stays.",
            "Pay the same; who comes back within three months is not new.",
        ),
        "area",
    ),
    Topic(
        "contract_copy",
        "legal",
        "contract",
        3,
        CauseKind.PROCESS,
        Said(
            "客户索要电子合同副本流程过长",
            "客户索要合同须等十个工作日。",
            "每份都要法务复核。",
            "标准合同由客服直接发送。",
        ),
        Said(
            "A copy of the contract takes ten days",
            "Who asks for the contract waits ten working days.",
            "Law looks at each.",
            "Standard contracts are sent by the contact centre.",
        ),
    ),
    Topic(
        "privacy_words",
        "legal",
        "other",
        2,
        CauseKind.WORDING,
        Said(
            "隐私授权撤回无统一口径",
            "客户要求停止营销使用其信息，各渠道答复不同。",
            "隐私政策更新后未下发口径。",
            "发布撤回口径与办理路径。",
        ),
        Said(
            "Taking back consent is explained differently everywhere",
            "Customers want no more advertising and hear different answers.",
            "The policy changed, and no wording was sent out.",
            "A wording, and one way to do it.",
        ),
    ),
    Topic(
        "penalty",
        "legal",
        "contract",
        2,
        CauseKind.WORDING,
        Said(
            "违约金计算方式客户难以理解",
            "客户不认可按剩余月数计算的违约金。",
            "合同条款使用专业表述。",
            "补充计算示例，系统自动出示明细。",
        ),
        Said(
            "Nobody understands how the penalty is computed",
            "Customers do not accept a penalty by months left.",
            "The clause is written for lawyers.",
            "An example in the contract; the system shows the sum line by line.",
        ),
    ),
    Topic(
        "minors",
        "legal",
        "other",
        1,
        CauseKind.PROCESS,
        Said(
            "未成年人充值退费缺少依据",
            "家长要求退还孩子的充值。",
            "没有退费标准。",
            "出台退费标准和所需材料清单。",
        ),
        Said(
            "No rule for money that children spent",
            "Parents want back what their child has paid.",
            "There is no rule.",
            "A rule for paying back, and a list of what must be shown.",
        ),
    ),
)
