"""What releases refuse.

BaowenError
└─ ReleaseError
   ├─ ModelNotFound    there is no such file
   ├─ NotApproved      nobody has approved it
   ├─ NotPossible      not in the state it is in
   ├─ PlaceTaken       another model is the canary or the shadow
   ├─ NothingBefore    there is no model to go back to
   ├─ GateRed          it is worse than the live one
   ├─ GateMissing      it was not measured beside the live one
   └─ OwnModel         who trained it or changed its data does not approve it
"""

from kernel.errors import BaowenError


class ReleaseError(BaowenError):
    code = "release_error"


class ModelNotFound(ReleaseError):
    """`data`: model."""

    code = "model_not_found"


class NotApproved(ReleaseError):
    """`data`: state."""

    code = "not_approved"


class NotPossible(ReleaseError):
    """`data`: state, act."""

    code = "release_not_possible"


class PlaceTaken(ReleaseError):
    """`data`: place (canary, shadow), model."""

    code = "place_taken"


class NothingBefore(ReleaseError):
    code = "nothing_before"


class GateRed(ReleaseError):
    code = "gate_red"


class GateMissing(ReleaseError):
    code = "gate_missing"


class OwnModel(ReleaseError):
    """`data`: trained (whether it was the training), else a change in the data was."""

    code = "own_model"
