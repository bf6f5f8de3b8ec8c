"""Scans say who was where when: they are deleted a year later. That somebody took part stays on the roster."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.models import Device, Occasion, Scan
from tongxin.kernel.period import SHANGHAI

KEPT: Final = timedelta(days=366)


def purge(*, by: Actor, day: date) -> int:
    """Delete the scans received a year before a day, and the devices they were made with; tell the journal of each occasion."""
    until = min(datetime.combine(day, time(), tzinfo=SHANGHAI), timezone.now()) - KEPT
    with transaction.atomic():
        scans = Scan.objects.for_worker().filter(server_time__lt=until)
        scans = scans.exclude(
            pk__in=Scan.objects.counted().filter(server_time__gte=until).exclude(undoes=None).values("undoes")
        )
        numbers = dict(scans.order_by().values_list("occasion").annotate(Count("id")))
        gone, _ = scans.delete()
        devices = Device.objects.for_worker().filter(expires__lt=until)
        devices = devices.exclude(pk__in=Scan.objects.counted().exclude(device=None).values("device"))
        journal.write_removals(devices, by=by, action="attendance.device.purge")
        went, _ = devices.delete()
        for occasion in Occasion.objects.for_worker().filter(pk__in=numbers):
            same = journal.values_of(occasion)
            words = f"删除满一年的签到记录 {numbers[occasion.pk]} 条"
            journal.write(occasion, by=by, action="attendance.scan.purge", before=same, reason=words)
    return gone + went
