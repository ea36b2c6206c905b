"""Odd XML, for the tests and in bulk: `python -m tests.channels.tencent.fuzz_xml --inputs 1000000 --seed 1`.

Every input must be read or refused with `BadXml`; anything else is printed, and the exit code is 1.
"""

import argparse
import random
import sys
import time
from collections import Counter

from hypothesis import strategies as st

from bot.channels.tencent import xml
from bot.channels.tencent.errors import BadXml

PLAIN = [
    "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>1348831860</CreateTime><MsgType>text</MsgType>"
    "<Content><![CDATA[我要报案]]></Content><MsgId>1234567890123456</MsgId></xml>".encode(),
    b"<xml><Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List><TemplateId>a</TemplateId>"
    b"</List><List><TemplateId>b</TemplateId></List></SubscribeMsgPopupEvent></xml>",
    b'<?xml version="1.0" encoding="UTF-8"?>\n<xml a="b"><A>&lt;&#20320;&amp;</A><!-- c --><B/></xml>',
    b"<xml><ToUserName>wx1</ToUserName><Encrypt><![CDATA[AAAA+/==]]></Encrypt><AgentID></AgentID></xml>",
]
NASTY = [
    b"",
    b"<xml>",
    b"{}",
    b"<xml/><xml/>",
    b"<html></html>",
    b"<!DOCTYPE xml><xml/>",
    b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
    b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    b'<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]><xml/>',
    b'<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml>&b;&b;&b;</xml>',
    b"<xml><?php echo 1 ?></xml>",
    b'<?xml-stylesheet href="x"?><xml/>',
    b"<xml>&unknown;</xml>",
    b"<xml>&#0;</xml>",
    b"<xml>&#xD800;</xml>",
    b"<xml>\xff\xfe</xml>",
    b"<xml>\xed\xa0\x80</xml>",
    b"<xml>\x00</xml>",
    "<xml><A>你</A></xml>".encode("utf-16"),
    "<xml><A>a</A></xml>".encode("utf-16-le"),
    "<xml><A>a</A></xml>".encode("utf-16-be"),
    '<?xml version="1.0" encoding="gb2312"?><xml><A>你好</A></xml>'.encode("gb2312"),
    b"<xml>" * 100_000,
    b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>",
]
WORDS = [
    b"<!DOCTYPE xml [", b"<!ENTITY a 'b'>", b"]>", b"&a;", b"<![CDATA[", b"]]>", b"<?xml", b"?>", b"<!--", b"-->",
    b"&#x", b"&#0;", b"<xml>", b"</xml>", b"<a>", b"</a>", b"<a/>", b"xmlns:a='b'", b"a:", b"\x00", b"\xef\xbb\xbf",
    b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b' encoding="gbk"', b' encoding="utf-16"',
    b' encoding="no-such"', b' encoding="rot13"', b"standalone='no'", b"\r", b"\xe4\xbd",
]  # fmt: skip


def mutant(chance: random.Random) -> bytes:
    """A good or nasty document with a few pieces changed, moved or torn out; now and then plain noise."""
    if chance.random() < 0.05:
        return chance.randbytes(chance.randrange(200))
    document = bytearray(chance.choice(PLAIN if chance.random() < 0.85 else NASTY)[:2_000])
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        at = chance.randrange(len(document) + 1)
        end = min(len(document), at + chance.randrange(1, 20))
        match chance.randrange(6):
            case 0:
                document[at:end] = b""
            case 1:
                document[at:at] = chance.choice(WORDS)
            case 2:
                # Mostly what may stand there: noise ends most documents at their first odd byte.
                noise = chance.randbytes(end - at)
                document[at:end] = noise if chance.random() < 0.2 else bytes(32 + each % 95 for each in noise)
            case 3:
                document[at:at] = document[at:end]
            case 4:
                other = chance.choice(PLAIN)
                document[at:] = other[chance.randrange(len(other)) :]
            case _:
                if at < len(document):
                    document[at] ^= 1 << chance.randrange(8)
    return bytes(document)


def mutants() -> st.SearchStrategy[bytes]:
    return st.integers(0, 2**32).map(lambda seed: mutant(random.Random(seed)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, results, began, slowest = random.Random(asked.seed), Counter[str](), time.perf_counter(), 0.0
    for _ in range(asked.inputs):
        document = mutant(chance)
        start = time.perf_counter()
        try:
            xml.read(document)
            results["read"] += 1
        except BadXml as error:
            results["refused"] += 1
            results[f"  {error.data['reason']}"] += 1
        except BaseException as error:
            results["exceptions"] += 1
            print(f"{type(error).__name__}: {document!r}")
            if isinstance(error, KeyboardInterrupt):
                raise
        slowest = max(slowest, time.perf_counter() - start)
    print(
        f"inputs {asked.inputs}, seed {asked.seed}, read {results['read']}, refused {results['refused']}, "
        f"exceptions {results['exceptions']}, {time.perf_counter() - began:.1f} s, slowest {slowest * 1000:.2f} ms"
    )
    for reason, count in results.most_common():
        if reason.startswith("  "):
            print(f"{count:>9}{reason}")
    return 1 if results["exceptions"] else 0


if __name__ == "__main__":
    sys.exit(main())
