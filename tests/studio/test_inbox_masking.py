"""Nobody who asks is known by the inbox."""

from hypothesis import given
from hypothesis import strategies as st

from bot.studio.knowledge.markup import faults, plain
from bot.studio.masking import marked, masked, substance

TEXT = "我叫王小明，昨天在杭州西湖区文三路88号追尾，电话13812345678"
MENTIONS = [("person", 2, 5), ("date", 6, 8), ("place", 9, 20), ("phone", 25, 36)]
ENTITIES = {"person", "date", "place", "phone", "plate_no", "policy_no", "otp"}


def test_the_spans_are_where_the_test_says() -> None:
    assert [TEXT[start:end] for _, start, end in MENTIONS] == [
        "王小明",
        "昨天",
        "杭州西湖区文三路88号",
        "13812345678",
    ]


def test_a_trainer_reads_who_and_where_only_in_part() -> None:
    assert masked(TEXT, MENTIONS) == "我叫王**，昨天在杭州***追尾，电话138****5678"


def test_an_example_has_stand_ins_and_marks() -> None:
    assert marked(TEXT, MENTIONS) == (
        "我叫[王小明](person)，[昨天](date)在[苏州](place)追尾，电话[13900001234](phone)"
    )


def test_a_city_is_no_address() -> None:
    assert masked("我在杭州追尾了", [("place", 2, 4)]) == "我在杭州追尾了"


def test_numbers_nobody_marked_are_masked_by_their_form() -> None:
    assert masked("身份证110101199003074530的") == "身份证110***************的"
    assert masked("单号 2024 0031 50 对吗") == "单号 ************ 对吗"


def test_a_name_known_from_elsewhere_in_the_conversation_is_masked_here_too() -> None:
    assert masked("李芳女士的保单，李芳本人来办", (), {"李芳"}) == "李*女士的保单，李*本人来办"


def test_a_title_gives_a_name_away() -> None:
    assert masked("张伟先生您好，已为您登记") == "张*先生您好，已为您登记"


def test_a_one_time_code_is_not_shown_at_all() -> None:
    assert masked("验证码583920不对", [("otp", 3, 9)]) == "验证码******不对"


def test_a_bare_value_has_no_substance() -> None:
    assert substance("粤B12345", [("plate_no", 0, 7)]) == 0
    assert substance("能开发票吗") == 5


@given(
    st.text(alphabet="我叫王小明电话[]()*\n 1389-", max_size=40),
    st.lists(
        st.tuples(st.sampled_from(sorted(ENTITIES)), st.integers(0, 40), st.integers(0, 40)), max_size=4
    ),
)
def test_an_example_can_always_be_written_whatever_was_said(
    text: str, mentions: list[tuple[str, int, int]]
) -> None:
    example = marked(text, mentions)
    if plain(example).strip():
        assert [fault.problem for fault in faults([example], ENTITIES)] == []


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(alphabet="我的电话是，。 ", max_size=8))
def test_no_phone_number_comes_through(phone: str, around: str) -> None:
    assert phone not in masked(around + phone + around)
    assert phone not in marked(around + phone + around)
