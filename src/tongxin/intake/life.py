"""The life of a file that was handed in: read, decided, handed up, imported, undone."""

from tongxin.intake import actions
from tongxin.intake.forms import DecisionForm, NoteForm, SendBackForm, UndoForm, UploadForm
from tongxin.intake.models import Batch
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life

State = Batch.State
_PREVIEWED = (State.PREVIEWED,)

BATCH = Life(
    model=Batch,
    code="intake",
    prefix="import/",
    missing="没有找到这一批，或不在您的权限范围内。",
    new=Act("receive", "上传表格", actions.receive, form=UploadForm, to=(State.RECEIVED,), button="上传"),
    acts=(
        Act(
            "apply",
            "导入",
            actions.apply_batch,
            form=NoteForm,
            from_=(State.PREVIEWED, State.WAITING),
            to=(State.APPLIED,),
            verb=Verb.IMPORT,
            primary=True,
            done="已开始导入，写完后这里会显示“已导入”。",
        ),
        Act("hand_up", "提交上级审核", actions.hand_up, form=NoteForm, from_=_PREVIEWED, to=(State.WAITING,)),
        Act(
            "send_back",
            "退回",
            actions.send_back,
            form=SendBackForm,
            from_=(State.WAITING,),
            to=_PREVIEWED,
            verb=Verb.IMPORT,
        ),
        Act(
            "undone",
            "撤销导入",
            actions.undo_batch,
            form=UndoForm,
            from_=(State.APPLIED,),
            to=(State.UNDONE,),
            verb=Verb.IMPORT,
            done="已开始撤销。",
        ),
        Act("decide", "决定疑似重复", actions.decide, form=DecisionForm, from_=_PREVIEWED),
        Act(
            "again",
            "重新读取",
            actions.preview_file,
            from_=(State.RECEIVED, State.UNREADABLE, State.PREVIEWED),
            to=(State.PREVIEWED, State.UNREADABLE),
            done="正在重新读取。",
        ),
        Act("discard", "放弃", actions.discard_batch, from_=actions.OPEN, to=(State.DISCARDED,), done="这一批已放弃。"),
    ),
)
