"""The pages that write people, their memberships and offices. All of them need the verb 人员信息."""

from typing import Any

from django.urls import reverse

from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only
from tongxin.network import actions, doors
from tongxin.network.forms import people as forms
from tongxin.network.models import Membership, Office, Person
from tongxin.network.queries import people as queries
from tongxin.network.views.parts import MISSING_PERSON
from tongxin.network.views.people import url_of


class PersonEntryPage(RecordEntryPage):
    """Puts someone on record, or corrects a record with a reason."""

    verb = Verb.MEMBERS
    door = doors.PERSONS

    def get_record(self) -> Person | None:
        """Return the person to correct, as the asker sees it."""
        if "pk" not in self.kwargs:
            return None
        rows = Person.objects.visible_to(self.request.scope).select_related("place")
        return only(rows, self.kwargs["pk"], missing=MISSING_PERSON)

    def done_url(self, record: Any) -> str:
        """Show the person."""
        return url_of(record)


class ApplyPage(ActPage):
    """Records an application handed in."""

    verb = Verb.MEMBERS
    door = Door(name="applications", label="申请入会", form=forms.ApplicationForm, create=actions.apply_membership)
    done = "申请已登记，等待审核。"

    def find(self) -> Person:
        """Return the person as the asker sees it."""
        return only(queries.people(self.request.scope), self.kwargs["pk"], missing=MISSING_PERSON)

    def heading(self) -> str:
        """Name the person."""
        return f"申请入会：{self.subject.name}"

    def done_url(self, record: Any) -> str:
        """Show the person."""
        del record
        return url_of(self.subject)


class MembershipActPage(ActPage):
    """Does one thing more with a membership."""

    verb = Verb.MEMBERS

    def find(self) -> Membership:
        """Return the membership as the asker sees it."""
        rows = Membership.objects.visible_to(self.request.scope).select_related("person", "organisation__parent")
        return only(rows, self.kwargs["pk"], missing="没有找到这份会籍，或不在您的权限范围内。")

    def heading(self) -> str:
        """Name person and organisation."""
        return f"{self.door.label}：{self.subject.person.name}（{self.subject.organisation.name}）"

    def done_url(self, record: Any) -> str:
        """Show the person, if the asker still sees it."""
        del record
        return reverse("network:person", args=[self.subject.person_id])


class DecidePage(MembershipActPage):
    """Admits or declines."""

    door = Door(name="decisions", label="审核", form=forms.DecisionForm, create=actions.decide_membership)
    button = "提交审核意见"
    done = "审核意见已登记。"

    def done_url(self, record: Any) -> str:
        """Go on to the next application."""
        del record
        return reverse("network:applications")


class EndPage(MembershipActPage):
    """Ends a membership."""

    door = Door(name="endings", label="结束会籍", form=forms.EndingForm, create=actions.end_membership)
    button = "办理结束"
    done = "会籍已结束。"


class OfficePage(MembershipActPage):
    """Gives a member an office."""

    door = Door(name="offices", label="登记任职", form=forms.OfficeForm, create=actions.appoint_office)


class OfficeEndPage(ActPage):
    """Records that an office was given up."""

    verb = Verb.MEMBERS
    door = Door(name="office-end", label="登记离任", form=forms.OfficeEndForm, create=actions.end_office)

    def find(self) -> Office:
        """Return the office as the asker sees it."""
        rows = Office.objects.visible_to(self.request.scope).select_related("person", "organisation")
        return only(rows, self.kwargs["pk"], missing="没有找到这项任职，或不在您的权限范围内。")

    def heading(self) -> str:
        """Name person, office and organisation."""
        one: Office = self.subject
        return f"登记离任：{one.person.name}（{one.organisation.name}{one.get_title_display()}）"

    def done_url(self, record: Any) -> str:
        """Show the person."""
        return reverse("network:person", args=[record.person_id])
