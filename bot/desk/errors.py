"""What the desk refuses.

BaowenError
└─ DeskError
   ├─ WrongCredentials   unknown user or wrong password: the same answer
   ├─ LoginRequired      no login, or it has ended
   ├─ CsrfMismatch       a write without the page's token
   ├─ NotYourRole        data: roles that may
   ├─ BeyondCapacity     data: capacity
   ├─ AgentAway          the colleague is not at the desk
   ├─ EngagementNotFound no such one, or it has not ended, or nobody answered in it
   ├─ OwnWork            nobody reviews what they did themselves
   ├─ AlreadyReviewed
   ├─ ReviewNotFound
   ├─ AlreadyAnswered    the agent has answered the review
   ├─ StaffNotFound
   ├─ StaffExists
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


class NotYourRole(DeskError):
    code = "forbidden"


class BeyondCapacity(DeskError):
    code = "beyond_capacity"


class AgentAway(DeskError):
    code = "agent_away"


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


class StaffNotFound(DeskError):
    code = "staff_not_found"


class StaffExists(DeskError):
    code = "staff_exists"


class WeakAccount(DeskError):
    code = "weak_account"
