"""Reads of proposals."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.network.models.tokens import hashed
from tongxin.ports.personal import PersonalRecord
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.proposals.models import Answer, Author, Call, Channel, Proposal, Step, Suggestion, SuggestionBox
from tongxin.records.proposals.rules import Deadline, answer_deadline, filing_deadline, latest_start

PUBLIC_PREFIX, BOX_PREFIX = "proposals", "suggestions"
LATE, VERY_LATE, UNKNOWN = "late", "very_late", "unknown"
State = Proposal.State


def steps_of(proposal: Proposal) -> QuerySet[Step]:
    """Return what was done with a paper, in order of time."""
    return Step.objects.children_of(proposal).order_by("day", "id")


def answers_to(proposal: Proposal) -> QuerySet[Answer]:
    """Return the answers, in order of time."""
    return Answer.objects.children_of(proposal).order_by("day", "id")


def authors_of(proposal: Proposal, *, scope: Scope) -> QuerySet[Author]:
    """Return the authors this scope may read."""
    shown = Author.objects.visible_to(scope).values("pk")
    return Author.objects.children_of(proposal).filter(pk__in=shown).select_related("person").order_by("id")


def calls_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these calls the scope may read."""
    found = Call.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "title", "path")
    return {pk: Known(name=title, path=path) for pk, title, path in found}


def every_call(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every call the scope may read."""
    rows = Call.objects.visible_to(scope).order_by("pk").values_list("pk", "title", "path", "opens")
    for pk, title, path, opens in rows:
        yield NamedRecord(id=pk, names=(title,), path=path, begins=opens)


def deadline_of(proposal: Proposal, *, steps: Sequence[Step], day: date) -> tuple[str, Deadline] | None:
    """Return what a delivered paper waits for (立案, 答复) and by when; None where it waits for nothing."""
    if proposal.delivered is None or proposal.state not in (State.DELIVERED, State.FILED):
        return None
    if proposal.state == State.DELIVERED:
        return "立案", filing_deadline(proposal.channel, delivered=proposal.delivered, today=day)
    filed = next((one.day for one in steps if one.kind == Step.Kind.FILED and not one.voided), proposal.delivered)
    return "答复", answer_deadline(proposal.channel, since=filed, today=day)


def waiting(rows: QuerySet[Proposal], value: str, *, day: date) -> QuerySet[Proposal]:
    """Narrow to what has waited too long, twice too long, or for how long nobody can say, as the table of holidays ends."""
    filed = Step.objects.counted().filter(proposal=OuterRef("pk"), kind=Step.Kind.FILED, voided=False)
    rows = rows.annotate(since=Coalesce(Subquery(filed.values("day")[:1]), "delivered"))
    found = Q(pk__in=())
    for channel in Channel:
        for state, filing in ((State.DELIVERED, True), (State.FILED, False)):
            start = latest_start(channel, today=day, filing=filing, times=2 if value == VERY_LATE else 1)
            here = Q(channel=channel.value, state=state)
            if value == UNKNOWN:
                found |= here if start is None else Q(pk__in=())
            elif start is not None:
                found |= here & Q(since__lte=start)
    return rows.filter(found)


def box_with(token: str) -> SuggestionBox:
    """Return the box behind an address; raises `NotFoundError`, and `ConflictError` for one that is closed."""
    found = SuggestionBox.objects.with_secret(token=token).select_related("organiser", "base").first()
    if found is None:
        raise NotFoundError("没有找到这个意见箱，请核对地址是否完整。")
    if found.state == SuggestionBox.State.CLOSED:
        raise ConflictError("这个意见箱已经关闭，谢谢您的关心。")
    return found


def suggestion_with(token: str) -> Suggestion:
    """Return what was handed in with this token; raises `NotFoundError`."""
    rows = Suggestion.objects.with_secret(sent=hashed(token)).select_related("box__organiser", "box__base", "proposal")
    found = rows.first()
    if found is None:
        raise NotFoundError("没有找到这条意见，请核对地址是否完整。")
    return found


def handed_in(box: SuggestionBox, *, scope: Scope) -> QuerySet[Suggestion]:
    """Return what was handed in at a box and this scope may read, the latest first."""
    return Suggestion.objects.visible_to(scope).filter(box=box).order_by("-id")


def written_by(person_id: int) -> Iterator[PersonalRecord]:
    """Tell a person the papers he or she wrote."""
    lines = Author.objects.children_of_numbered(Person, [person_id]).select_related("proposal__organiser")
    for one in lines.order_by("-proposal__received", "-id"):
        paper = one.proposal
        detail = f"{paper.organiser.name}，{paper.get_state_display()}"
        yield PersonalRecord(kind="建言", title=paper.title, detail=detail, day=paper.received)
