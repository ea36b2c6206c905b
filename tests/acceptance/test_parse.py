"""`baowen parse`: a line out for every line in."""

import json

from tests.acceptance.house import House

SAID = [
    "保单号 HX-2024-000123 什么时候到期",
    "",
    "我要投诉",
    "  ",
    '/policy_lookup{"x": 1}',
    "今天天气怎么样",
    "我的车粤B12345昨天被追尾了，修车花了三万五",
    "🙏",
    "一\n二",
]


def test_each_line_is_understood_in_order(house: House) -> None:
    stdin = "".join(json.dumps({"text": text}, ensure_ascii=text != "🙏") + "\n" for text in SAID)
    done = house.run("parse", stdin=stdin)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["text"] for line in lines] == SAID
    for line in lines:
        assert line.keys() == {"text", "intent", "topic", "entities", "ranking"}
        assert line["intent"].keys() == {"name", "confidence"}
        assert (line["topic"] is not None) == (line["intent"]["name"] == "faq")
    intents = [line["intent"]["name"] for line in lines]
    assert (intents[0], intents[2], intents[5]) == ("renewal_query", "complaint", "out_of_scope")
    assert intents[4] != "policy_lookup"
    found = {each["entity"]: each["value"] for each in lines[6]["entities"]}
    assert found["plate_no"] == "粤B12345" and found["money"] == "35000.00"
    number = lines[0]["entities"][0]
    assert SAID[0][number["start"] : number["end"]] == "HX-2024-000123"
