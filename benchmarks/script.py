"""The 8-turn conversation both sides play: small talk, a question, an identity check with a wrong code, and out again."""


def turns(number: int) -> list[str]:
    """`number` makes the phone: every conversation has its own, so no limit of the identity check is ever met."""
    return [
        "你好",
        "理赔一般多久有结果",
        "帮我查一下我的保单",
        f"1991{number:07d}",
        "1234",
        "000000",
        "算了不查了",
        "谢谢",
    ]
