"""What the laboratory refuses.

BaowenError
└─ LaboratoryError
   ├─ LaboratoryFailed     its process fell or took too long
   ├─ TrialGone            it was closed, idle for long, or its process ended
   ├─ NoSuchPerson         nobody of the demo has that number
   └─ TrialFailed          the bot failed in the middle of its turn
"""

from kernel.errors import BaowenError


class LaboratoryError(BaowenError):
    code = "laboratory_error"


class LaboratoryFailed(LaboratoryError):
    """`data`: reason, `too_slow`, `ended` or the name of an exception."""

    code = "laboratory_failed"


class TrialGone(LaboratoryError):
    """Begin again."""

    code = "trial_gone"


class NoSuchPerson(LaboratoryError):
    """`data`: customer."""

    code = "no_such_person"


class TrialFailed(LaboratoryError):
    """The messages before stay as they were."""

    code = "trial_failed"
