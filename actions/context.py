"""What a message means by what was said before it: the last answer, a product asked for."""

from actions.followups import about_last_answer
from actions.naming import IN_PASSING, named
from actions.products import ASKED_FOR_PRODUCT, GOES_ON, ActionProductQuestion
from actions.turn import Event, Turn
from insurance.domain.errors import StoreUnavailable


async def in_context(turn: Turn) -> list[Event] | None:
    """The answer, where what was said before makes the message plain."""
    if (events := await about_last_answer(turn)) is not None:
        return events
    return await ActionProductQuestion().answer(turn) if await _names_product(turn) else None


async def _names_product(turn: Turn) -> bool:
    """Whether it is the product we asked for, or an attribute of one, perhaps of the one spoken of."""
    attribute, asked = turn.entity("product_attribute"), turn.answered_with in ASKED_FOR_PRODUCT
    spoken_of = turn.slot("product") or turn.slot("compared")
    if attribute and spoken_of and turn.answered_with in GOES_ON:
        return True
    if not (attribute or asked):
        return False
    try:
        said = await named(turn, IN_PASSING)
    except StoreUnavailable:
        return False
    return bool(said.products or (attribute and said.unknown))
