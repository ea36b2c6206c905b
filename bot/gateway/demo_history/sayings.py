"""What people say in the demo's past. Questions about general things and their answers are the FAQ's own."""

# Intent → what the customer writes, what the bot says. Businesses that need an identity check end with its question.
_WHO = "可以帮您查。请先告诉我投保时留的手机号，核对后就能看到。"
BUSINESS: dict[str, tuple[tuple[str, ...], str]] = {
    "policy_lookup": (("我有几份保单", "查一下我的保单", "我的保单什么时候到期"), _WHO),
    "claim_status": (("我的理赔到哪一步了", "理赔款什么时候到账", "案子怎么还没结果"), _WHO),
    "renewal_query": (("我什么时候该交费", "今年保费多少钱", "续保还要体检吗"), _WHO),
    "claim_report": (
        ("昨天骑车摔了，想报案", "我要报案", "车停在路边被蹭了"),
        "先别着急，人没事最要紧。请告诉我是哪天发生的，我帮您登记。",
    ),
    "contact_update": (("我换手机号了", "帮我改一下地址"), _WHO),
    "surrender": (
        ("我想退保", "不想交了，能退多少"),
        "退保可能有损失，我先帮您看看能退多少，您再决定。" + _WHO,
    ),
    "complaint": (
        ("我要投诉，电话打了三次都没人管", "你们的业务员骗我"),
        "很抱歉让您受了委屈。请把经过告诉我，我帮您登记，会有专人负责到底。",
    ),
}
STORM = (
    "台风把窗户吹坏了，家财险赔吗",
    "车在地库被淹了，现在怎么办",
    "昨晚暴雨车泡水了，要报案",
    "家里进水地板泡坏了，怎么报案",
    "台风刮倒树砸到车了",
    "车泡水了能先拖走吗",
)
STORM_ANSWER = (
    "先保证人的安全，泡水的车不要再启动。请拍几张现场照片，告诉我发生的时间和地点，我帮您登记报案。"
)
# Each group is one question in different words: a trainer finds them side by side.
MISSED = (
    ("电子保单能开发票报销吗", "保单可以开发票吗", "公司报销要保费发票，在哪开"),
    ("你们有宠物保险吗", "养猫能买保险吗", "狗狗看病有没有保险"),
    ("出国旅游能不能理赔", "在国外看病报不报", "去日本玩摔伤了赔不赔"),
    ("保单能抵押给银行贷款吗", "拿保单去银行贷款行不行"),
    ("医保卡里的钱能交保费吗", "个人账户余额可以买你们的保险吗"),
    ("你们和税优健康险有什么区别", "个税那个健康险怎么抵扣"),
    ("养老社区入住要什么条件", "买年金能住养老社区吗"),
    ("电瓶车上牌要的保险怎么买",),
)
FALLBACK = "这句我没把握。您可以换个说法，或者说得具体些，比如「理赔多久到账」「我的保单什么时候到期」。"
ASKS_FOR_PERSON = ("转人工", "找人工客服", "我要跟人说")
HANDED_OFF = "好，给您转人工。刚才说的都会交给同事，不用再说一遍。"

# Queue → what agents answer, what customers say to it, how it is wrapped up.
TALKS: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {
    "general": (
        (
            ("您好，我看了您前面的问题，这就帮您查。", "好的谢谢"),
            ("已经帮您核实，这项服务可以在公众号里直接办理。", "明白了"),
            ("还有别的可以帮您吗？", "没有了"),
        ),
        ("answered", "resolved", "callback"),
    ),
    "claims": (
        (
            ("您好，您的案件在我这里，我马上看进度。", "麻烦了，等了好几天"),
            ("还差一份费用清单，收到后一般三个工作日有结果。", "清单拍照可以吗"),
            ("可以，拍清楚就行，在这里直接发给我。", "好，晚点发"),
        ),
        ("claim_progress", "claim_documents", "claim_reported"),
    ),
    "servicing": (
        (
            ("您好，变更申请我来帮您办。", "需要什么材料"),
            ("身份证正反面就可以，两个工作日内办好。", "好的"),
        ),
        ("policy_changed", "premium", "surrender_kept", "surrender_started"),
    ),
    "complaints": (
        (
            ("您好，这件事让您受累了，由我来负责。", "希望这次能有个说法"),
            ("24 小时内我会给您回话，两天内给出处理方案。", "那我等你电话"),
        ),
        ("complaint_lodged", "complaint_settled"),
    ),
    "sales": (
        (
            ("您好，投保问题请讲，我会把责任和免责都说清楚。", "百万医疗和重疾险要一起买吗"),
            ("两者管的事不一样，先看您现有的保障再决定，不着急买。", "那我先看看条款"),
        ),
        ("lead", "no_interest", "answered"),
    ),
}
# Stars → what customers write; None: nothing.
COMMENTS: dict[int, tuple[str | None, ...]] = {
    5: (None, None, "回复很快，说得清楚", "小姑娘很耐心", "一次就办好了"),
    4: (None, None, "挺好的", "要是能再快一点就好了"),
    3: (None, "说得有点绕", "还行"),
    2: (None, "等了好久才有人", "机器人听不懂我说的"),
    1: ("问了三遍都没解决", "一直让我等，没有结果", "答非所问"),
}
