"""What the desk refuses.

BaowenError
└─ DeskError
   ├─ BeyondCapacity     data: capacity
   ├─ AgentAway          the colleague is not at the desk
   ├─ NoSuchItem         the conversation's checklist has none of that name
   ├─ NotServing         neither a conversation held with the customer nor a case of theirs
   ├─ EngagementNotFound no such one, or it has not ended, or nobody answered in it
   ├─ OwnWork            nobody reviews what they did themselves
   ├─ AlreadyReviewed
   ├─ ReviewNotFound
   ├─ AlreadyAnswered    the agent has answered the review
   ├─ QueueNotFound
   ├─ CannedReplyNotFound
   ├─ TooManyCannedReplies  data: most
   ├─ UnknownVariable    in a canned reply; data: unknown, known
   └─ UnknownWrapUp      no active wrap-up code
"""

from kernel.errors import BaowenError


class DeskError(BaowenError):
    code = "desk_error"


class BeyondCapacity(DeskError):
    code = "beyond_capacity"


class AgentAway(DeskError):
    code = "agent_away"


class NoSuchItem(DeskError):
    code = "no_such_item"


class NotServing(DeskError):
    code = "not_serving"


class EngagementNotFound(DeskError):
    code = "engagement_not_found"


class OwnWork(DeskError):
    code = "own_work"


class AlreadyReviewed(DeskError):
    code = "already_reviewed"


class ReviewNotFound(DeskError):
    code = "review_not_found"


class AlreadyAnswered(DeskError):
    code = "already_answered"


class QueueNotFound(DeskError):
    code = "queue_not_found"


class CannedReplyNotFound(DeskError):
    code = "canned_reply_not_found"


class TooManyCannedReplies(DeskError):
    code = "too_many_canned_replies"


class UnknownVariable(DeskError):
    code = "unknown_variable"


class UnknownWrapUp(DeskError):
    code = "unknown_wrap_up"
