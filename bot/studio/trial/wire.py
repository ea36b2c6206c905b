"""The shapes of trying a model."""

from typing import Annotated, Any

from msgspec import Meta, Struct

ModelId = Annotated[str, Meta(pattern=r"^\w{1,64}$")]


class AskParse(Struct):
    """`model`: None means the one that is live. `at`: when it was said, ISO 8601; default now."""

    text: Annotated[str, Meta(min_length=1, max_length=2_000)]
    model: ModelId | None = None
    at: Annotated[str, Meta(max_length=40, pattern=r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d")] | None = None


class Intent(Struct):
    name: str
    confidence: float


class Topic(Struct):
    id: str
    question: str
    score: float


class Understood(Struct):
    """`ranking`: the likeliest five, `[name, confidence]`. `topic`: where the intent is `faq`."""

    text: str
    intent: Intent
    topic: str | None
    entities: list[dict[str, Any]]
    ranking: list[tuple[str, float]]
    topics: list[Topic]


class Weighed(Struct):
    """A weight above zero speaks for the likeliest class, below for the second."""

    text: str
    weight: float


class Near(Struct):
    """`kind`: intent or faq."""

    kind: str
    id: str
    text: str
    likeness: float


class Why(Struct):
    """`against`: the class the weights are compared with. `decided`: values, nothing, sure, no_topic, near_topic,
    faq_strong, unsure; None where the model decides in another way.
    """

    features: list[Weighed]
    against: str | None
    nearest: list[Near]
    decided: str | None


class Parsed(Understood):
    id: str
    model: str
    why: Why


class OpenTrial(Struct):
    """`customer`: number of a demo customer, from 1, who is to be played."""

    model: ModelId | None = None
    customer: Annotated[int, Meta(ge=1, le=99)] | None = None


class Person(Struct):
    name: str
    phone: str
    id_last4: str


class Trial(Struct):
    """`person`: what the demo customer would type in an identity check."""

    id: str
    model: str
    person: Person | None


class Say(Struct):
    """Exactly one of `text` and `payload`, which is that of a button."""

    text: str | None = None
    payload: Annotated[str, Meta(min_length=1, max_length=2_000)] | None = None

    def __post_init__(self) -> None:
        if (self.text is None) == (self.payload is None):
            raise ValueError("exactly one of text, payload")


class DecidedBy(Struct):
    policy: str | None
    rules: list[str]


class Done(Struct):
    name: str
    policy: str | None
    confidence: float | None


class Turn(Struct):
    """`slots`: those that changed, `[before, after]`. `understood`: None where a file was handed in."""

    understood: Understood | None
    decided_by: DecidedBy
    actions: list[Done]
    slots: dict[str, tuple[Any, Any]]


class Code(Struct):
    """A one-time code that would have been texted."""

    phone: str
    code: str


class Answered(Struct):
    """`messages` as the chat shows them. `turn`: None where a person would answer now."""

    messages: list[dict[str, Any]]
    codes: list[Code]
    turn: Turn | None
