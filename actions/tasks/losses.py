"""What happened, as customers tell it: the kind of loss, the line it most likely belongs to, who is hurt, what to say first."""

import re
from datetime import date

from actions import formats
from actions.tasks.questions import Answers, Option
from actions.turn import Turn
from insurance.domain.injuries import DIED, HURT, UNHURT
from insurance.domain.products import Line
from insurance.services.policies import PolicyView
from kernel.clock import today

HAPPENED = re.compile("撞|碰|蹭|刮|剐|擦了|追尾|摔|跌|砸|咬|烫|烧|淹|泡了|漏水|着火|被[盗偷]|[翻侧]车|侧翻")
KINDS = (
    Option("life", "身故", DIED),
    Option(
        "critical_illness",
        "查出重大疾病",
        re.compile("癌|肿瘤|白血病|心梗|脑梗|尿毒症|大病|重疾|恶性|中风|瘫"),
    ),
    Option(
        "home",
        "家里财产受损",
        re.compile("水管|漏水|渗水|失火|着火|房子|屋顶|家里.{0,6}(?:淹|偷|烧|泡|盗)|家财|空调外机|玻璃幕"),
    ),
    Option(
        "auto",
        "车出事了",
        re.compile(
            "(?<!电动)(?<!电瓶)(?<!自行)(?<!单)(?<!三轮)(?<!摩托)车|追尾|剐|刮蹭|[被让给]人?[刮蹭擦](?!伤|破)|撞树|保险杠|轮胎|交警|对方全责|挡风玻璃"
        ),
    ),
    Option(
        "accident",
        "意外受伤",
        re.compile("摔|跌|滑倒|烫|烧伤|咬|骨折|扭伤|崴|割|磕|砸|触电|溺水|意外|骑.{0,6}车"),
    ),
    Option("medical", "生病住院或门诊", re.compile("住院|看病|门诊|手术|发烧|肺炎|阑尾|医院|生病|病了|急诊")),
    Option("other", "其他"),
)
LINES = {
    "life": Line.LIFE,
    "critical_illness": Line.CRITICAL_ILLNESS,
    "home": Line.HOME,
    "auto": Line.AUTO_COMMERCIAL,
    "accident": Line.ACCIDENT,
    "medical": Line.MEDICAL,
}
# Lines where others may be hurt, where a place matters, and where damage has a sum.
OTHERS_HURT = frozenset({"auto", "home", "other"})
SOMEWHERE = frozenset({"auto", "home", "accident", "other"})
HAVE_A_SUM = frozenset({"auto", "home", "medical", "accident", "other"})
_OPENINGS = {
    "auto": "utter_claim_open_auto",
    "home": "utter_claim_open_home",
    "medical": "utter_claim_open_ill",
    "critical_illness": "utter_claim_open_ill",
}
WARNINGS = frozenset({"utter_claim_open_hurt", "utter_claim_open_hurt_before"})
JUST_NOW = re.compile("刚才|刚刚(?!知道|发现|查|确诊|收到)|就在刚|现在就?在|这会儿|正在")
_LOOKED_AFTER = re.compile("已经(?:送|去|住|出|做)|出院|住院了|做完?了?手术|拆线|复查|养伤|在家休养")


# How a story says when: 「昨」 of 「昨晚」 leaves the hour.
_DAY_SAID = re.compile(
    r"大?前[天日]|昨[天日儿]|昨(?=[早晚夜])|今[天日儿]|今(?=[早晚晨])|刚才|刚刚|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|(?<!\d)\d{1,2}号"
    r"|(?:上个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天]"
)


def story_on(on: date, story: str) -> str:
    """The story with the day it names put right; where it names several days, they stay and the right one stands behind."""
    said = _DAY_SAID.findall(story)
    if len(said) > 1:
        return f"{story}（出险日期更正为{formats.short_day(on)}）"
    return _DAY_SAID.sub(formats.short_day(on), story)


def hurt_in(story: str) -> str | None:
    """`yes` or `no` where the story tells whether anybody is hurt."""
    if UNHURT.search(story):
        return "no"
    return "yes" if HURT.search(story) else None


def may_cover(policy: PolicyView, answers: Answers) -> bool:
    """Whether a policy is of the line such a loss belongs to; any, where that is not known."""
    line = LINES.get(answers.get("line", ""))
    return line is None or policy.line is line


def is_past(turn: Turn, answers: Answers) -> bool:
    """Whether it happened before today, or the hurt are looked after already."""
    on = answers.get("date_of_loss")
    return (
        bool(on and on < today(turn.services.clock).isoformat())
        or _LOOKED_AFTER.search(turn.text) is not None
    )


def opening(turn: Turn, answers: Answers) -> str:
    kind = answers.get("line", "")
    if turn.typed and hurt_in(turn.text) == "yes":
        return "utter_claim_open_hurt_before" if is_past(turn, answers) else "utter_claim_open_hurt"
    return _OPENINGS.get(kind, "utter_claim_open")
