"""提醒开关: the wording is read, the choice is recorded, and what the contract has to tell goes on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from actions.tasks.questions import Answers, Choice, Option, Question
from actions.tasks.task import Task
from actions.turn import Event, Turn
from insurance.domain.identity import Level
from insurance.domain.reminders import WORDING, ReminderChannel

_CHANNELS = {
    ReminderChannel.SMS: ("短信", re.compile("短信|信息|短心")),
    ReminderChannel.EMAIL: ("邮件", re.compile("邮件|邮箱|电邮")),
    ReminderChannel.WECHAT: ("微信", re.compile("微信|公众号")),
    ReminderChannel.WEB: ("网页", re.compile("网页|网站|网上")),
}
# Who names these three means all there are: nobody counts the page they are reading.
_EVERYWHERE = {ReminderChannel.SMS, ReminderChannel.EMAIL, ReminderChannel.WECHAT}
_OFF = re.compile(
    r"不要|别(?![的人])|关[掉了闭]?|停|取消|不想|退订|拒|不用|甭|去掉|免打扰|^T$|TD|回T|不需要", re.IGNORECASE
)
_ON = re.compile("提醒我|记得|通知我|叮嘱|设个|帮我提醒|喊我|叫我|告诉我")
# 「之前关了，现在想恢复」: what comes back is meant; but not 「不要打开」.
_BACK_ON = re.compile("(?<![不没别])(?<!不要)(?<!不想)(?:恢复|重新|打开|开启|开通|接着提醒)")
_ASKS = re.compile("有没有|没有?打开|[开关][着了](?:吗|没|嘛|呢|\\?|？)|是不是|是否|什么状态|究竟|还亮")
_ALL = re.compile(r"\W*(?:就|那|我要|把)?(?:全部?|都|所有)(?:的|都|提醒|渠道|吧)*\W*")
# When, how often and for which policy cannot be chosen.
_FINER = re.compile(
    "[早晚]上|夜里|半夜|[上下中]午|白天|点[钟半]?[前后发]|每[周天月]|一个月|频率|太[密勤多]|[一几两三十][次条]|提前"
    "|只要|可以发|其他的"
)


@dataclass(frozen=True, kw_only=True)
class _OnOff(Choice):
    """`on`, `off`, `state`, or `off:` and the one channel that is to be quiet."""

    def volunteered(self, turn: Turn) -> str | None:
        text = turn.text
        if not turn.typed:
            return super().volunteered(turn)
        if _ASKS.search(text):
            return "state"
        if _BACK_ON.search(text):
            return "on"
        off = _OFF.search(text)
        if off and _FINER.search(text):
            return None
        named = [channel for channel, (_, words) in _CHANNELS.items() if words.search(text)]
        if off and set(named) >= _EVERYWHERE:
            return "off"
        if off and len(named) == 1:
            return f"off:{named[0]}"
        if off and named:
            # 「只在微信提醒，不要短信」: what stands behind the no.
            quiet = [channel for channel in named if _CHANNELS[channel][1].search(text, off.start())]
            return f"off:{quiet[0]}" if len(quiet) == 1 else None
        if off:
            return "off"
        return "on" if _ON.search(text) else None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        """「全部」, asked what to turn off, is all of them."""
        value = await super().answered(turn, answers)
        return "off" if value is None and _ALL.fullmatch(turn.text) else value


class ReminderTask(Task):
    name = "renewal_reminder"
    title = "提醒设置"
    intents = frozenset({"renewal_reminder"})
    needs = Level.BOUND
    questions: ClassVar[Sequence[Question]] = (
        _OnOff(
            slot="reminders",
            label="提醒",
            names="提醒",
            choices=(
                Option("off", "全部关掉"),
                *(Option(f"off:{channel}", f"只关{name}") for channel, (name, _) in _CHANNELS.items()),
                Option("on", "打开提醒"),
            ),
            response="utter_ask_reminders",
        ),
    )

    async def needed(self, turn: Turn, answers: Answers) -> Level:
        """Where the channel knows its customer, no code stands between them and their quiet."""
        return Level.VERIFIED if answers.get("reminders") == "state" else Level.BOUND

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        choice, _, only = answers["reminders"].partition(":")
        identity, reminders = await turn.identity(), turn.services.reminders
        if choice == "state":
            await self._tell_state(turn)
            return None
        channel = ReminderChannel(only) if only else None
        await reminders.set(turn.conversation, identity, choice == "on", turn.key, channel)
        if channel is not None:
            turn.say("utter_reminders_off_on", channel=_CHANNELS[channel][0])
        else:
            turn.say("utter_reminders_on" if choice == "on" else "utter_reminders_off", wording=WORDING.text)
        return None

    async def _tell_state(self, turn: Turn) -> None:
        state = await turn.services.reminders.state(await turn.identity())
        quiet = [_CHANNELS[channel][0] for channel, on in state.channels.items() if not on]
        if not quiet:
            turn.say("utter_reminders_are_on")
        elif state.on:
            turn.say("utter_reminders_partly_on", channels="、".join(quiet))
        else:
            turn.say("utter_reminders_are_off")
