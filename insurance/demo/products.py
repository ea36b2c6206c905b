"""The fictional products of 青禾演示人寿 and 青禾演示财险. Every figure is invented but the 交强险 limits."""

from insurance.domain.products import Line, Product, RenewalTerm, TermType

_LIFE_EXCLUSIONS = ("投保人故意杀害", "合同成立或复效后2年内自杀", "故意犯罪", "酒驾无证驾驶", "毒品")
_VERSION = "演示条款2026版"


def _long(
    code: str,
    name: str,
    line: Line,
    *,
    cooling_off: int,
    waiting: int | None,
    coverages: tuple[str, ...],
    exclusions: tuple[str, ...],
    deductible: str | None = None,
    renewal: RenewalTerm = RenewalTerm.NONE,
) -> Product:
    return Product(
        code=code,
        name=name,
        line=line,
        term_type=TermType.LONG,
        cooling_off_days=cooling_off,
        grace_days=60,
        waiting_days=waiting,
        deductible=deductible,
        coverages=coverages,
        exclusions=exclusions,
        renewal=renewal,
        clause_version=f"{code} {_VERSION}",
    )


def _short(
    code: str,
    name: str,
    line: Line,
    *,
    coverages: tuple[str, ...],
    exclusions: tuple[str, ...],
    waiting: int | None = None,
    deductible: str | None = None,
    renewal: RenewalTerm = RenewalTerm.REVIEWED,
) -> Product:
    return Product(
        code=code,
        name=name,
        line=line,
        term_type=TermType.SHORT,
        cooling_off_days=None,
        grace_days=None,
        waiting_days=waiting,
        deductible=deductible,
        coverages=coverages,
        exclusions=exclusions,
        renewal=renewal,
        clause_version=f"{code} {_VERSION}",
    )


DEMO_PRODUCTS: tuple[Product, ...] = (
    _long(
        "QHL01",
        "青禾演示·安途定期寿险",
        Line.LIFE,
        cooling_off=15,
        waiting=90,
        coverages=("身故或全残 50万-200万",),
        exclusions=_LIFE_EXCLUSIONS,
    ),
    _long(
        "QHL02",
        "青禾演示·传岁终身寿险(分红型)",
        Line.LIFE,
        cooling_off=20,
        waiting=0,
        coverages=("身故或全残", "红利不保证"),
        exclusions=_LIFE_EXCLUSIONS,
    ),
    _long(
        "QHL03",
        "青禾演示·悠年养老年金",
        Line.ANNUITY,
        cooling_off=15,
        waiting=None,
        coverages=("60岁起年领", "身故返还"),
        exclusions=("投保人故意杀害", "故意犯罪", "合同成立或复效后2年内自杀"),
    ),
    _long(
        "QHH01",
        "青禾演示·守护重疾(终身)",
        Line.CRITICAL_ILLNESS,
        cooling_off=15,
        waiting=90,
        coverages=(
            "重疾 100%保额 1次",
            "中症 60%保额 2次",
            "轻症 30%保额 3次",
            "18岁前身故退还保费",
            "轻中重症后豁免保费",
        ),
        exclusions=("既往症", "先天性疾病", "遗传病", "故意犯罪", "毒品"),
    ),
    _short(
        "QHH02",
        "青禾演示·百万医疗(一年期)",
        Line.MEDICAL,
        waiting=30,
        deductible="10000/年",
        coverages=(
            "一般住院医疗 200万",
            "重疾医疗 200万",
            "住院前7后30日门急诊",
            "有医保且结算赔100%，未用医保赔60%",
        ),
        exclusions=("既往症", "生育", "美容", "牙科", "特需国际部"),
    ),
    _long(
        "QHH03",
        "青禾演示·长护医疗(20年保证续保·费率可调)",
        Line.MEDICAL,
        cooling_off=15,
        waiting=90,
        deductible="10000/年",
        coverages=("住院医疗 200万/年 累计800万", "指定特药", "有医保赔100%，无医保赔60%"),
        exclusions=("既往症", "生育", "美容"),
        renewal=RenewalTerm.GUARANTEED,
    ),
    _short(
        "QHH04",
        "青禾演示·少儿住院门急诊",
        Line.MEDICAL,
        waiting=30,
        deductible="100/次",
        coverages=("住院 2万", "门急诊 5000", "赔付比例80%"),
        exclusions=("既往症", "疫苗", "体检"),
    ),
    _short(
        "QHA01",
        "青禾演示·日常综合意外",
        Line.ACCIDENT,
        waiting=0,
        deductible="0",
        coverages=("意外身故伤残 50万", "意外医疗 5万", "住院津贴 100/日", "猝死 20万"),
        exclusions=("高风险运动", "醉酒", "自伤", "斗殴"),
    ),
    _short(
        "QHA02",
        "青禾演示·短途旅行意外",
        Line.ACCIDENT,
        coverages=("意外身故伤残 30万", "意外医疗 3万", "行程延误 300"),
        exclusions=("战争", "高风险运动"),
        renewal=RenewalTerm.NONE,
    ),
    _short(
        "QHP01",
        "机动车交通事故责任强制保险(演示)",
        Line.AUTO_COMPULSORY,
        coverages=(
            "有责限额：死亡伤残/医疗/财产 180000/18000/2000",
            "无责限额：死亡伤残/医疗/财产 18000/1800/100",
        ),
        exclusions=("本车损失和本车人员", "受害人故意造成的损失"),
    ),
    _short(
        "QHP02",
        "青禾演示·机动车商业保险",
        Line.AUTO_COMMERCIAL,
        coverages=("车损险(含盗抢玻璃自燃涉水)", "三者险 100万-500万", "车上人员"),
        exclusions=("酒驾无证", "逃逸", "未年检", "营运改变未通知", "故意"),
    ),
    _short(
        "QHP03",
        "青禾演示·安居家庭财产综合险",
        Line.HOME,
        deductible="200/次",
        coverages=("房屋 100万", "装修 30万", "室内财产 10万", "水管爆裂 2万", "居家责任 10万"),
        exclusions=("地震(可加)", "现金首饰", "自然磨损", "无人居住60天以上"),
    ),
    _short(
        "QHP04",
        "青禾演示·电动自行车第三者责任险",
        Line.LIABILITY,
        deductible="100",
        coverages=("三者人伤 20万", "三者财产 1万", "驾乘意外 5万"),
        exclusions=("改装超速", "营运", "酒后"),
    ),
)
