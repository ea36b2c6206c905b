"""Masking: what a log may say, and what a page may show."""

import pytest

from kernel import masking
from kernel.masking import mask_text, show_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678谢谢", "电话[PHONE]谢谢"),
        ("电话+8613812345678", "电话[PHONE]"),
        ("电话138 1234 5678", "电话[PHONE]"),
        ("电话138-1234-5678", "电话[PHONE]"),
        ("电话１３８１２３４５６７８", "电话[PHONE]"),
        ("电话一三八一二三四五六七八", "电话[PHONE]"),
        ("电话幺三八一二三四五六七八，谢谢", "电话[PHONE],谢谢"),
        ("身份证11010519491231002X", "身份证[ID]"),
        ("身份证11010519491231002x", "身份证[ID]"),
        ("身份证440524188001010014", "身份证[ID]"),
        ("身份证990000 19900101 0017", "身份证[ID]"),
        ("身份证９９００００１９８５１２１２００２９", "身份证[ID]"),
        ("卡号6222021234567890128", "卡号[BANK]"),
        ("身份证130105 1949 1231 002X", "身份证[ID]"),
        ("卡号6222 1381 2345 6789", "卡号[BANK]"),
        ("卡号6222 0212 3456 7890 128", "卡号[BANK]"),
        ("打错的卡号6222021234567890129", "打错的卡号[BANK]"),
        ("车牌粤B12345", "车牌[PLATE]"),
        ("车牌粤B·12345", "车牌[PLATE]"),
        ("新能源粤BD12345", "新能源[PLATE]"),
        ("新能源京A12345D", "新能源[PLATE]"),
        ("教练车京A1234学", "教练车[PLATE]"),
        ("车架号LSVAA4187E2123456", "车架号[VIN]"),
        ("邮箱alice.li@mail.example.com", "邮箱[EMAIL]"),
        ("邮箱ａlice@example.com", "邮箱[EMAIL]"),
        ("13812345678和13912345678", "[PHONE]和[PHONE]"),
        ("我叫张三，手机13812345678，车粤B12345", "我叫张三,手机[PHONE],车[PLATE]"),
    ],
)
def test_personal_numbers_become_tokens(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打我13812345678 3点以后",
        "打我138 1234 5678 3点以后",
        "打我+86 138-1234-5678 3点以后",
        "打我13812345678一二三四五六",
        "3 13812345678",
        "2024-05-01 13812345678",
    ],
)
def test_a_number_beside_a_phone_does_not_hide_it(text: str) -> None:
    masked = mask_text(text)

    assert "[PHONE]" in masked or "[BANK]" in masked
    assert "1234" not in masked and "5678" not in masked.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "保费１２００元，2025-06-03到期",
        "三万五千元",
        "一二三四五六七八九",
        "12378",
        "订单20250603001",
        "第 1 条、第 2 条",
        "等待期90天",
        "",
    ],
)
def test_text_without_personal_numbers_comes_back_untouched(text: str) -> None:
    assert mask_text(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = mask_text("手机13812345678，身份证11010519491231002X，车粤B12345，a@b.cn")

    assert mask_text(once) == once


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (masking.show_phone("13812345678"), "138****5678"),
        (masking.show_phone("12345"), "*****"),
        (masking.show_id_number("11010519491231002X"), "110***************"),
        (masking.show_policy_no("QHL0120230001234"), "QHL0********1234"),
        (masking.show_policy_no("AB1234"), "****34"),
        (masking.show_policy_no("ABCD"), "**CD"),
        (masking.show_name("张三"), "张*"),
        (masking.show_name("欧阳明月"), "欧阳**"),
        (masking.show_name("欧阳"), "欧*"),
        (masking.show_plate("粤B12345"), "粤B***45"),
        (masking.show_plate("粤BD12345"), "粤B****45"),
        (masking.show_email("alice@x.com"), "a***@x.com"),
    ],
)
def test_pages_show_the_shortened_form(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize("number", ["11010519491231002X", "990000198512120029"])
def test_the_digits_that_verify_a_customer_are_never_shown(number: str) -> None:
    assert number[-4:] not in masking.show_id_number(number)
    assert set(masking.show_id_number(number)[3:]) == {"*"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话138 1234 5678，谢谢", "电话138****5678,谢谢"),
        ("身份证11010519491231002X", "身份证110***************"),
        ("卡号6222021234567890128", "卡号**** **** **** 0128"),
        ("车牌粤B12345", "车牌粤B***45"),
        ("邮箱alice@x.com", "邮箱a***@x.com"),
        ("没有号码的一句话，原样。", "没有号码的一句话，原样。"),
    ],
)
def test_a_colleague_sees_enough_to_recognise_a_number(text: str, shown: str) -> None:
    assert show_text(text) == shown
