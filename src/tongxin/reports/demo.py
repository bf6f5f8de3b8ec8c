"""The demonstration's report: the year so far as its network would sum it up, every number a figure."""

from tongxin.kernel.places import Level
from tongxin.network.demo import REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.reports.actions import start_report

TITLE = "{place}新的社会阶层人士工作综述（2022年9月）"
_FULL_YEAR, _SO_FAR = "2021", "2022-01-01..2022-08-31"
_BODY = """\
今年以来，{place}各级新的社会阶层人士联谊组织围绕中心、服务大局，各项工作有了新的进展。本文的每个数字都由登记记录算出，凭核验码可以逐个核对。
# 学习培训
## 办好培训班
各级联谊组织坚持办班学习理论、考察省情。{{{{estimate}}}}2021年全省举办新的社会阶层人士培训班{{{{training.classes {code} {year} many}}}}，培训{{{{training.person_times {code} {year} many}}}}，参训{{{{training.persons {code} {year} more}}}}。
{{{{estimate}}}}今年1月至8月，全省举办培训班{{{{training.classes {code} {so_far} exact}}}}，培训{{{{training.person_times {code} {so_far} exact}}}}。
{{{{chart training.classes {code} 2017..2021 year}}}}
## 各地情况
{{{{table training.classes,training.person_times {code} {year} prefecture}}}}
# 组织建设
{{{{estimate}}}}截至2022年9月26日，全省各级新的社会阶层人士联谊组织达到{{{{network.associations {code} @{day} exact}}}}，会员{{{{network.members {code} @{day} more}}}}。
{{{{estimate}}}}市州联谊组织实现{{{{network.prefecture_coverage {code} @{day} full}}}}，县级覆盖率为{{{{network.county_coverage {code} @{day} exact}}}}，还没有联谊组织的县市区见核验页。
{{{{chart network.county_coverage {code} @{day} prefecture}}}}
# 阵地建设
{{{{estimate}}}}全省现有实践创新基地{{{{network.bases {code} @{day} exact}}}}，基地数量由命名记录统计，一个基地挂几块牌只算一个。
{{{{table network.associations,network.members,network.bases {code} @{day} prefecture}}}}
# 下一步
继续在没有联谊组织的县市区推动组建，完善培训和基地的登记，让每个数字都有依据、能复核。
"""


def load(world: World) -> None:
    """Begin the report of the province's association; a newcomer issues it."""
    province = world.home
    rows = Organisation.objects.public()
    issuer = rows.get(place=province, level=Level.PROVINCE, kind=Organisation.Kind.ASSOCIATION)
    body = _BODY.format(
        place=province.name, code=province.code, year=_FULL_YEAR, so_far=_SO_FAR, day=REPORTING_DAY.isoformat()
    )
    start_report(issuer, by=world.by, title=TITLE.format(place=province.name), day=REPORTING_DAY, body=body)
