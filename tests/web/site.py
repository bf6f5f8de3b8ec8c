"""A small site over the page kit, with rows any project has: Django's own groups."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.web.format import Kind
from tongxin.web.menu import MenuItem
from tongxin.web.pages import (
    Crumb,
    DetailPage,
    Empty,
    EntryPage,
    Fact,
    FieldGroup,
    JobPage,
    Link,
    ListPage,
    Moment,
    Section,
)
from tongxin.web.table import Column, Table


class GroupFilter(forms.Form):
    q = forms.CharField(label="名称", required=False, max_length=20)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), ("a", "联谊会")])


class Groups(ListPage):
    title = "组织"
    page_size = 2
    order = ("name",)
    filter_form = GroupFilter
    columns = (
        Column(name="name", label="名称", value="name", order=("name",), link=lambda row: f"/groups/{row.pk}/"),
        Column(name="number", label="编号", value="pk", kind=Kind.NUMBER, order=("pk",)),
        Column(name="note", label="备注", value=lambda row: f"备注{row.pk}", hidden=True),
    )

    def get_queryset(self) -> QuerySet[Group]:
        return Group.objects.all()

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        return rows.filter(name__contains=values["q"]) if "q" in values else rows

    def empty(self) -> Empty:
        return Empty(title="还没有组织", hint="先登记一个。", link=Link(label="登记组织", url="/groups/new/"))

    def source(self) -> Sequence[str]:
        return ("湖南省",)


class GroupDetail(DetailPage):
    def get_queryset(self) -> QuerySet[Group]:
        return Group.objects.all()

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="组织", url="/groups/"),)

    def facts(self) -> Sequence[Fact]:
        return (Fact(label="成立", value=date(2022, 7, 21), kind=Kind.DATE), Fact(label="简称", value=None))

    def sections(self) -> Sequence[Section]:
        names = Table([Column(name="name", label="名称", value="name")], [self.record])
        return (Section(name="names", title="名称", table=names), Section(name="bases", title="基地"))

    def timeline(self) -> Sequence[Moment]:
        return (
            Moment(
                at=datetime(2022, 7, 21, 1, 0, tzinfo=UTC),
                who="张某",
                what="更正",
                why="写错",
                changes=[("名称", "旧名", "新名")],
            ),
        )


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=10, help_text="写全称。")
    open = forms.BooleanField(label="已备案", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "联谊会")], widget=forms.RadioSelect)
    level = forms.ChoiceField(label="级别", choices=[("c", "县级")])


REFUSALS = {
    "重复": InputError("这个名称已经登记过，请核对。", field="name"),
    "越权": ForbiddenError("您在这个地区没有「登记」权限，请联系上级管理员授权。"),
    "冲突": ConflictError("这条记录刚被别人改过，请刷新后再改。"),
    "不见": NotFoundError("没有找到上级组织。"),
}


def create(*, by: Any, name: str, **values: Any) -> Group:
    del by, values
    if name in REFUSALS:
        raise REFUSALS[name]
    return Group.objects.create(name=name)


def correct(group: Group, *, by: Any, reason: str, name: str, **values: Any) -> Group:
    del by, values
    group.name = f"{name}（{reason}）"
    group.save()
    return group


class NewGroup(EntryPage):
    door = SimpleNamespace(label="组织", form=GroupForm, create=create, correct=correct)
    groups = (FieldGroup(title="基本信息", fields=("name", "kind"), hint="照批文填写。"),)

    def done_url(self, record: Any) -> str:
        return f"/groups/{record.pk}/"


class CorrectGroup(NewGroup):
    def get_record(self) -> Group:
        return Group.objects.get(pk=self.kwargs["pk"])


class FixedGroup(CorrectGroup):
    door = SimpleNamespace(label="组织", form=GroupForm, create=create, correct=None)


class GroupJob(JobPage):
    state = "running"
    cancelled = False

    def get_job(self) -> Any:
        over = self.kwargs["state"] != "running"
        return SimpleNamespace(
            label="更新快照",
            state=self.kwargs["state"],
            get_state_display="进行中",
            percent=40,
            progress=4,
            total=10,
            log="读取组织\n",
            is_over=over,
            actor="张某",
            created=datetime(2022, 7, 21, 1, 0, tzinfo=UTC),
            finished=None,
        )

    def cancel(self) -> None:
        GroupJob.cancelled = True

    def next_step(self) -> Link:
        return Link(label="看结果", url="/groups/")


def page(_request: HttpRequest) -> dict[str, Any]:
    menu = [
        MenuItem(label="组织", url_name="groups", order=2, section="网络", search="搜索组织"),
        MenuItem(label="登记", url_name="new", order=1, section=""),
    ]
    return {"site_name": "测试网络", "demo": True, "menu": menu}


def nothing(_request: HttpRequest) -> None:
    raise AssertionError


urlpatterns = [
    path("groups/", Groups.as_view(), name="groups"),
    path("groups/<int:pk>/", GroupDetail.as_view(), name="group"),
    path("groups/<int:pk>/correct/", CorrectGroup.as_view(), name="correct"),
    path("groups/<int:pk>/fixed/", FixedGroup.as_view(), name="fixed"),
    path("groups/new/", NewGroup.as_view(), name="new"),
    path("jobs/<str:state>/", GroupJob.as_view(), name="job"),
    *(
        path(f"{name}/", nothing, name=name)
        for name in ("account_login", "account_logout", "account_change_password", "mfa_index")
    ),
]
handler404 = "tongxin.web.errors.not_found"
