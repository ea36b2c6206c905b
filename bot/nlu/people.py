"""Names of persons, found by what stands around them and by how Chinese names are built.

Nobody can list all names, and half of the surnames are everyday words (高兴, 方便, 安全). So a name needs a reason:
a word that announces it (姓名, 被保人是, 我叫), the sentence it makes (我是…，受益人改成…，…是我父亲，…收), a name beside
it (张丽华和…), or a clause of its own.
The weaker the reason, the more the characters must look like a name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from typing import Any

from bot.nlu.spans import Found

_KIN = (
    r"(?:爸爸?|妈妈?|父亲|母亲|爹|娘|老爸|老妈|老公|老婆|丈夫|妻子|媳妇|爱人|对象|儿子|女儿|闺女|孩子|小孩|娃|宝宝|哥哥?"
    r"|姐姐?|弟弟?|妹妹?|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|侄子|外甥|孙[子女]|老伴儿?|老头子?|[表堂][哥弟姐妹]|舅舅?|阿姨|姑姑|姑妈|叔叔?|伯父|嫂子|弟媳|女婿|儿媳妇?|前[夫妻]|未婚[夫妻]|[男女]朋?友|闺蜜|发小|战友|老乡|徒弟|保姆|亲家|[姐妹]夫|姑父|姨妈|大伯|侄女|[继养][父母]|同事|朋友|室友|邻居|同学)"
)
_ROLE = (
    r"(?:被?保险?人|被保险人|投保人|要保人|受益人|报案人|联系人|收款人|领款人|收件人|申请人|委托人|受托人|监护人|继承人|出险人"
    r"|经办人|经手人|签字人|肇事者|肇事方|送件人|代办人|寄件人|签收人|转办人|驾驶人|驾驶员|司机|车主|伤者|死者|逝者|患者|病人|户主|户名|持卡人|账户名|开户名|业务员|代理人|客户经理|理赔员|查勘员|保险员"
    r"|客户姓名)"
)
_STAFF = r"(?:审批人员?|审核人?员?|复核人|对接人|负责人|接待人|见证人|证明人|担保人|法定代表人|法人(?:代表)?|定损员|坐席员?|护工|乘客|主治(?:医生|医师|大夫)|主刀(?:医生)?|客服)"
_PARTY = r"(?:顾问|经理|专员|客户|顾客|家属|第三者|对方|当事人|学生|员工)"
_NAMING = r"(?:姓名|全名|大名|名字|名叫|真名|曾用名)"
_LINK = r"(?:的?(?:姓名|名字)|(?:应该|原来|现在|就)?[是系为叫]|[写填登记变更改换]{1,4}(?:成了?|为|到|给|的?是|的)|换|改|写|填|由|从|把)"
_BLANK = r"[\s:：,，是]{0,3}"


class _Trust(IntEnum):
    """How far the words before a name are to be trusted."""

    WEAK = 0  # the characters must be those of names, and something must end the name
    KIN = 1  # three characters of names need no end
    ROLE = 2  # before a full stop or a blank any characters will do
    NAMED = 3  # even an everyday word will: 我爱人叫白雪


_CUES = (
    (_Trust.NAMED, rf"(?:{_KIN}|{_ROLE}|{_PARTY}|我|他|她|本人|的)(?:的名字)?就?叫(?:做|作)?"),
    (_Trust.NAMED, rf"{_NAMING}{_BLANK}(?:叫|{_LINK})?{_BLANK}"),
    (_Trust.ROLE, r"叫(?:做|作)?"),
    (_Trust.ROLE, rf"{_ROLE}{_BLANK}(?:{_LINK}{_BLANK}){{0,2}}我?"),
    (_Trust.KIN, rf"(?:{_KIN}|{_PARTY}|{_STAFF}){_BLANK}(?:{_LINK}{_BLANK})?"),
    (_Trust.WEAK, r"(?:本人|在下|俺|我[是系就]?|这[里边]?是|那是|应该是|不是|是|系)[:：]?"),
    (
        _Trust.WEAK,
        r"(?:[改换写更变填登记]{1,4}(?:成了?|为|到)|从|挂在|加上|增加|删掉|去掉|换|由|给|帮|替|一下|转接|联系|投诉|举报|表扬|找|问|(?:你们|公司|部门?|那边|团队|网点)的|和|跟|与|及|、)",
    ),
)
# Surnames that are everyday words: not enough on their own.
_DOUBTFUL = frozenset("付单满向成应常管关连解易文项官池白费全都房时")
# Surnames that begin hardly any everyday word: with two characters of a given name they need no word before them.
_PLAIN = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾夏韦邹孟熊秦"
    "邱江尹薛闫段侯龙史陶黎贺顾毛郝龚邵严覃武戴莫孔汤殷罗"
)
_CUED = tuple((trust, re.compile(cue)) for trust, cue in _CUES)
# What no given name holds; a name ends before it.
_NEVER = frozenset(
    "的了在是我你他她它们要想能会不没被给把和跟与就也都吗呢吧啊呀哦嘛么这那哪啥谁个些里上下来去到从对向往为因但或又再还很太最"
    "请帮替让叫说问查买退办换改交缴付领报赔打拨住开骑骂撞摔伤死病于以及等出入过吃用看做已将需收发电手机号码证件保单险理款钱卡车人先女"
    "昨今后前年日周点元块万千百几每少第共合计受投申联系有之所什怎可此其谢您咱俺才真地得着话位姓份同"
)
# The last character of a name and the next one are no word.
_NEXT_WORD = frozenset(
    [
        "明天",
        "明年",
        "明白",
        "明确",
        "成功",
        "成为",
        "成年",
        "现在",
        "现场",
        "可以",
        "可能",
        "生病",
        "生日",
        "生孩",
        "新的",
        "平时",
        "安全",
        "安排",
        "国外",
        "海外",
        "家人",
        "家里",
        "方便",
        "本人",
        "本来",
        "文件",
        "同意",
        "同志",
        "东西",
        "金额",
        "华东",
        "长期",
        "公司",
        "正在",
        "正好",
        "正常",
        "一起",
        "一块",
        "一直",
        "全责",
        "主责",
        "全款",
        "全额",
        "全身",
        "名下",
        "名字",
        "多久",
        "多少",
        "多大",
    ]
)
_CLAUSE = re.compile(r"[^\s,，.。;；:：、!！?？()（）0-9A-Za-z/]+")
_AFTER = re.compile(
    r"$|[\s\W\d]|[A-Za-z]|(?:的|了|在|吧|吗|呢|啊|呀|哈|哦|先生|女士|小姐|同学|经理|主任|医生|师傅|老师|阿姨|叔叔|大哥|大姐|本人|家属|之|和|跟|与|及|或|不是|改|变|换|写|当|作为|做|名下|名|就|也|是|有|要|想|"
    r"说|跟我|骑|开|摔|撞|被|住|看|做|买|交|办|查|退|投|报|理|申|打|电|手|身|联|卖|帮|给|去|来|出|已|没|不|能|会|可以|他|她|我|你|这|那|为|占|比|受|行|删|快|问|把|从|今|昨|前|上|下)"
)
_HARD_END = re.compile(r"$|[\s,，.。;；:：、!！?？()（）]")
_NO_NAME = frozenset("的了吗呢吧我你他她它不没谁哪啥么")
_TITLE = re.compile(r"先生|女士|小姐|经理|主任|医生|大夫|师傅|老师|总")
# What stands behind a name: 李刚是我父亲, 薛红收.
_TAIL = re.compile(
    rf"是(?:我们?|他|她|咱|本)?家?的?(?:{_KIN}|{_ROLE}|{_PARTY})|亲?收(?=$|[\s,，。;；件)）!！])|签收|同志(?!们)|是我?的?(?:本名|大名|真名)|[,，]\s*[男女](?=[,，\s])|[,，]?这?是我?家?(?:{_KIN})?的名字|本人(?!的|确|已|要|想|签|去|到|身|名)|名下|(?:女士|先生|小姐|医生|大夫|师傅)(?!们)"
)
_BEFORE_TAIL = re.compile(
    r"[\u4e00-\u9fff](?<![是叫给到把让由请和跟与及号室栋楼的找就为人我父母妈爸公婆子女儿弟妹哥姐])"
)
_AFTER_LIST = re.compile(
    r"都|推荐|介绍|一起|一块|离婚|结婚|签|卖|接待|经手|[两三四几]个|俩|仨|各|签|亲?收(?=$|\W|件)"
)
_AND = re.compile(r"以及|还有|或者?|和|跟|与|及|、|,|/")
_AND_BEFORE = re.compile(r"(?:以及|还有|或者?|和|跟|与|及|、|,|/)\Z")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,12}(?:·[\u4e00-\u9fff]{1,12})+")
_DOT_END = re.compile(r"[的了在是我你他要想能会不没被给把和跟与就也都吗呢吧住查退改换当已]")
_DOT_START = re.compile(r".*(?:[叫是为成名人给帮由系把]|姓名|我|老婆|老公)(?=[\u4e00-\u9fff]{2,})")


class Names:
    """How names are built: the table `surnames`, `compound`, `given`, `words` of `data/lookup/names.yml`."""

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        table: dict[str, str] = {}
        for part in tables:
            table |= {key: part[key] for key in ("surnames", "compound", "given", "words") if key in part}
        self._single = frozenset(table.get("surnames", "")) - {" "}
        self._double = frozenset(table.get("compound", "").split())
        self._given = frozenset(table.get("given", "")) - {" "}
        self._words = frozenset(table.get("words", "").split())

    def find(self, text: str) -> list[Found]:
        """Names in normalised `text`, the surest first; a name may be found twice."""
        return [Found("person", text[start:end], start, end) for start, end in self._spans(text)]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if "·" in text:
            yield from _dotted(text)
        seen: set[tuple[int, int]] = set()
        for span in self._announced(text):
            if span not in seen:
                seen.add(span)
                yield span
                yield from self._beside(text, *span, seen)
        for match in _CLAUSE.finditer(text):
            if 2 <= len(match[0]) <= 4 and self._name(text, match.start(), _Trust.WEAK) == match.end():
                yield match.span()

    def _announced(self, text: str) -> Iterator[tuple[int, int]]:
        for trust, cue in _CUED:
            for match in cue.finditer(text):
                if end := self._name(text, match.end(), trust):
                    yield match.end(), end
        for start, char in enumerate(text):
            surname = 1 if char in _PLAIN else 2 if text[start : start + 2] in self._double else 0
            end = start + surname + 2
            if (
                surname
                and "一" not in text[start:end]
                and self._is_name(text, start, surname, end, _Trust.WEAK)
            ):
                yield start, end
        for match in _AND.finditer(text):
            first = self._name_before(text, match.start())
            if first and (end := self._listed(text, match.end(), _Trust.WEAK)):
                yield first
                yield match.end(), end
        for match in _TAIL.finditer(text):
            if span := self._name_before(text, match.start()):
                yield span

    def _beside(
        self, text: str, start: int, end: int, seen: set[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """The other names of a list: 张丽华和李鑫淼, 王强、李敏、孙悦; those `seen` end it."""
        while (link := _AND.match(text, end)) and (after := self._listed(text, link.end())):
            span, end = (link.end(), after), after
            if span in seen:
                break
            seen.add(span)
            yield span
        while link := _AND_BEFORE.search(text, max(0, start - 2), start):
            before = self._name_before(text, link.start())
            if not before or before in seen:
                break
            seen.add(before)
            yield before
            start = before[0]

    def _listed(self, text: str, start: int, trust: _Trust = _Trust.ROLE) -> int | None:
        """Where a name beside another ends; something must end it."""
        surname = 2 if text[start : start + 2] in self._double else 1
        if surname == 1 and (text[start : start + 1] not in self._single or text[start] in _DOUBTFUL):
            return None
        for end in (start + surname + 2, start + surname + 1):
            closed = bool(_AFTER.match(text, end) or _AFTER_LIST.match(text, end))
            if closed and self._is_name(text, start, surname, end, trust, closed):
                return end
        return None

    def _name_before(self, text: str, end: int) -> tuple[int, int] | None:
        """The name that ends at `end`, if nothing but a word for it or a mark stands before it."""
        for start in range(max(0, end - 4), end - 1):
            surname = 2 if text[start : start + 2] in self._double else 1
            if (
                1 <= end - start - surname <= 2
                and (surname == 2 or text[start] in self._single)
                and not (start and _BEFORE_TAIL.match(text, start - 1))
                and self._is_name(text, start, surname, end, _Trust.WEAK, closed=True)
            ):
                return start, end
        return None

    def _name(self, text: str, start: int, trust: _Trust) -> int | None:
        """Where the name that begins at `start` ends."""
        surname = 2 if text[start : start + 2] in self._double else 1
        if surname == 1 and (
            text[start : start + 1] not in self._single or (trust is _Trust.WEAK and text[start] in _DOUBTFUL)
        ):
            return None
        ends = [start + surname + count for count in (2, 1)]
        return next(
            (
                end
                for end in ends
                if self._is_name(text, start, surname, end, trust, bool(_AFTER_LIST.match(text, end)))
            ),
            None,
        )

    def _is_name(
        self, text: str, start: int, surname: int, end: int, trust: _Trust, closed: bool = False
    ) -> bool:
        name, given = text[start:end], text[start + surname : end]
        if end > len(text) or not given or _TITLE.match(text, start + surname):
            return False
        if not all("\u4e00" <= char <= "\u9fff" for char in given):
            return False
        alone = bool(_HARD_END.match(text, end))
        if name in self._words and not (alone and trust is _Trust.NAMED):
            return False
        if trust >= _Trust.ROLE and alone and _NO_NAME.isdisjoint(given):
            return True  # 姓名:彭于飞
        if trust is _Trust.KIN and text[start] in _DOUBTFUL and not alone:
            return False
        if not _NEVER.isdisjoint(given) or text[end - 1 : end + 1] in _NEXT_WORD:
            return False
        closed = closed or bool(_AFTER.match(text, end))
        known = all(char in self._given for char in given)
        state = len(given) == 2 and given[0] == "国"  # 韩国 is a word, 韩国强 a name
        everyday = text[start : start + 3] in self._words or (
            text[start : start + 2] in self._words and not state
        )
        if surname == 1 and everyday and (trust <= _Trust.KIN or len(given) == 1):
            return False
        if trust >= _Trust.ROLE:
            return closed or known
        return known and (closed or (trust is _Trust.KIN and len(given) == 2))


def _dotted(text: str) -> Iterator[tuple[int, int]]:
    """买买提·艾力: names of several parts, joined by dots."""
    for match in _DOTTED.finditer(text):
        start, end = match.span()
        head = text[start : text.index("·", start)]
        if cue := _DOT_START.match(head):
            start += cue.end()
        tail = text.rindex("·", start, end) + 1
        if stop := _DOT_END.search(text, tail, end):
            end = stop.start()
        if end > tail and 2 <= text.index("·", start) - start <= 6:
            yield start, end
