"""What an agent answers, as a short line above the answer: for messengers, whose texts know no quotes."""

from dataclasses import replace

from bot.conversations.message import Content

_LINE = "回复“{text}”"
_LONGEST = 30


def quoted(content: Content) -> Content:
    """With the line above the text, where it quotes."""
    if content.quote is None:
        return content
    text = " ".join(str(content.quote["text"]).split())
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return replace(content, text=f"{_LINE.format(text=short)}\n{content.text}")
