"""Pages of evidence: the content of a file, adding files to a record, saying more about one, taking one back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from tongxin.access.guard import Guarded
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import ForbiddenError, InputError, NotFoundError, TongxinError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.evidence import actions, carriers, queries
from tongxin.lifecycle.evidence.forms import AboutForm, AddForm, DescribeForm, VideoForm, WithdrawForm
from tongxin.lifecycle.evidence.kinds import MOST_BYTES_OF_VIDEO
from tongxin.lifecycle.evidence.serving import sent
from tongxin.lifecycle.evidence.streaming import LONGEST, MOST_AT_ONCE, to_disk
from tongxin.lifecycle.models import EvidenceFile
from tongxin.web.bodies import BESIDE_FILES
from tongxin.web.pages import Crumb, EntryPage, FieldGroup, Link
from tongxin.web.request import Asked


class ContentView(SignedIn, View):
    """The content of a file: pictures in the browser, everything else as a download."""

    request: Asked
    thumbnail = False

    def get(self, request: Asked, pk: int) -> HttpResponseBase:
        """Send it to whoever may open it, unless the browser has it."""
        file, record = queries.visible_file(pk, scope=request.scope)
        _require_open(file, record=record, scope_of=request)
        as_attachment = not file.is_picture or "download" in request.GET
        return sent(request, file, thumbnail=self.thumbnail, as_attachment=as_attachment)


def _require_open(file: EvidenceFile, *, record: Guarded, scope_of: Asked) -> None:
    closed = queries.hidden_because(file, path=record.path, scope=scope_of.scope)
    if file.is_removed:
        raise NotFoundError(f"这个文件打不开：{closed}。")
    if closed:
        raise ForbiddenError(f"这个文件打不开：{closed}。")


class _AddDoor:
    label = "佐证"
    form: type[Form] = AddForm
    create = staticmethod(actions.attach)
    correct = None


@method_decorator(csrf_exempt, name="dispatch")
class AddPage(SignedIn, EntryPage):
    """Adds one or more files to a record. The form's token is checked here, after its files were sent to disk."""

    verb = Verb.RECORD
    door = _AddDoor()
    button = "上传"
    subject: Guarded
    groups = (
        FieldGroup(title="文件", fields=("camera", "chosen", "kind", "purpose")),
        FieldGroup(
            title="人像和个人信息",
            fields=("shows_people", "consent_given", "consent_paper", "consent_until", "holds_personal"),
        ),
        FieldGroup(title="保存期限（可以不填）", fields=("keep_until",)),
    )

    longest = LONGEST
    most_bytes = LONGEST * MOST_AT_ONCE + BESIDE_FILES

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        to_disk(request, longest=self.longest)
        return super().dispatch(request, *args, **kwargs)

    @method_decorator(csrf_protect)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().post(request, *args, **kwargs)

    def get_record(self) -> None:
        """Read the record through the asker's scope; nothing is corrected here."""
        self.subject = carriers.visible_record(self.kwargs["label"], self.kwargs["pk"], scope=self.request.scope)
        self.request.scope.require(Verb.RECORD, self.subject.path)

    def heading(self) -> str:
        return f"上传佐证：{self.subject}"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.subject), url=self.cancel_url()),)

    def links(self) -> Sequence[Link]:
        """Lead to where a video is handed in."""
        address = reverse("lifecycle:evidence_add_video", kwargs=self.kwargs)
        return (Link(label="上传视频", url=address, icon="upload"),)

    def cancel_url(self) -> str:
        return address_of(self.subject)

    def done_url(self, record: Any) -> str:
        del record
        return f"{address_of(self.subject)}#evidence"

    def save(self, values: dict[str, Any]) -> None:
        """Add the files one by one: one that is refused keeps no other from being kept."""
        added, there, refused = 0, 0, []
        for upload in values["uploads"]:
            try:
                file = actions.attach(
                    self.subject, by=self.request.actor, upload=upload, kind=values["kind"], about=values["about"]
                )
            except (NotFoundError, ForbiddenError):
                raise
            except TongxinError as error:
                refused.append((upload, error))
            else:
                there += file.was_there
                added += not file.was_there
        self.done = _done(added, there)
        if refused:
            if added or there:
                messages.success(self.request, self.done)
            raise _refusal(refused, several=len(values["uploads"]) > 1)


class _AddVideoDoor(_AddDoor):
    form: type[Form] = VideoForm


class AddVideoPage(AddPage):
    """Adds one video to a record: no other page takes as much."""

    door = _AddVideoDoor()
    longest = MOST_BYTES_OF_VIDEO
    most_bytes = MOST_BYTES_OF_VIDEO + BESIDE_FILES
    groups = (FieldGroup(title="视频", fields=("video", "purpose")), *AddPage.groups[1:])

    def links(self) -> Sequence[Link]:
        return ()


def _done(added: int, there: int) -> str:
    words = [f"已保存 {added} 个文件。"] if added else []
    return "".join([*words, f"{there} 个文件在这条记录里已经有了，没有重复保存。" if there else ""])


def _refusal(refused: list[tuple[Any, TongxinError]], *, several: bool) -> TongxinError:
    """Return the one error, or one sentence for each file that was refused."""
    if not several:
        return refused[0][1]
    return InputError("".join(f"「{upload.name[:60]}」：{error.message}" for upload, error in refused), field="chosen")


class _FilePage(SignedIn, EntryPage):
    """Does something with one file; the record is read through the asker's scope."""

    verb = Verb.RECORD
    subject: EvidenceFile
    carrier: Guarded

    def get_record(self) -> None:
        """Read the file and its record; nothing is corrected in the way of a record."""
        self.subject, self.carrier = queries.visible_file(self.kwargs["pk"], scope=self.request.scope)
        self.request.scope.require(Verb.RECORD, self.carrier.path)

    def heading(self) -> str:
        return f"{self.door.label}：{self.subject}"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.carrier), url=self.cancel_url()),)

    def cancel_url(self) -> str:
        return address_of(self.carrier)

    def done_url(self, record: Any) -> str:
        del record
        return f"{address_of(self.carrier)}#evidence"


class _DescribeDoor:
    label = "补充说明"
    form: type[Form] = DescribeForm
    create = staticmethod(actions.describe)
    correct = None


class DescribePage(_FilePage):
    """Says anew what a file is for, whom it shows, by what consent, and how long it is kept."""

    door = _DescribeDoor()
    button = "保存"
    done = "已保存。"

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.subject, name) for name in AboutForm.base_fields}

    def save(self, values: dict[str, Any]) -> EvidenceFile:
        reason = values.pop("reason")
        return actions.describe(self.subject, by=self.request.actor, reason=reason, about=actions.About(**values))


class _WithdrawDoor:
    label = "撤回"
    form: type[Form] = WithdrawForm
    create = staticmethod(actions.withdraw)
    correct = None


class WithdrawPage(_FilePage):
    """Takes a file back, with the reason."""

    door = _WithdrawDoor()
    button = "撤回"
    done = "已撤回。"

    def save(self, values: dict[str, Any]) -> EvidenceFile:
        return actions.withdraw(self.subject, by=self.request.actor, **values)
