"""How people write to customers, beside what nobody may say (`conduct`): what is never right is stopped, what is merely
better said otherwise is warned of. The bot's texts are written beforehand and need none of it.
"""

import re
from datetime import date

from insurance.domain import bank_cards, id_numbers
from insurance.domain.conduct import GUARDS, Severity, guard

_LATEST_BIRTH = date(2100, 1, 1)
# UnionPay, Visa, Mastercard: one in ten of other long numbers, such as policies', would pass for a card.
_ISSUERS = ("62", "4", "5")
_NO_NUMBER = re.compile(r"[^0-9Xx]")


def _personal(said: str) -> bool:
    """An id number or a bank card: neither belongs into a chat in full, whosever it is (个人信息保护法 28)."""
    number = _NO_NUMBER.sub("", said).upper()
    return id_numbers.is_valid(number, _LATEST_BIRTH) or (
        number.startswith(_ISSUERS) and bank_cards.is_valid(number)
    )


MANNERS = (
    guard(
        "belittle",
        r"(你|您)(是不是|这人)?(傻|蠢|笨|有病|神经病|文盲|没文化|没素质|老糊涂|脑子)|无理取闹|胡搅蛮缠|活该|自找的|少来这套"
        r"|(随便|爱)(你|您)?(去)?(哪儿?)?(投诉|告)|(你|您)(爱|愿意)?投诉就投诉|(你|您)(就是|想)(骗保|碰瓷)",
        "您的情况我听明白了，我来帮您处理",
        curable=False,
    ),
    guard(
        "personal_data",
        r"(?<!\d)\d(?:-?\d){13,17}-?[\dX](?!\d)",
        "为了您的信息安全，证件号和卡号请只说后四位",
        curable=False,
        only=_personal,
    ),
    guard(
        "impatient",
        r"(都|不是)(已经)?(跟你|跟您|给你|给您)?(说|讲)(过|了)(多少|几|好几|很多|这么多)?(遍|次)?了|(说|讲)[过了](多少|几|好几)(遍|次)"
        r"|(你|您)?自己(去)?(看|查|想|算)(一下)?(吧|去|呗|不会)|听不懂(吗|么)|看不懂(吗|么)|没看(到|见)(吗|么)|急什么|催(也|什么)(没用)?"
        r"|等着(吧|就是)|爱.不.|不归(我|我们)管|(跟|和)(我|我们)(没|无)关系?|我也没(有)?办法|这是规定|就这样吧",
        "这件事我再为您说明一遍，接下来我会这样做",
        curable=False,
        severity=Severity.WARN,
    ),
    guard(
        "officialese",
        r"兹(因|有|定)?|特此|予以(?!赔)|烦请|敬请(谅解|知悉)|望(周知|知悉)|请(周知|知悉)|悉知|贵方|我司|该笔|之规定|鉴于|届时|逾期|阁下|如下事宜",
        "可以换成平常的话：我们会怎么做，您需要做什么，哪天有结果",
        curable=False,
        severity=Severity.WARN,
    ),
    guard(
        "sure",
        r"绝对(?!免赔)|(百分之?百|100%)(没|能|可以|会|是|行|放心|保|通过)|(肯定|保证|一定|必须)(没问题|没事|可以|能(办|成|行|过|到账|通过)|办(好|成)|到账|通过)|万无一失|放一百个心",
        "能不能办、什么时候有结果，我核实后告诉您",
        severity=Severity.WARN,
    ),
    guard(
        "shouting",
        r"!(?=[!?])[!?]*|\?{2,}!*|![^!]*![^!]*!",
        "一句话一个句号就够了",
        curable=False,
        severity=Severity.WARN,
    ),
)
# What a person's draft is held against.
FOR_PEOPLE = (*GUARDS, *MANNERS)
