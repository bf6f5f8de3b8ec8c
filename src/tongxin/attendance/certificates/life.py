"""What may be done with a certificate once it is issued, and with the numbering of an organisation."""

from tongxin.attendance.certificates import actions
from tongxin.attendance.certificates.forms import ExchangeForm, MarkForm, NumberingForm, RevokeForm
from tongxin.attendance.models import Certificate, CertificateNumbering
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life

State = Certificate.State

_LASTING = "证书作废后编号不再使用，不能恢复，请另发新证。"
CERTIFICATE = Life(
    model=Certificate,
    code="attendance.certificate",
    prefix="certificates/",
    missing="没有找到这份证书，可能不在您的权限范围内。",
    acts=(
        Act(
            "exchange",
            "换发",
            actions.exchange_certificate,
            form=ExchangeForm,
            from_=(State.ISSUED, State.REVOKED),
            to=(State.REVOKED,),
            verb=Verb.MEMBERS,
            initial=lambda one: {"holder": one.holder},
            done="已换发，旧证书不再有效。",
            lasting=_LASTING,
        ),
        Act(
            "revoke",
            "撤销",
            actions.revoke_certificate,
            form=RevokeForm,
            from_=(State.ISSUED,),
            to=(State.REVOKED,),
            verb=Verb.MEMBERS,
            button="撤销这份证书",
            done="已撤销，核验页已显示。",
            lasting=_LASTING,
        ),
    ),
)
NUMBERING = Life(
    model=CertificateNumbering,
    code="attendance.numbering",
    prefix="certificate-numbering/",
    missing="没有找到这个证书字号，可能不在您的权限范围内。",
    new=Act("set", "设置证书字号", actions.set_numbering, form=NumberingForm, button="保存"),
    acts=(Act("change", "更改字号", actions.change_numbering, form=MarkForm, corrects=True),),
)
WORDS = {
    "attendance.certificate.issue": "签发证书",
    "attendance.certificate.erase": "删除证书上的个人资料",
}
