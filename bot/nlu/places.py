"""Places: administrative names from a table, and what a road, building or hospital is called.

A place is a run of neighbours: place names of the table, proper names that end in a word for a place (建国路, 万达停车场),
then the house number. A word for a place alone (医院, 小区门口) is none: customers say those of any.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.nlu.spans import Found

# Words a proper name ends in, the longest first where one is part of another.
_SUFFIX = (
    r"(?:高速公路|高速|快速路|高架桥|高架路|高架|立交桥|立交|大桥|隧道|环路|大道|大街|步行街|马路|路|街道|街|巷|胡同|国道|省道"
    r"|服务区|收费站|停车场|停车库|地下车库|购物中心|购物广场|商业广场|广场|商场|商城|商厦|大厦|写字楼|超市|百货|天街|奥特莱斯|菜市场|市场|小区|花园|家园|花苑|[华佳嘉御雅怡馨]园|新苑|雅苑|公馆|庄园|山庄|新城|花城|名城|雅居|公寓|新村|社区|名苑|华府"
    r"|工业园区|工业园|科技园|科技城|产业园|开发区|高新区|新区|园区|经开区|中医院|人民医院|中心医院|妇幼保健院|卫生院|儿童医院|医院|附一院|附二院|附院"
    r"|火车站|高铁站|汽车站|地铁站|客运站|[东南西北]站|机场|码头|景区|风景区|公园|古镇|古城|水库|海滩|草原|雪山|度假村|滑雪场|游乐园|游乐场|动物园|大学|学院|中学|小学|幼儿园|学校|酒店|宾馆|体育馆|体育场|驾校|汽修厂)"
)
_NUMBER = r"(?:[0-9]{1,5}(?:-[0-9]{1,4}){1,3}|(?:[0-9]{1,5}|[A-Za-z][0-9]{0,3}|[一二三四五六七八九十]{1,3})(?:号楼|号院|号线|号|弄|栋|幢|座|单元|楼|层|室|巷|期|组|段))"
_HOUSE = re.compile(
    rf"(?:{_NUMBER}){{1,5}}(?:[0-9]{{2,5}}(?:室)?(?![0-9元块万]))?|(?:[东南西北中]?[一二三四五六七八九]|[东南西北中])段"
)
_MARKED = re.compile(
    r"(?<![0-9A-Za-z])(?:[GgSs]\d{1,4}(?:[\u4e00-\u9fff]{2,4}?)?(?:高速公路|高速|国道|省道)|\d{3}(?:国道|省道)|[GgSs]\d{1,4}(?=[上往段])|(?<=[在去到])(?![爬登那这一人])[\u4e00-\u9fff]{2,3}?[山湖岛寺峡](?![东西顶上里路庄水寨林脚下区北南人边国]))(?:[\u4e00-\u9fff]{2,3}段)?"
)
_ENDING = re.compile(rf"{_SUFFIX}(?!人|费|险|员|况|程|灯|障|边|线|由|政|滑|面|上[车班学]|名)")
_SEGMENT = re.compile(rf"[\u4e00-\u9fff]{{0,8}}?{_ENDING.pattern}")
_AREA = re.compile(r"[^路街道巷弄段村园苑厦楼桥场里]")
_DAY = re.compile(r"[0-9一二三十]{1,3}号")  # 在苏州3号 is the third
_SECTION = re.compile(r"[\u4e00-\u9fff]{2,3}段")
_CROSSING = re.compile(
    r"(?:与|和|跟|、)([\u4e00-\u9fff]{1,6}?(?:路|街|大道|大街))(?=(?:的)?(?:交叉口|交叉路口|路口|交汇处|交界))"
)
_JUNCTION = re.compile(r"(?:的)?(?:交叉口|交叉路口|交汇处|路口)")

# A proper name begins behind the last of these.
_LEFT = re.compile(
    r".*(?:[在到从去住往于是了的我你他她它们停开把被跟对经找离及搬寄送回过进出走跑上下坐逛来这那哪每某个家条座所处发有给让为因说与午晚早]|(?<!协)和(?!平)|地址|地点|位置|现场|附近|路过|途经|位于|改成|换成|变更|前往|因为|旁边|门口|事故|住址|单位|公司|老家|家住|进了|问问|请问|可以|能报|属于|如果|算|由|至|新)"
)
# No name of a road or a house holds these: 原路退回, 垫付医院, 绑定社区.
_UNLIKELY = re.compile(
    r"[不想会要能办书断买卖付交退赔险费钱款投诉打垫补核绑没无啥么得很再就才只都还多少好候者录单号机术记司路边糊该吧咗]|保[险单额]|手[术续]|怎|谁|弄|转院|然后|看病|报[案销]|[放上]学|[上下]班|买菜|送[货餐]|出差|乡[村间]|田间|盘山|前面|后面|对面|红绿灯|[一二两三四五六七八九十几][百千万趟次家个所]$|[原绕短天货烧滑让顺带领迷线电油气半岔弯财活爬登下靠火江关名]$"
)
_HEAD = re.compile(r"[\u4e00-\u9fff]+$")
_VERB = re.compile(
    r"红绿灯|[回返赴](?!民|龙)|[在到从去住往于是了的我你他她把被有没能可怎哪这那看买来开与跟]|^[上下](?!元|城|虞|关|沙)|(?<!协)和(?!平)"
)
# 去重庆路上 is no road of that name; 去年在重庆路上 is.
_ON_THE_WAY = re.compile(r"(?:去(?!年)|[回往到返赴])[^\W\d在于从]{2,6}$")
_BARE_CITY_NOT_BEFORE = re.compile(r"人寿|财险|点医|点药|银行|时间|保险|人保|卫视|大众|现代")


class Gazetteer:
    """The place names of `data/lookup/places.yml` (`places`, `districts`, `landmarks`, `generic`)."""

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        self._names: dict[str, list[str]] = {}
        self._districts: dict[str, list[str]] = {}
        self._generic: frozenset[str] = frozenset()
        for table in tables:
            self._generic |= frozenset(table.get("generic", "").split())
            for key, index in (
                ("places", self._names),
                ("landmarks", self._names),
                ("districts", self._districts),
            ):
                for name in table.get(key, "").split():
                    index.setdefault(name[:2], []).append(name)
        for index in (self._names, self._districts):
            for names in index.values():
                names.sort(key=len, reverse=True)

    def find(self, text: str) -> list[Found]:
        """Places in normalised `text`, none overlapping another."""
        found: list[Found] = []
        position, named = 0, self._first_named(text, 0)
        while position < len(text):
            if named and named[0] < position:
                named = self._first_named(text, position)
            start, end = self._next(text, position, named)
            if start < 0:
                break
            found.append(Found("place", text[start:end], start, end))
            position = end
        return found

    def _next(self, text: str, position: int, named: tuple[int, int] | None) -> tuple[int, int]:
        """The first place at or behind `position`, of which `named` is the first proper name; (-1, -1) for none."""
        coded = _MARKED.search(text, position)
        limit = min((span[0] for span in (named, coded.span() if coded else None) if span), default=len(text))
        for start in range(position, limit + 1):
            if end := self._listed(text, start, self._names):
                return start, self._extended(text, end)
            if (
                start < limit
                and (end := self._listed(text, start, self._districts))
                and self._has_tail(text, end)
            ):
                return start, self._extended(text, end)
        if coded and coded.start() == limit:
            return coded.start(), self._extended(text, coded.end())
        if named:
            return named[0], self._extended(text, named[1])
        return -1, -1

    @staticmethod
    def _listed(text: str, start: int, index: Mapping[str, list[str]]) -> int | None:
        for name in index.get(text[start : start + 2], ()):
            if text.startswith(name, start) and not _BARE_CITY_NOT_BEFORE.match(text, start + len(name)):
                return start + len(name)
        return None

    def _has_tail(self, text: str, end: int) -> bool:
        segment = _SEGMENT.match(text, end)
        return bool(segment and self._continues(segment[0]))

    def _extended(self, text: str, end: int) -> int:
        """How far a place that has begun goes on: sections, house numbers, districts, roads, buildings."""
        while further := self._further(text, end):
            end = further
        if (crossing := _CROSSING.match(text, end)) and (junction := _JUNCTION.match(text, crossing.end())):
            return junction.end()
        return end

    def _further(self, text: str, end: int) -> int | None:
        for pattern in (_HOUSE, _SECTION):
            if (match := pattern.match(text, end)) and not (
                _AREA.match(text, end - 1) and _DAY.fullmatch(match[0])
            ):
                return match.end()
        if listed := self._listed(text, end, self._names) or self._listed(text, end, self._districts):
            return listed
        segment = _SEGMENT.match(text, end)
        if not segment or not self._continues(segment[0]):
            return None
        if segment[0] == "路" and (text[end - 1] in "路街道" or self._on_the_way(text, end)):
            return None  # 人民路路口
        return segment.end()

    @staticmethod
    def _on_the_way(text: str, end: int) -> bool:
        """Whether the 路上 behind a name is the way there."""
        return text.startswith("路上", end) and bool(_ON_THE_WAY.search(text[max(0, end - 8) : end]))

    def _is_name(self, head: str) -> bool:
        return head not in self._generic and not _UNLIKELY.search(head)

    def _first_named(self, text: str, position: int) -> tuple[int, int] | None:
        """A proper name before a word for a place."""
        for match in _ENDING.finditer(text, position):
            least = 1 if match[0] in ("人民医院", "中心医院") else 2
            head = _HEAD.search(text, max(position, match.start() - 8), match.start())
            start = head.start() if head else match.start()
            if cut := _LEFT.match(text, start, match.start()):
                start = cut.end()
            if match[0] == "路" and self._on_the_way(text, match.start()):
                continue
            if match.start() - start >= least and self._is_name(text[start : match.start()]):
                return start, match.end()
        return None

    @staticmethod
    def _continues(segment: str) -> bool:
        """Behind a place less is needed (南京南站, 成都二环高架, 常州市第一人民医院), but no verb."""
        return not _VERB.search(segment)
