"""The place register: every division of the country as something that goes on while its name and code change."""

from django.db import models

from tongxin.access.fields import PathField
from tongxin.kernel.period import EARLIEST
from tongxin.kernel.places import Level

LEVELS = [(level.value, level.label) for level in Level if level is not Level.COUNTRY]


class Place(models.Model):
    """A province, prefecture, county-level unit or development zone. Public knowledge, therefore not guarded.

    `code`, `name` and `level` are those in force now; what they were on a day stands in `PlaceVersion`. `path` is given
    once: a new code of the same place does not change it, so that nothing that hangs below has to move.
    """

    code = models.CharField("区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=30)
    level = models.CharField("级别", max_length=10, choices=LEVELS)
    parent = models.ForeignKey("self", verbose_name="上级", on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField("路径", unique=True)
    province = models.ForeignKey("self", verbose_name="省", on_delete=models.PROTECT, null=True, related_name="+")
    prefecture = models.ForeignKey("self", verbose_name="市州", on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey("self", verbose_name="县市区", on_delete=models.PROTECT, null=True, related_name="+")
    begin = models.DateField("设立", default=EARLIEST)
    end = models.DateField("撤销", null=True, blank=True)

    class Meta:
        verbose_name = "区划"
        indexes = [models.Index(fields=["level", "path"]), models.Index(fields=["parent", "code"])]

    def __str__(self) -> str:
        return self.name


class PlaceVersion(models.Model):
    """Code, name, level and parent of a place from a day until (not including) another."""

    place = models.ForeignKey(Place, verbose_name="区划", on_delete=models.CASCADE, related_name="+")
    code = models.CharField("区划代码", max_length=6, db_index=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=LEVELS)
    parent = models.ForeignKey(Place, verbose_name="上级", on_delete=models.PROTECT, null=True, related_name="+")
    begin = models.DateField("起", default=EARLIEST)
    end = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "区划沿革"
        constraints = [models.UniqueConstraint(fields=["place", "begin"], name="network_one_version_a_day")]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"
