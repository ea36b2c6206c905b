"""What an invitation says. It asks for a word and nothing else, and says how not to be asked again."""

from datetime import datetime

from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.notices.feed import NEWS
from bot.outreach.notices.wording import day, short_number
from bot.outreach.surveys.survey import OPEN, Occasion
from kernel.clock import local

CAMPAIGN = "我们最近的服务"
_ASK = {
    Occasion.CLAIM: "办完了，这次办得怎么样？",
    Occasion.COMPLAINT: "已经答复您了，这次处理得怎么样？",
    Occasion.CAMPAIGN: "，您用着怎么样？",
}


def about(occasion: Occasion, number: str) -> str:
    """What the survey is about, as the customer reads it; nobody else makes anything of it."""
    if occasion is Occasion.CLAIM:
        return f"您的理赔（{short_number(number)}）"
    if occasion is Occasion.COMPLAINT:
        return f"您的投诉（{short_number(number)}）"
    return "刚才的服务" if occasion is Occasion.CONVERSATION else CAMPAIGN


def invitation(
    survey_id: str,
    occasion: Occasion,
    number: str,
    customer_no: str,
    brand: str,
    links: tuple[str, str],
    invited_at: datetime,
    due_at: datetime,
) -> Outgoing:
    """`links`: the page's address for the conversation, and for a text."""
    asked = f"{about(occasion, number)}{_ASK[occasion]}"
    until = day(local(invited_at + OPEN).date())
    record = {Occasion.CLAIM: Noun.CLAIM, Occasion.COMPLAINT: Noun.COMPLAINT}.get(occasion)
    here, texted = links
    return Outgoing(
        key=f"survey:{survey_id}",
        kind=Kind.SURVEY,
        customer_no=customer_no,
        about=About(record, number) if record else About(Noun.SURVEY, survey_id),
        subject=f"{brand}：想听听您的看法",
        text=(
            f"您好，{asked}想听听您的看法，几个选择，一分钟就好（{until}前有效）：\n{here}\n"
            "不方便就不用理会；不想再收到，页面里可以点“以后别再问我”。"
        ),
        sms=f"【{brand}】{asked}想听听您的看法，一分钟就好：{texted} 不想再收到，页面里可点“以后别再问我”。",
        due_at=due_at,
        expires_at=due_at + NEWS,
    )
