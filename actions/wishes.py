"""Wishes no intent stands for: what typed words mean after a record was shown, and a few that are plain without one."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.turn import Turn
from insurance.domain.claims import Act, ClaimStatus, acts_in

Card = Mapping[str, Any]
_NOTHING = re.compile(r"(?!)")
# What else may be bound.
_OTHER_BINDING = re.compile(r"卡|手机|号码|电话|邮箱|扣款|代扣|支付|医保")
# A record stays in mind that many messages of the customer's.
_IN_MIND = 3
_LONGEST = 40


# Somebody else's doing.
_URGED = re.compile(r"(?:让|叫|逼|劝|要求|催)我|被.{0,3}撤")
# That, or a matter for complaints and courts.
_NOT_OWN = re.compile(_URGED.pattern + r"|投诉|监管|12378|法院|起诉|退保|保单|保费|续保|续费|[交缴]费")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`words` mean it after a card of kind `about` that `fits`; `plainly`, wherever it is said. `entities`: what a button
    would send with it. `asks`: it is put as a question; other words then ask *about* the wish. `never`: words it is not meant
    with. `binding`: only where the channel binds.
    """

    about: str
    fits: Callable[[Card], bool]
    words: re.Pattern[str]
    plainly: re.Pattern[str] | None = None
    entities: Mapping[str, str] = field(default_factory=dict)
    asks: bool = False
    never: re.Pattern[str] = _NOT_OWN
    binding: bool = False


def _may(act: Act) -> Callable[[Card], bool]:
    return lambda card: act in acts_in(ClaimStatus(card["status"]))


def _any(_: Card) -> bool:
    return True


