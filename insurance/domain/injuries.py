"""Words by which people tell that somebody is hurt or has died: for the bot's report of a loss and for the desk."""

import re

HURT = re.compile(
    "受(?:了|的)?[轻重]?伤|[撞压轧砸烫烧]伤|[轻重]伤|伤者|流[着了]?血|出血|昏迷|骨折|撞[到了倒]{0,2}(?:个|一个)?(?:人(?!家|的)|别人(?!的|家|车)|行人|路人|老人)"
    "|压到|起不来|动不了|救护车|不省人事|伤得"
)
UNHURT = re.compile(
    "(?:没|无|没有)(?:人|有人)?(?:受伤|伤)|人(?:都|倒|是)?(?:没|沒)(?:事|伤|受伤)|没伤[着到]|(?:没有?|未)(?:撞|碰|压|砸|伤)[到着]?(?:了)?人|人平安|人没大碍"
)
# 急死了, 累死了 and the like are a manner of speaking.
DIED = re.compile(
    "去世|过世|身故|(?<![急气烦累饿吓笑热冷慢难坑困渴痒疼痛忙愁堵心卡恨羞])死了|死亡|遇难|人没了|病逝|(?:爸|妈|父亲|母亲|爷|奶|公|婆|老伴|丈夫|妻子|儿子|女儿|哥|姐|弟|妹).{0,6}走了"
)
