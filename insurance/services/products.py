"""The product table: the only source of product facts."""

import re
import unicodedata

from insurance.domain.errors import RecordNotFound
from insurance.domain.products import LINE_NAMES, Product
from insurance.services.ports import Store

# How much of its letter pairs a name must share with what was typed to be worth showing.
_ALIKE = 0.34

# Inside the service `list` is a method.
Products = list[Product]


class ProductService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self) -> Products:
        """All products by code."""
        async with self._store.read() as work:
            return await work.products.all()

    async def get(self, code: str) -> Product:
        """`RecordNotFound` where there is none."""
        async with self._store.read() as work:
            product = await work.products.get(code.strip().upper()) or await work.products.get(code.strip())
        if product is None:
            raise RecordNotFound()
        return product

    async def named_in(self, text: str) -> Product | None:
        """The product whose name stands in `text`, with or without what stands in brackets; the longest name wins."""
        said = _fold(text)
        named = [product for product in await self.list() if _fold(product.short_name) in said]
        return max(named, key=lambda product: len(product.short_name), default=None)

    async def find(self, name_or_alias: str) -> Products:
        """Products meant by a code, a name or a part of one, best first; empty where none comes near."""
        scored = [(_likeness(name_or_alias, product), product) for product in await self.list()]
        scored = [(score, product) for score, product in scored if score >= _ALIKE]
        return [product for _, product in sorted(scored, key=lambda pair: (-pair[0], pair[1].code))]


def _fold(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)} or {text}


def _likeness(typed: str, product: Product) -> float:
    """3 = the code, 2 = the name, above 1 = a part of it, 1 = its line, below 1 = the share of common letter pairs."""
    wanted = _fold(typed)
    if not wanted:
        return 0.0
    if wanted == _fold(product.code):
        return 3.0
    best = 1.0 if wanted in LINE_NAMES[product.line] else 0.0
    for name in (_fold(product.name), _fold(product.short_name)):
        if wanted == name:
            return 2.0
        if len(wanted) > 1 and (wanted in name or name in wanted):
            best = max(best, 1 + min(len(wanted), len(name)) / max(len(wanted), len(name)))
        ours, theirs = _pairs(wanted), _pairs(name)
        best = max(best, 2 * len(ours & theirs) / (len(ours) + len(theirs)))
    return best
