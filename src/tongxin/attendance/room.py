"""What attendance hands up to the rest of the product: the life of roster lines, certificates, the words of its journal."""

from tongxin.attendance.certificates import addresses as public_addresses
from tongxin.attendance.certificates import life as certificates
from tongxin.attendance.certificates import pages as certificate_pages
from tongxin.attendance.certificates import public
from tongxin.attendance.certificates.actions import forget_holder
from tongxin.attendance.certificates.personal import own_records
from tongxin.attendance.certificates.work import JOBS
from tongxin.attendance.life import LINE
from tongxin.attendance.pages import LineCorrection
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="attendance",
    label="名册",
    lives=(LINE, certificates.CERTIFICATE, certificates.NUMBERING),
    pages=(
        *pages_of(LINE, acts={"correct": LineCorrection}),
        *pages_of(
            certificates.CERTIFICATE,
            list=certificate_pages.CertificateList,
            detail=certificate_pages.CertificatePage,
        ),
        *pages_of(certificates.NUMBERING, list=certificate_pages.NumberingList, detail=certificate_pages.NumberingPage),
        *certificate_pages.PATTERNS,
        *public_addresses.PATTERNS,
    ),
    jobs=JOBS,
    personal=own_records,
    forget=forget_holder,
    public=(public.PAGE,),
    menu=(
        MenuItem(
            label="证书",
            url_name="attendance.certificate.list",
            icon="medal",
            section="记录",
            order=48,
            verb=Verb.MEMBERS,
        ),
    ),
    words={
        "attendance.open": "建立名册",
        "attendance.correct_programme": "更正结业要求",
        "attendance.move": "随主办单位转到另一地区",
        "attendance.enter": "登记名册",
        "attendance.decide": "重新认定结业",
        "attendance.count": "登记到场人数",
        "attendance.add_day": "增加一天",
        "attendance.drop_day": "去掉一天",
        **certificates.WORDS,
    },
)
