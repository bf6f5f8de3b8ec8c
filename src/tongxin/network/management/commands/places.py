"""`tongxin places`: bring the division register in line with the list that comes with this version."""

from typing import Any

from tongxin.access.command import TongxinCommand
from tongxin.network.models import Place, PlaceVersion
from tongxin.network.models.register import load


class Command(TongxinCommand):
    help = "更新区划表"

    def work(self, *args: Any, **options: Any) -> None:
        del args, options
        added = load(Place.objects, PlaceVersion.objects)
        self.stdout.write(f"区划表已是最新：新增 {added} 个，共 {Place.objects.count()} 个。")
