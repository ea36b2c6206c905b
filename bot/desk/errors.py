"""What the desk refuses.

BaowenError
└─ DeskError
   ├─ WrongCredentials   unknown user or wrong password: the same answer
   ├─ LoginRequired      no login, or it has ended
   ├─ CsrfMismatch       a write without the page's token
   ├─ WrongPassword      the old one, when a new one is set
   ├─ CodeRequired       the password was right, the second factor is missing
   ├─ WrongCode          of the second factor: wrong, or used before
   ├─ SecondFactorSet    remove the old one first
   ├─ SecondFactorNotSet
   ├─ PasswordDue        a temporary password: nothing else before a new one is set
   ├─ SecondFactorDue    nothing else before it is set up
   ├─ LoginNotFound      no such login of theirs
   ├─ LastAdmin          one administrator has to stay
   ├─ NotYourRole        data: roles that may
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
   ├─ StaffNotFound
   ├─ StaffExists
   ├─ CannedReplyNotFound
   ├─ TooManyCannedReplies  data: most
   ├─ UnknownVariable    in a canned reply; data: unknown, known
   ├─ UnknownWrapUp      no active wrap-up code
   └─ WeakAccount        data: field, reason
"""

from kernel.errors import BaowenError


class DeskError(BaowenError):
    code = "desk_error"


class WrongCredentials(DeskError):
    code = "wrong_credentials"


class LoginRequired(DeskError):
    code = "login_required"


class CsrfMismatch(DeskError):
    code = "csrf"


class WrongPassword(DeskError):
    code = "wrong_password"


class CodeRequired(DeskError):
    code = "second_factor_required"


class WrongCode(DeskError):
    code = "wrong_code"


class SecondFactorSet(DeskError):
    code = "second_factor_set"


class SecondFactorNotSet(DeskError):
    code = "second_factor_not_set"


class PasswordDue(DeskError):
    code = "password_due"


class SecondFactorDue(DeskError):
    code = "second_factor_due"


class LoginNotFound(DeskError):
    code = "login_not_found"


class LastAdmin(DeskError):
    code = "last_admin"


class NotYourRole(DeskError):
    code = "forbidden"


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


class StaffNotFound(DeskError):
    code = "staff_not_found"


class StaffExists(DeskError):
    code = "staff_exists"


class WeakAccount(DeskError):
    code = "weak_account"
