"""What staff accounts refuse.

BaowenError
└─ StaffError
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
   ├─ StaffNotFound
   ├─ StaffExists
   ├─ WeakAccount        data: field, reason
   ├─ TaskNotFound       none, or not for their eyes
   ├─ TaskTaken          a colleague has it
   └─ TaskOver           it is done
"""

from kernel.errors import BaowenError


class StaffError(BaowenError):
    code = "staff_error"


class WrongCredentials(StaffError):
    code = "wrong_credentials"


class LoginRequired(StaffError):
    code = "login_required"


class CsrfMismatch(StaffError):
    code = "csrf"


class WrongPassword(StaffError):
    code = "wrong_password"


class CodeRequired(StaffError):
    code = "second_factor_required"


class WrongCode(StaffError):
    code = "wrong_code"


class SecondFactorSet(StaffError):
    code = "second_factor_set"


class SecondFactorNotSet(StaffError):
    code = "second_factor_not_set"


class PasswordDue(StaffError):
    code = "password_due"


class SecondFactorDue(StaffError):
    code = "second_factor_due"


class LoginNotFound(StaffError):
    code = "login_not_found"


class LastAdmin(StaffError):
    code = "last_admin"


class NotYourRole(StaffError):
    code = "forbidden"


class StaffNotFound(StaffError):
    code = "staff_not_found"


class StaffExists(StaffError):
    code = "staff_exists"


class WeakAccount(StaffError):
    code = "weak_account"


class TaskNotFound(StaffError):
    code = "task_not_found"


class TaskTaken(StaffError):
    code = "task_taken"


class TaskOver(StaffError):
    code = "task_over"
