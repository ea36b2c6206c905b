"""Surrender facts in words: what one gets, what one loses, and what the law says."""

from actions import formats
from insurance.domain.surrender import Ground, Loss, SurrenderFacts, SurrenderRight

_RIGHTS = {
    SurrenderRight.COOLING_OFF: "还在犹豫期内（按生效日算到 {until}，以您签收的日子为准）：退回已交保费，最多扣 {fee} 元工本费。",
    SurrenderRight.CASH_VALUE: "已过犹豫期：退的是现金价值，数额看合同里的现金价值表，同事会帮您查准；收到通知起 {days} 天内付给您（{law}）。",
    SurrenderRight.UNEARNED_PREMIUM: "一年期的保险：退剩下那段时间的保费，怎么算看合同条款。",
    SurrenderRight.PREMIUM_LESS_EARNED: "商业车险可以退：扣掉已经保障过的那段保费，余下的退给您（{law}）。",
    SurrenderRight.ON_GROUNDS_ONLY: "交强险只有这几种情况能退：{grounds}（{law}）。",
    SurrenderRight.ENDED: "这份保单已经到期或终止，没有可退的了。",
}
_GROUNDS = {
    Ground.DEREGISTERED: "车已注销登记",
    Ground.OFF_THE_ROAD: "已办停驶",
    Ground.LOST: "公安证实车辆丢失",
}
_LOSSES = {
    Loss.COVER_ENDS: "保障停止",
    Loss.LESS_THAN_PAID: "拿回的可能比交的少",
    Loss.WAITING_AGAIN: "以后再买，等待期重新算",
    Loss.HEALTH_CHECK_AGAIN: "健康告知要重新做",
    Loss.PRICE_BY_AGE_AGAIN: "保费按新的年龄算",
}


def text(facts: SurrenderFacts) -> str:
    """The right first, then what goes with the policy; the choice is the customer's."""
    right = _RIGHTS[facts.right].format(
        until=formats.day(facts.cooling_off_until) if facts.cooling_off_until else "",
        fee=facts.fee_at_most,
        days=facts.paid_within_days,
        law=facts.law,
        grounds="、".join(_GROUNDS[ground] for ground in facts.grounds),
    )
    losses = f"退了以后：{'；'.join(_LOSSES[loss] for loss in facts.losses)}。" if facts.losses else ""
    return f"退不退由您定。{right}{losses}"
