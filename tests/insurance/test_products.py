"""Products: consistency, attributes, and being found by what customers call them."""

import pytest

from insurance.bootstrap import Services
from insurance.demo.products import DEMO_PRODUCTS
from insurance.domain.errors import RecordNotFound, UnknownAttribute
from insurance.domain.product_names import begins
from insurance.domain.products import Line, Product, RenewalTerm, TermType, inconsistencies
from insurance.store.unit_of_work import SqlStore
from tests.insurance.samples import a_product


@pytest.mark.parametrize("product", DEMO_PRODUCTS, ids=lambda product: product.code)
def test_every_demo_product_keeps_the_rules(product: Product) -> None:
    assert list(inconsistencies(product)) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"exclusions": ()}, "no_exclusions"),
        ({"cooling_off_days": 10}, "cooling_off_below_15"),
        ({"waiting_days": 181}, "waiting_above_180"),
        ({"term_type": TermType.SHORT, "renewal": RenewalTerm.NONE}, "grace_without_guarantee"),
        (
            {"term_type": TermType.SHORT, "grace_days": None, "coverages": ("保证续保6年",)},
            "guarantee_wording",
        ),
        ({"line": Line.AUTO_COMPULSORY}, "compulsory_limits"),
        ({"coverages": ("年度分红",)}, "dividend_wording"),
    ],
)
def test_a_product_that_breaks_a_rule_is_caught(changes: dict[str, object], rule: str) -> None:
    assert list(inconsistencies(a_product(**changes))) == [rule]


def test_an_attribute_is_read_by_name() -> None:
    product = a_product()
    assert product.attribute("waiting_days") == 90
    assert product.attribute("exclusions") == ("既往症",)
    assert product.attribute("deductible") is None
    with pytest.raises(UnknownAttribute):
        product.attribute("code")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("QHH02", "QHH02"),
        ("qhh02", "QHH02"),
        ("百万医疗", "QHH02"),
        ("青禾演示·百万医疗（一年期）", "QHH02"),
        ("守护重疾", "QHH01"),
        ("守护重疾险", "QHH01"),
        ("重疾险", "QHH01"),
        ("交强险", "QHP01"),
        ("家财险", "QHP03"),
        ("传岁终身寿", "QHL02"),
        ("长护医疗", "QHH03"),
        ("安途定期寿险", "QHL01"),
    ],
)
async def test_a_product_is_found_by_what_it_is_called(
    services: Services, store: SqlStore, typed: str, first: str
) -> None:
    async with store.begin() as work:
        await work.products.put(DEMO_PRODUCTS)
        await work.commit()
    assert (await services.products.find(typed))[0].code == first


async def test_what_comes_near_no_product_finds_none(services: Services, store: SqlStore) -> None:
    async with store.begin() as work:
        await work.products.put(DEMO_PRODUCTS)
        await work.commit()
    assert await services.products.find("天气预报") == []
    assert await services.products.find("  ") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("百万医疗和长护医疗免赔额哪个低", [["QHH02"], ["QHH03"]]),
        ("青禾百万医疗等待期", [["QHH02"]]),
        ("安图定期寿险等待期", [["QHL01"]]),
        ("qhh02 等待期", [["QHH02"]]),
        ("福满堂的等待期", []),
        ("守护医疗的等待期", []),
    ],
)
async def test_products_are_named_by_spelling_or_sound_never_by_mere_likeness(
    services: Services, store: SqlStore, text: str, codes: list[list[str]]
) -> None:
    async with store.begin() as work:
        await work.products.put(DEMO_PRODUCTS)
        await work.commit()
    named = await services.products.named_in(text)
    assert [[product.code for product in group] for group in named] == codes


async def test_one_name_may_mean_several_editions(services: Services, store: SqlStore) -> None:
    editions = [a_product(code=f"E{year}", name=f"演示·朗月重疾({year})") for year in (2024, 2025)]
    async with store.begin() as work:
        await work.products.put(editions)
        await work.commit()
    assert await services.products.named_in("朗月重疾等待期") == [editions]
    assert await services.products.named_in("朗月重疾2025的等待期") == [editions[1:]]
    assert await services.products.begun_with("朗月") == editions


def test_a_beginning_of_one_character_is_none() -> None:
    assert not begins(a_product(name="演示·安途定期寿险"), "安")
    assert begins(a_product(name="演示·安途定期寿险"), "安图")


async def test_an_unknown_code_is_not_found(services: Services) -> None:
    with pytest.raises(RecordNotFound):
        await services.products.get("NONE")
