"""改联系方式: address and e-mail are changed at once; a new phone number is a request that staff completes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rasa_sdk.events import FollowupAction

from actions import formats
from actions.tasks.questions import Answers, Choice, Confirmation, Option, Phone, Question
from actions.tasks.task import State, Task
from actions.turn import Event, Turn
from insurance.domain.identity import Level
from insurance.domain.servicing import ServicingKind

_FIELDS = (
    Option("phone", "手机号", re.compile("手机|电话|号码|换号")),
    Option("address", "联系地址", re.compile("地址|搬家|搬到|住址|邮寄|寄到|收货")),
    Option("email", "电子邮箱", re.compile("邮箱|邮件|电邮|e-?mail|@", re.IGNORECASE)),
)
_MAILBOX = re.compile("(?:邮箱|邮件|电邮|mail)的?(?:地址|号码)", re.IGNORECASE)
# Among the answers: what comes after this one.
_OTHERS = "other_fields"
_ADDRESS_LENGTH = 6
_PLACES = 2
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ADDRESS = re.compile(r"(?:改成|改为|换成|搬到|寄到|地址是|地址：|应该是|应当是)了?\s*(?P<value>.{6,})$")
# What stands in an address from the district down to the door.
_PLACE = re.compile("[省市区县州镇乡村旗路街道巷弄里号栋幢楼室单元小区苑园庄屯组]")


@dataclass(frozen=True, kw_only=True)
class _Email(Question):
    hint: str = "utter_not_an_email"

    def volunteered(self, turn: Turn) -> str | None:
        found = _EMAIL.search(turn.text)
        return found.group() if found else None


@dataclass(frozen=True, kw_only=True)
class _Address(Question):
    hint: str = "utter_not_an_address"

    def volunteered(self, turn: Turn) -> str | None:
        found = _ADDRESS.search(turn.text)
        return _as_address(found["value"]) if found else None

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        return self.volunteered(turn) or _as_address(turn.text)


def _as_address(text: str) -> str | None:
    value = text.strip(" 。，,")
    return value if len(value) >= _ADDRESS_LENGTH and len(set(_PLACE.findall(value))) >= _PLACES else None


@dataclass(frozen=True, kw_only=True)
class _Field(Choice):
    def volunteered(self, turn: Turn) -> str | None:
        return next(iter(_fields(turn)), None) if turn.typed else super().volunteered(turn)


class ContactTask(Task):
    name = "contact_update"
    title = "改联系方式"
    intents = frozenset({"contact_update"})
    needs = Level.VERIFIED
    questions: ClassVar[Sequence[Question]] = (
        _Field(slot="contact_field", label="项目", names="项目|要改的|改哪", choices=_FIELDS),
        Phone(
            slot="new_phone",
            asks_for="new_value",
            label="新手机号",
            names="号码|手机|电话",
            response="utter_ask_new_phone",
            when=lambda a: a.get("contact_field") == "phone",
        ),
        _Address(
            slot="new_address",
            asks_for="new_value",
            label="新地址",
            names="地址",
            response="utter_ask_new_address",
            when=lambda a: a.get("contact_field") == "address",
        ),
        _Email(
            slot="new_email",
            asks_for="new_value",
            label="新邮箱",
            names="邮箱",
            response="utter_ask_new_email",
            when=lambda a: a.get("contact_field") == "email",
        ),
        Confirmation(),
    )

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        found = super().volunteered(turn, answers)
        field = {**answers, **found}.get("contact_field")
        # A phone number typed for the identity check is not the new one.
        taken = {slot: value for slot, value in found.items() if slot in ("contact_field", f"new_{field}")}
        others = _fields(turn)[1:] if turn.typed and "contact_field" in found else []
        return {**taken, _OTHERS: others} if others else taken

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        identity, field = await turn.identity(), answers["contact_field"]
        value = answers[f"new_{field}"]
        if field == "phone":
            request = await turn.services.servicing.open(
                turn.conversation, identity, ServicingKind.PHONE_CHANGE, None, {"phone": value}, turn.key
            )
            turn.say(
                "utter_phone_change_requested", request_no=request.request_no, due=formats.day(request.due_on)
            )
        else:
            changed = await turn.services.servicing.change_contact(
                turn.conversation, identity, field, value, turn.key
            )
            turn.say("utter_contact_changed", what=_name(field), new=changed.new)
        if not (others := answers.get(_OTHERS)):
            return None
        following = State(self.name, {"contact_field": others[0], _OTHERS: others[1:]})
        return [following.event(), FollowupAction("task_form")]


def _fields(turn: Turn) -> list[str]:
    """All that is to be changed, in the order of the options: 「我换号了也搬家了」."""
    said = _MAILBOX.sub("邮箱", turn.text)
    return [option.value for option in _FIELDS if option.words and option.words.search(said)]


def _name(field: str) -> str:
    return next(option.title for option in _FIELDS if option.value == field)
