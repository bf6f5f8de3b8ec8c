"""Forms of visits."""

from django import forms

from tests.toy.models import Visit
from tongxin.network.forms.fields import OrganisationField, OrganisationsField
from tongxin.network.forms.series import SeriesField
from tongxin.web.fields import DayField


class VisitForm(forms.Form):
    """What is known of a visit."""

    title = forms.CharField(label="走访名称", max_length=60)
    organiser = OrganisationField(label="主办单位")
    day = DayField(label="走访日期")
    kind = forms.ChoiceField(label="类别", choices=Visit.Kind.choices, initial=Visit.Kind.FESTIVAL)
    co_organisers = OrganisationsField(label="合办单位", required=False)
    series = SeriesField(label="所属品牌系列", required=False)


class MadeForm(forms.Form):
    """At how many doors."""

    households = forms.IntegerField(label="户数", min_value=1, max_value=10_000)
    reason = forms.CharField(label="补登原因", max_length=300, required=False)
