"""What the desk refuses.

BaowenError
└─ DeskError
   ├─ WrongCredentials   unknown user or wrong password: the same answer
   ├─ LoginRequired      no login, or it has ended
   ├─ CsrfMismatch       a write without the page's token
   ├─ NotYourRole        data: roles that may
   ├─ BeyondCapacity     data: capacity
   ├─ AgentAway          the colleague is not at the desk
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


class StaffNotFound(DeskError):
    code = "staff_not_found"


class StaffExists(DeskError):
    code = "staff_exists"


class WeakAccount(DeskError):
    code = "weak_account"
