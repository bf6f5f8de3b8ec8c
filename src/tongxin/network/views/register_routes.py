"""The addresses of the register's pages: those of its lives, and those that hang on another record or begin with one."""

from django.urls import path

from tongxin.lifecycle.pages import RecordActPage, pages_of
from tongxin.network.life.register import BASE, CHECKLIST, GRANT, ORGANISATION, PLAQUE, STAGE_RULE, ZONE
from tongxin.network.life.series import SERIES
from tongxin.network.views import bases, directory, grants, organisations, series

PAGES = (
    *pages_of(ORGANISATION, list=organisations.OrganisationList, detail=organisations.OrganisationPage),
    *pages_of(ZONE, entry=organisations.ZoneEntry),
    *pages_of(STAGE_RULE, list=directory.StageRuleList, entry=directory.StageRuleEntry),
    path(
        "organisations/stages/<int:pk>/",
        directory.StageRuleEntry.as_view(life=STAGE_RULE, one=STAGE_RULE.new),
        name="network.stage_rule.detail",
    ),
    *pages_of(BASE, list=bases.BaseList, detail=bases.BasePage),
    *pages_of(SERIES, list=series.SeriesList, detail=series.SeriesPage),
    *pages_of(CHECKLIST, list=bases.ChecklistLines, entry=bases.ChecklistEntry),
    path(
        "bases/checklist/<int:pk>/",
        bases.ChecklistEntry.as_view(life=CHECKLIST, one=CHECKLIST.new),
        name="network.checklist.detail",
    ),
    path(
        "bases/<int:pk>/plaques/new/",
        RecordActPage.as_view(life=BASE, one=PLAQUE.new),  # hung at a base: the address names the base
        name="network.plaque.hang",
    ),
    path(
        "bases/plaques/<int:pk>/end/",
        bases.TakeDownPage.as_view(life=PLAQUE, one=PLAQUE.act("take_down")),
        name="network.plaque.take_down",
    ),
    path("manage/accounts/", grants.GrantList.as_view(), name="access.grant.list"),
    path("manage/grants/<int:pk>/", grants.GrantPage.as_view(), name="access.grant.detail"),
    path(
        "manage/grants/<int:pk>/end/",
        grants.GrantEnd.as_view(life=GRANT, one=GRANT.act("end")),
        name="access.grant.end",
    ),
)
