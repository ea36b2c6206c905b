"""The states of a trained model and what may be done with it: pure rules.

What was done is a list of acts, oldest first, and nothing else is kept: every state follows from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from bot.release.errors import NotApproved, NothingBefore, NotPossible, PlaceTaken


class ModelState(StrEnum):
    CANDIDATE = "candidate"
    APPROVED = "approved"
    SHADOW = "shadow"
    CANARY = "canary"
    LIVE = "live"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """`ROLLBACK` withdraws a model: the live one gives way to the one before it."""

    APPROVE = "approve"
    SHADOW = "shadow"
    CANARY = "canary"
    LIVE = "live"
    STOP = "stop"
    ROLLBACK = "rollback"


_S, _A = ModelState, Act
TRANSITIONS: Mapping[tuple[ModelState, Act], ModelState] = MappingProxyType(
    {
        (_S.CANDIDATE, _A.APPROVE): _S.APPROVED,
        (_S.APPROVED, _A.SHADOW): _S.SHADOW,
        (_S.APPROVED, _A.CANARY): _S.CANARY,
        (_S.APPROVED, _A.LIVE): _S.LIVE,
        (_S.SHADOW, _A.SHADOW): _S.SHADOW,
        (_S.SHADOW, _A.CANARY): _S.CANARY,
        (_S.SHADOW, _A.LIVE): _S.LIVE,
        (_S.SHADOW, _A.STOP): _S.APPROVED,
        (_S.CANARY, _A.CANARY): _S.CANARY,
        (_S.CANARY, _A.SHADOW): _S.SHADOW,
        (_S.CANARY, _A.LIVE): _S.LIVE,
        (_S.CANARY, _A.STOP): _S.APPROVED,
        (_S.CANARY, _A.ROLLBACK): _S.WITHDRAWN,
        (_S.LIVE, _A.ROLLBACK): _S.WITHDRAWN,
        (_S.RETIRED, _A.SHADOW): _S.SHADOW,
        (_S.RETIRED, _A.CANARY): _S.CANARY,
        (_S.RETIRED, _A.LIVE): _S.LIVE,
        (_S.WITHDRAWN, _A.APPROVE): _S.APPROVED,
    }
)
# States no act brings about by itself: what becomes of the model whose place another one takes.
REPLACED: Mapping[ModelState, ModelState] = MappingProxyType({_S.LIVE: _S.RETIRED})
_UNAPPROVED = frozenset({_S.CANDIDATE, _S.WITHDRAWN})
_RELEASING = frozenset({_A.SHADOW, _A.CANARY, _A.LIVE})


@dataclass(frozen=True)
class ReleaseState:
    """Who answers whom. Shares in percent of the conversations; `previous` was live before and is kept at hand."""

    live: str | None = None
    canary: str | None = None
    canary_share: int = 0
    shadow: str | None = None
    shadow_share: int = 0
    previous: str | None = None
    withdrawn: frozenset[str] = frozenset()

    @property
    def answering(self) -> tuple[str, ...]:
        """Models a conversation may stay with, the live one first."""
        return tuple(model for model in (self.live, self.canary, self.previous) if model is not None)


@dataclass(frozen=True)
class Course:
    """Where the acts so far have led. `earlier`: models that were live, the last one last."""

    states: Mapping[str, ModelState] = field(default_factory=dict)
    shares: Mapping[str, int] = field(default_factory=dict)
    earlier: Sequence[str] = ()

    @classmethod
    def beginning(cls, live: str | None) -> "Course":
        """Before the first act: `live` answers, whoever put it there."""
        return cls({live: ModelState.LIVE}) if live is not None else cls()

    def state_of(self, model: str) -> ModelState:
        return self.states.get(model, ModelState.CANDIDATE)

    def holder(self, state: ModelState) -> str | None:
        """The one model in a state that has room for one."""
        return next((model for model, held in self.states.items() if held is state), None)

    @property
    def previous(self) -> str | None:
        """The model a rollback of the live one goes back to."""
        return next((model for model in reversed(self.earlier) if self._may_return(model)), None)

    def _may_return(self, model: str) -> bool:
        return self.state_of(model) not in (*_UNAPPROVED, ModelState.LIVE)

    def after(self, act: Act, model: str, share: int = 0) -> "Course":
        """`NotApproved`, `NotPossible`, `PlaceTaken`, `NothingBefore`."""
        now = self.state_of(model)
        target = TRANSITIONS.get((now, act))
        if target is None and act in _RELEASING and now in _UNAPPROVED:
            raise NotApproved(state=now.value)
        if target is None:
            raise NotPossible(state=now.value, act=act.value)
        if target in (ModelState.CANARY, ModelState.SHADOW):
            if (holder := self.holder(target)) not in (None, model):
                raise PlaceTaken(place=target.value, model=holder)
            return self._with({model: target}, {model: share})
        if act is Act.LIVE:
            return self._live(model)
        if now is ModelState.LIVE:
            return self._back_from(model)
        return self._with({model: target})

    def _live(self, model: str) -> "Course":
        before = self.holder(ModelState.LIVE)
        if before is None:
            return self._with({model: ModelState.LIVE})
        made = self._with({before: REPLACED[ModelState.LIVE], model: ModelState.LIVE})
        return replace(made, earlier=[*(each for each in self.earlier if each != model), before])

    def _back_from(self, model: str) -> "Course":
        previous = self.previous
        if previous is None:
            raise NothingBefore()
        made = self._with({model: ModelState.WITHDRAWN, previous: ModelState.LIVE})
        return replace(made, earlier=[each for each in self.earlier if each != previous])

    def _with(self, states: Mapping[str, ModelState], shares: Mapping[str, int] | None = None) -> "Course":
        kept = {model: share for model, share in self.shares.items() if model not in states}
        return replace(self, states={**self.states, **states}, shares={**kept, **(shares or {})})

    def release(self) -> ReleaseState:
        live, canary, shadow = (self.holder(s) for s in (_S.LIVE, _S.CANARY, _S.SHADOW))
        return ReleaseState(
            live,
            canary,
            self.shares.get(canary or "", 0),
            shadow,
            self.shares.get(shadow or "", 0),
            self.previous,
            frozenset(model for model, state in self.states.items() if state is ModelState.WITHDRAWN),
        )
