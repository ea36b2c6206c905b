"""The product table: the only source of product facts."""

from insurance.domain.errors import RecordNotFound
from insurance.domain.product_names import begins, fold, likeness, places
from insurance.domain.products import Product
from insurance.services.ports import Store

# How like what was typed a name must be to be worth showing.
_ALIKE = 0.34

# Inside the service `list` is a method.
Products = list[Product]
Names = list[Products]


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

    async def named_in(self, text: str) -> Names:
        """The products named in `text`, spelt right or sounding right, in the order of their names.

        Of names that overlap the longest counts. One name may mean several products (editions of one name in brackets).
        """
        said = fold(text)
        named: dict[tuple[int, int], Products] = {}
        for product in await self.list():
            for place in places(product, said):
                named.setdefault(place, []).append(product)
        chosen: dict[tuple[int, int], Products] = {}
        for start, end in sorted(named, key=lambda place: place[0] - place[1]):
            if all(end <= other_start or start >= other_end for other_start, other_end in chosen):
                chosen[start, end] = named[start, end]
        kept: Names = []
        for place in sorted(chosen):
            if chosen[place] not in kept:
                kept.append(chosen[place])
        return kept

    async def begun_with(self, said: str) -> Products:
        """The products whose name begins with what was `said`: 安途 for 安途定期寿险."""
        return [product for product in await self.list() if begins(product, said)]

    async def find(self, name_or_alias: str) -> Products:
        """Products meant by a code, a name or a part of one, best first; empty where none comes near."""
        scored = [(likeness(name_or_alias, product), product) for product in await self.list()]
        scored = [(score, product) for score, product in scored if score >= _ALIKE]
        return [product for _, product in sorted(scored, key=lambda pair: (-pair[0], pair[1].code))]
