"""`baowen privacy`: what a customer may ask for about their own data."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.gateway.commands.console import configured, fail, run, working
from kernel.privacy import Basis, Entry

if TYPE_CHECKING:
    from bot.gateway.privacy import Privacy

privacy = typer.Typer(help="客户要求查阅、复制或删除个人信息。", no_args_is_help=True)

NOUNS = {
    "audit_entry": "审计记录",
    "callback": "回电预约",
    "claim": "理赔案件",
    "complaint": "投诉",
    "contact": "联系方式（手机号、邮箱）",
    "conversation": "会话",
    "customer": "客户资料",
    "due_day": "缴费和到期记录",
    "file": "客户所传文件",
    "lead": "投保意向",
    "outgoing_message": "发出的提醒和通知",
    "outgoing_words": "发出的提醒和通知的文字",
    "policy": "保单",
    "reminder_choice": "提醒的开关记录",
    "report": "报案",
    "request": "保全申请",
    "survey_answer": "调查的打分",
    "survey_comment": "调查的文字意见",
    "survey_refusal": "不再接受调查的要求",
    "task": "同事的任务",
}
REASONS = {
    Basis.ASKED: "没有必须保存的理由，应客户要求删除（个人信息保护法 47）",
    Basis.OVER: "保存期限已满（个人信息保护法 19）",
    Basis.RUNNING: "合同还有效或事情还没办完，履行合同需要（个人信息保护法 13）",
    Basis.CONTRACT: "合同资料、客户身份和交易资料，合同终止后保存十年（保险法 87，反洗钱法 34）",
    Basis.COMPLAINT: "投诉资料，办结后保存十年（本公司规定）",
    Basis.CONSENT: "同意与拒绝的凭证，与客户资料一起保存",
    Basis.FIGURE: "只剩打分，没有文字，用于服务统计",
    Basis.UNSENT: "合同还有效，必须告知的还没有发出，发出后可再次删除",
    Basis.SHARED: "同一会话里还核实过其他客户，已抹去这位客户的身份，文字待另一位同意或到期",
    Basis.TO_DO: "所办的事还没办完，办完后可再次删除",
    Basis.AUDIT: "谁看过、改过什么的凭证（个人信息保护法 51、54），随审计记录一直保存",
}
_OPEN_ENDED = {Basis.CONTRACT: "终止日期未知，期限待定", Basis.COMPLAINT: "期限待定"}


@privacy.command("export")
def privacy_export(
    customer_no: str,
    out: Annotated[Path | None, typer.Option(help="写到这个文件（仅本人可读），默认写到标准输出")] = None,
) -> None:
    """把这位客户的全部信息写成一份 JSON；先核实来人身份，再交给本人。"""

    async def export(room: "Privacy") -> None:
        text = json.dumps(await room.export(customer_no), ensure_ascii=False, indent=2) + "\n"
        if out is None:
            typer.echo(text, nl=False)
            return
        _write(out, text)
        typer.echo(f"已写到 {out}", err=True)

    _in_room(export, customer_no)


@privacy.command("erase")
def privacy_erase(
    customer_no: str,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="结果写成 JSON")] = False,
) -> None:
    """删除没有法律要求保存的，列出删了什么、留了什么、为什么、到哪天；可以重复执行，中断了就再执行一次。"""

    async def erase(room: "Privacy") -> None:
        plan = await room.plan(customer_no)
        if not yes:
            whom = f"{customer_no}（{plan.name or '资料已删除'}）"
            typer.confirm(f"将删除 {whom} 的会话等信息，无法恢复。确定吗？", abort=True, err=True)
        with working("正在删除"):
            done = await room.erase(customer_no)
        if as_json:
            lists = {"gone": listed(done.gone), "kept": listed(done.kept)}
            typer.echo(json.dumps({"customer_no": customer_no, **lists}, ensure_ascii=False, indent=2))
            return
        typer.echo("\n".join(["已删除：", *_lines(done.gone), "", "依法保留：", *_lines(done.kept)]))

    _in_room(erase, customer_no)


def listed(found: Sequence[Entry]) -> list[dict[str, Any]]:
    """For programs: nouns and bases as codes, with the words beside them."""
    return [
        {
            "noun": each.noun,
            "name": NOUNS[each.noun],
            "count": each.count,
            "basis": each.basis.value,
            "reason": REASONS[each.basis],
            "until": each.until.isoformat() if each.until else None,
        }
        for each in found
    ]


def _lines(found: Sequence[Entry]) -> list[str]:
    return [f"  {NOUNS[each.noun]} {each.count}：{REASONS[each.basis]}{_until(each)}" for each in found] or [
        "  没有"
    ]


def _until(entry: Entry) -> str:
    if entry.until is not None:
        return f"，最晚到 {entry.until.isoformat()}"
    return f"，{_OPEN_ENDED[entry.basis]}" if entry.basis in _OPEN_ENDED else ""


def _in_room(work: Any, customer_no: str) -> None:
    from bot.gateway.app import attachment_folder
    from bot.gateway.composition import opened, signals_of
    from bot.gateway.privacy import privacy_of
    from insurance.domain.errors import RecordNotFound

    async def go() -> None:
        settings = configured()
        signals = signals_of(settings, hub=False)
        async with opened(settings) as parts, signals.run():
            folder = attachment_folder(settings)
            room = privacy_of(parts.engine, parts.keyring, parts.clock, parts.services, folder, signals)
            try:
                await work(room)
            except RecordNotFound:
                fail(f"没有客户 {customer_no}")

    run(go())


def _write(file: Path, text: str) -> None:
    """For its owner's eyes; one that is there already is not written over."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        fail(f"{file} 已存在")
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
