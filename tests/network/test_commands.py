"""`tongxin purge` and `tongxin lapse`: what runs at night."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cast import SYSTEM, Cast
from tests.network.life import ALL, MOBILE, handed_in
from tongxin.access import jobs
from tongxin.access.models import Job
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.models import Application, EventIdentity, Membership
from tongxin.network.models.identity import Need


def said(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def expired(cast: Cast) -> EventIdentity:
    need = Need(occasion="training.class:1", path=cast.county.path, purpose="ticket", last_day=today(), keep_days=0)
    identity = actions.keep_identity(cast.person("例甲"), by=SYSTEM, number="11010519491231002X", need=need)
    identity.expires = today() - timedelta(days=1)
    identity.save()
    return identity


def test_expired_identity_numbers_are_purged(cast: Cast) -> None:
    expired(cast)
    assert said("purge") == "已删除到期内容 1 项。\n"
    assert said("purge") == "已删除到期内容 0 项。\n"


def test_application_nobody_decided_is_erased_after_half_a_year(cast: Cast) -> None:
    receipts = [handed_in(cast.county, name=name) for name in ("欧阳例", "欧阳娜娜")]
    rows = Application.objects.whole_network(reason=ALL)
    rows.filter(pk=receipts[0].application.pk).update(applied=today() - timedelta(days=181))
    assert said("purge") == "已删除到期内容 1 项。\n"
    assert [(one.state, one.name, one.mobile) for one in rows.order_by("id")] == [
        ("expired", "", ""), ("waiting", "欧阳娜娜", MOBILE),
    ]  # fmt: skip


def test_purging_runs_as_a_job_too(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    expired(cast)
    cast.accounts["administrator"].refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start("network.purge", by=cast.actor("administrator"), path="43/")
    assert Job.objects.whole_network(reason=ALL).get(pk=job.pk).result == {"gone": 1}
    assert not EventIdentity.objects.whole_network(reason=ALL).exists()


def test_lapse_lists_first_and_ends_when_told(cast: Cast) -> None:
    cast.join(cast.person("例甲"), cast.county, begin=date(2020, 3, 5))
    rules: dict[str, Any] = {"approver": "own", "yearly_quota": None, "term_years": 5, "lapse_years": 2}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), **rules)
    assert "共 0 份" in said("lapse", day="2022-03-04")
    listed = said("lapse", day="2022-03-05")
    assert f"{cast.county.name}：1 份" in listed
    assert "例甲" not in listed
    assert Membership.objects.whole_network(reason=ALL).get().state == "admitted"
    with pytest.raises(CommandError, match="人员信息"):
        said("lapse", yes=True, account="city")
    assert "已按章程退会" in said("lapse", yes=True, day="2022-03-05")
    assert Membership.objects.whole_network(reason=ALL).get().ending == "lapsed"
    with pytest.raises(CommandError, match="日期"):
        said("lapse", day="x")