WISHES = (
    Wish(
        about="claim",
        fits=_any,
        words=re.compile(
            r"(?:忘了?|忘记|漏)了?(?:说|讲|写|提)|(?:再|要|想)?补充(?:一下|一点|说明|个?情况)(?!.*(?:材料|资料|发票|照片|证))"
        ),
        entities={"task": "claim_note"},
    ),
    Wish(
        about="claim",
        fits=_may(Act.WITHDRAW),
        words=re.compile(
            r"撤(?:案|销|回|了|掉)|不想?(?:要)?(?:理赔|索赔|赔|报案?|申请)了|不走(?:保险|理赔)了|(?:案子|理赔|赔款|赔偿)我?不要了"
            r"|(?:案子|理赔).{0,4}不(?:想|办)"
        ),
        plainly=re.compile(
            r"(?:要|想|申请|帮|把|请|麻烦|给我).{0,10}(?:撤案|撤[销回了掉]?.{0,3}(?:理赔|报案|案)|(?:理赔|报案|案子|案件|索赔).{0,4}撤)"
        ),
        entities={"task": "claim_withdraw"},
    ),
    Wish(
        about="claim",
        fits=_may(Act.DISPUTE),
        words=re.compile(
            r"不同意|不认(?:可|这|账|同)|不接受|不服|有(?:异议|意见)|提.{0,2}异议|不满意|不合理|赔(?:得|的)?(?:也)?太?(?:少|低)"
            r"|(?:太|算|赔|给)(?:少|低)了|(?:少|漏)(?:算|赔|给)了?|算错|(?:金额|钱数|数额|数)不对|(?:凭什么|怎么|咋|为[啥什]么?)(?:才|就|只)"
            r"|才赔|复核|重新(?:核|算|审|定)"
        ),
        plainly=re.compile(
            r"(?:理赔|赔付|核定|定损|拒赔|赔款).{0,8}(?:有异议|不服|不认可|不同意|不接受)|我?要提(?:出|个)?异议"
            r"|(?:不同意|不认可|不服|不接受).{0,6}(?:理赔|赔付|核定|定损|拒赔)(?:的)?(?:结果|金额|决定|结论)"
        ),
        entities={"task": "claim_dispute"},
    ),
    Wish(
        about="claim",
        fits=_may(Act.AGREE),
        words=re.compile(
            r"^(?!.*(?:不|没)(?:同意|认可|接受)).{0,6}(?:同意|认可|接受|没意见|没有意见|无异议|没异议|没有异议|就(?:这样|这么|按这个?).{0,2}(?:赔|定|来))"
        ),
        entities={"task": "claim_agree"},
    ),
    Wish(
        about="claim",
        fits=_any,
        words=re.compile(
            r"经过(?!是)|(?:哪|几|什么)些?步|步骤|都(?:办|做|走)了(?:什么|哪)|办理?(?:记录|过程|明细)|看(?:看)?(?:经过|过程|明细)"
        ),
        entities={"details": "course"},
        asks=True,
    ),
    Wish(
        about="claim",
        fits=_any,
        words=re.compile(
            r"(?:还)?(?:要|得)?(?:等|办|审|弄)(?:多久|几天|多长时间|到什么时候|到哪天)|(?:什么时候|啥时候|哪天|几号|最晚|最迟).{0,8}(?:结果|到账|给钱|打款|赔|付|好|消息|出来)"
            r"|还?[缺差少](?:什么|啥|哪些)|现在(?:到哪|怎么样|什么情况)|办到哪"
        ),
        asks=True,
    ),
    Wish(
        about="complaint",
        fits=_any,
        words=re.compile(
            r"撤[回销掉诉了吧]|不(?:想|要|再)?(?:投诉|追究)了|投诉.{0,4}(?:算了|不用|取消)|取消.{0,3}投诉"
        ),
        plainly=re.compile(r"(?:撤[回销掉诉了]?|取消).{0,6}投诉|投诉.{0,6}(?:撤|取消)"),
        entities={"task": "complaint_withdraw"},
        never=_URGED,
    ),
    Wish(
        about="binding",
        fits=_any,
        words=_NOTHING,
        plainly=re.compile(
            r"解绑|换绑|(?:解除|取消|解开|解掉)(?:(?:这个|我的|跟|和|与|你们|微信|公众号|账号|身份|的)*)(?:绑定|关联)"
            r"|绑定.{0,3}(?:解除|取消|解掉)|不(?:想|要)?(?:再|继续)?绑定?(?:了|着)"
        ),
        entities={"task": "unbind"},
        asks=True,
        never=_OTHER_BINDING,
        binding=True,
    ),
)
_GOES_ON = re.compile(
    r"\W*(?:我们|咱们?|那就?|就|请|还是|先|我|要|想|好的?|嗯){0,5}(?:继续|接着|往下|接下去)"
    r"(?:办理?|弄|填|报案?|改|来|走|说|问|刚才|之前|上次|那|这|个|的|一|件|事|没办完|吧|啊|呀|[，,。]){0,8}\W*"
)
# 「怎么才赔这点」 asks for nothing.
_RHETORICAL = re.compile(r"(?:凭什么|怎么|咋|为[啥什]么?)(?:才|就|只)")


def goes_on(text: str) -> bool:
    """「继续」 and 「接着办刚才那个」: with what was left."""
    return _GOES_ON.fullmatch(text) is not None


def wished(turn: Turn) -> dict[str, str] | None:
    """The entities of the wish a typed message states; None where it states none of these."""
    if not turn.typed or len(turn.plain) > _LONGEST:
        return None
    asks = turn.asks and not _RHETORICAL.search(turn.plain)
    cards = shown(turn)
    for wish in WISHES:
        if (asks and not wish.asks) or wish.never.search(turn.plain) or (wish.binding and not turn.binds):
            continue
        card = cards.get(wish.about)
        after = card is not None and wish.fits(card) and wish.words.search(turn.plain)
        if after or (wish.plainly and wish.plainly.search(turn.plain)):
            number = {"claim_no": str(card["claim_no"])} if card and wish.about == "claim" else {}
            return {**number, **wish.entities}
    return None


def shown(turn: Turn) -> dict[str, Card]:
    """The card shown last of each kind, among the answers still in mind."""
    cards: dict[str, Card] = {}
    for card in _cards(turn):
        cards.setdefault(card["kind"], card)
    return cards


def _cards(turn: Turn) -> Iterator[Card]:
    messages = 0
    for event in reversed(turn.tracker.events):
        if event.get("event") == "user":
            messages += 1
            if messages > _IN_MIND:
                return
        elif event.get("event") == "bot" and messages:
            card = ((event.get("data") or {}).get("custom") or {}).get("card")
            if card:
                yield card
