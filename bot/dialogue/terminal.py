"""`baowen chat`: the same conversation, worker and engine as on the web, in a terminal."""

from __future__ import annotations

import asyncio
import uuid

from rich.console import Console
from rich.markup import escape

from bot.conversations.errors import ConversationError
from bot.conversations.message import Content, Incoming, Sender
from bot.conversations.service import Conversations
from bot.dialogue.worker import Worker

_GREETING = "输入问题回车即可；带编号的选项可以直接输编号；空行退出。"


async def chat(conversations: Conversations, worker: Worker, console: Console | None = None) -> None:
    """Talk until an empty line or the end of input."""
    out = console or Console(highlight=False)
    out.print(f"[dim]{_GREETING}[/dim]")
    conversation = await conversations.open("terminal")
    seen = 0
    offered: list[str] = []
    while line := (await asyncio.to_thread(_ask, out)).strip():
        payload = offered[int(line) - 1] if line.isdigit() and 0 < int(line) <= len(offered) else None
        message = Incoming(uuid.uuid4().hex, text=None if payload else line, payload=payload)
        try:
            await conversations.receive(conversation.id, message)
        except ConversationError as error:
            out.print(f"[red]{error.code}[/red]")
            continue
        while await worker.run_once():
            pass
        offered = []
        for said in await conversations.messages(conversation.id, after=seen):
            seen = said.seq
            if said.sender is not Sender.CUSTOMER:
                offered += _show(out, said.content, first=len(offered) + 1)


def _ask(out: Console) -> str:
    try:
        return out.input("[bold]您：[/bold]")
    except EOFError:
        return ""


def _show(out: Console, content: Content, first: int) -> list[str]:
    out.print(f"[green]保问：[/green]{escape(content.text)}")
    if content.source:
        out.print(f"[dim]    依据：{escape(str(content.source['clause']))}[/dim]")
    for number, button in enumerate(content.buttons, first):
        out.print(f"    [cyan]{number}[/cyan] {escape(button.title)}")
    return [button.payload for button in content.buttons]
