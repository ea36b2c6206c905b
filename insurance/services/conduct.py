"""Whether a text may go out: the guard's rules, with the product table behind those that depend on a product."""

from collections.abc import Collection, Sequence

from insurance.domain.conduct import GUARDS, Breach, breaches, depends_on_product
from insurance.domain.errors import StoreUnavailable
from insurance.domain.manners import FOR_PEOPLE
from insurance.domain.products import Product
from insurance.services.faq import FaqService
from insurance.services.ports import Store
from kernel.clock import Clock, today
from kernel.quotes import Span

# The entries that warn of fraud (反诈骗/代理退保).
_ANTIFRAUD = "F18"


class ConductService:
    def __init__(self, store: Store, faq: FaqService, clock: Clock) -> None:
        self._store = store
        self._faq = faq
        self._clock = clock

    async def breaches(
        self,
        text: str,
        *,
        quoted: Sequence[Span] = (),
        faq: str | None = None,
        about: Collection[str] = (),
        by_person: bool = False,
    ) -> list[Breach]:
        """What in `text` may not go out, in its order; empty where all may.

        `quoted`: spans that are not our own words. `faq`: the entry the text answers with. `about`: names of the products
        spoken of before. `by_person`: hold it to the manners of people as well, some of which only warn. While the store is
        away only what depends on no product is judged.
        """
        products = await self._products() if depends_on_product(text) else []
        entry = self._faq.get(faq, today(self._clock)) if faq else None
        return breaches(
            text,
            quoted=quoted,
            antifraud=entry is not None and entry.category == _ANTIFRAUD,
            products=products,
            about=[product for product in products if product.name in about],
            guards=FOR_PEOPLE if by_person else GUARDS,
        )

    async def _products(self) -> list[Product]:
        try:
            async with self._store.read() as work:
                return await work.products.all()
        except StoreUnavailable:
            return []
