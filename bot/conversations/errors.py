"""Everything this room refuses, with the data a reader needs to act on it.

BaowenError
└─ ConversationError
   ├─ ConversationNotFound   no such conversation
   ├─ EmptyMessage           nothing readable in it
   ├─ MessageTooLong         data: limit, length
   ├─ PayloadNotOffered      the bot did not offer this choice here within 24 h
   ├─ PayloadSpent           a confirmation counts once
   ├─ AttachmentNotFound     no such file in this conversation
   ├─ IllegalTransition      data: source, target
   ├─ LostRace               somebody else owns it by now; data: owner
   ├─ OfferedToAnother       a colleague is being asked to take it
   ├─ NotOwner               this agent does not hold the conversation
   └─ NotJoined              a whisper of somebody who has not joined to whisper
"""

from kernel.errors import BaowenError


class ConversationError(BaowenError):
    code = "conversation_error"


class ConversationNotFound(ConversationError):
    code = "conversation_not_found"


class EmptyMessage(ConversationError):
    code = "empty_message"


class MessageTooLong(ConversationError):
    code = "message_too_long"


class PayloadNotOffered(ConversationError):
    code = "payload_not_offered"


class PayloadSpent(ConversationError):
    code = "payload_spent"


class AttachmentNotFound(ConversationError):
    code = "attachment_not_found"


class IllegalTransition(ConversationError):
    code = "illegal_transition"


class LostRace(ConversationError):
    code = "lost_race"


class OfferedToAnother(ConversationError):
    code = "offered_to_another"


class NotOwner(ConversationError):
    code = "not_owner"


class NotJoined(ConversationError):
    code = "not_joined"
