"""Certificates of prizes: one for everybody behind an entry that won."""

from tongxin.access.actor import Actor
from tongxin.attendance.certificates.actions import issue_certificates
from tongxin.attendance.certificates.claimed import Claimed, source_of
from tongxin.attendance.models import CertificateKind
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import chinese_date
from tongxin.lifecycle.acts import act
from tongxin.records.contests.models import Award, Contest
from tongxin.records.contests.queries import award_recipients, awards_of


def certify_awards(contest: Contest, *, by: Actor, address: str = "") -> str:
    """Issue the certificates of every prize that stands and has none; returns a sentence on how many.

    `address` is how the site was reached, for the codes on paper, where none is configured. Raises `ConflictError` where no prize was given, or nobody is named behind what won.
    """
    with act("contests.contest.certify", contest, by=by) as doer:
        standing = awards_of(contest).filter(state=Award.State.GIVEN).select_related("entry")
        claims = [one for award in standing for one in _claims(award, contest)]
        if not claims:
            raise ConflictError("还没有可以发证的奖项：请先评定奖项，并在获奖作品上登记参赛人。")
        kind = CertificateKind.AWARD
        issued = issue_certificates(claims, by=doer, organisation=contest.organiser, kind=kind, address=address)
    return f"新签发 {len(issued)} 张获奖证书。" if issued else "获奖的人都已有证书，没有新签发。"


def _claims(award: Award, contest: Contest) -> list[Claimed]:
    facts = (
        ("名称", contest.title),
        ("主办单位", contest.organiser.name),
        ("作品", award.entry.title),
        ("奖项", award.level),
        ("颁发日期", chinese_date(award.given_on)),
    )
    return [
        Claimed(
            source=source_of(award),
            part=one.pk,
            holder=one.shown_name,
            event=contest.title,
            body=(f"{award.wording}。", "特发此证。"),
            facts=facts,
            person_id=one.person_id,
        )
        for one in award_recipients(award).select_related("person")
        if not (one.person and one.person.is_erased)
    ]
