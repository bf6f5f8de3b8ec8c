"""The lives of the register: organisations, development zones, bases with their plaques, the checklists, and grants.

A grant is a record of `access`, which lies below the room of lives; therefore it is declared here.
"""

from functools import partial
from typing import Any, cast

from tongxin.access.models import Grant
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.network import actions
from tongxin.network.forms import bases as base_forms
from tongxin.network.forms import organisations as forms
from tongxin.network.models import Base, ChecklistLine, Organisation, Place, Plaque, StageRule
from tongxin.network.models.bases import TRANSITIONS, State, naming_path
from tongxin.network.queries.charters import looked_after_at
from tongxin.network.queries.grants import has_ended
from tongxin.network.queries.organisations import charter_of
from tongxin.web.fields import DayReasonForm, ReasonForm

OPEN, CLOSED = "open", "closed"
HANGING, TAKEN_DOWN = "hanging", "taken_down"
VALID, ENDED = "valid", "ended"


def charter_values(organisation: Organisation) -> dict[str, Any]:
    """Return the charter settings in force, so that only what changes is entered."""
    current = charter_of(organisation)
    return {name: getattr(current, name) for name in forms.CharterForm.base_fields if name != "day"} if current else {}


def _step(to: State, label: str, **other: Any) -> Act:
    """Return the act that takes a base to a state: where from is said by `TRANSITIONS`, its code is the state's own."""
    values: dict[str, Any] = {
        "form": base_forms.StepForm,
        "verb": Verb.CONFIRM,
        "path": naming_path,
        "arguments": lambda base, _: {"base": base},
    }
    return Act(
        code=to.value,
        label=label,
        do=partial(actions.advance_base_state, to=to),
        from_=tuple(state for state in State if to in TRANSITIONS[state]),
        to=(to,),
        **(values | other),
    )


_BY_HOST = {"verb": Verb.RECORD, "path": lambda base: base.path}

ORGANISATION = Life(
    model=Organisation,
    code="network.organisation",
    prefix="organisations/",
    evidence=True,
    missing="没有找到这个组织，或不在您的权限范围内。",
    state_of=lambda one: CLOSED if one.closed else OPEN,
    states=((OPEN, "在册"), (CLOSED, "已注销")),
    new=Act("found", "登记组织", actions.found_organisation, form=forms.OrganisationForm, to=(OPEN,), done="已登记。"),
    acts=(
        Act(
            "move",
            "变更上级",
            actions.move_parent,
            form=forms.MoveForm,
            from_=(OPEN,),
            to=(OPEN,),
            path=looked_after_at,
            button="变更",
            done="上级组织已变更。",
        ),
        Act(
            "charter",
            "章程设置",
            actions.set_charter,
            form=forms.CharterForm,
            from_=(OPEN,),
            to=(OPEN,),
            verb=Verb.CONFIRM,
            path=looked_after_at,
            initial=charter_values,
            refusal=lambda one, *_: "" if one.takes_members else f"{one.get_kind_display()}没有会员，不用章程设置。",
            button="保存",
            done="章程设置已保存。",
        ),
        Act("close", "注销", actions.close_organisation, form=DayReasonForm, from_=(OPEN,), to=(CLOSED,)),
        Act("correct", "更正", actions.correct_organisation, form=forms.OrganisationForm, corrects=True),
    ),
)
ZONE = Life(
    model=cast("Any", Place),  # public knowledge, therefore not guarded: a zone is put on record and nothing more
    code="network.zone",
    prefix="organisations/zones/",
    shown_elsewhere=True,
    new=Act("add", "登记开发区", actions.add_zone, form=forms.ZoneForm, done="已登记。"),
)
STAGE_RULE = Life(
    model=StageRule,
    code="network.stage_rule",
    prefix="organisations/stages/",
    missing="没有找到这条标准。",
    new=Act(
        "set",
        "调整标准",
        actions.set_stage_rule,
        form=forms.StageRuleForm,
        verb=Verb.ADMINISTER,
        button="保存",
        done="标准已保存，各组织的阶段随即按新标准计算。",
    ),
)
BASE = Life(
    model=Base,
    code="network.base",
    prefix="bases/",
    missing="没有找到这个基地，或不在您的权限范围内。",
    evidence=True,
    counted=(State.NAMED,),
    overdue=lambda day: {"state": State.NAMED, "valid_until__lt": day},
    overdue_words="已过有效期，请复核",
    new=Act(
        "apply",
        "申报实践创新基地",
        actions.apply_for_base,
        form=base_forms.BaseApplicationForm,
        to=(State.APPLIED,),
        button="申报",
        done="申报已登记。",
    ),
    acts=(
        Act("correct", "更正", actions.correct_base, form=base_forms.BaseForm, corrects=True),
        _step(State.REVIEWING, "进入评审", primary=True),
        _step(State.NAMED, "命名", form=base_forms.NamingForm, primary=True),
        _step(State.RECHECKING, "开始复核", icon="refresh"),
        _step(State.RECTIFYING, "要求整改", form=base_forms.ReasonedStepForm),
        _step(State.APPLIED, "退回或重新申报", **_BY_HOST),
        _step(State.REVOKED, "撤销", form=base_forms.ReasonedStepForm, icon="close"),
        _step(State.WITHDRAWN, "退出", form=base_forms.ReasonedStepForm, icon="close", **_BY_HOST),
    ),
)
PLAQUE = Life(
    model=Plaque,
    code="network.plaque",
    prefix="bases/plaques/",
    shown_elsewhere=True,
    missing="没有找到这块牌匾，或不在您的权限范围内。",
    state_of=lambda one: TAKEN_DOWN if one.end else HANGING,
    states=((HANGING, "在挂"), (TAKEN_DOWN, "已摘牌")),
    new=Act(
        "hang", "登记牌匾", actions.hang_plaque, form=base_forms.PlaqueForm, to=(HANGING,), icon="plus", done="已登记。"
    ),
    acts=(
        Act(
            "take_down",
            "登记摘牌",
            actions.take_down_plaque,
            form=base_forms.PlaqueEndForm,
            from_=(HANGING,),
            to=(TAKEN_DOWN,),
        ),
    ),
)
CHECKLIST = Life(
    model=ChecklistLine,
    code="network.checklist",
    prefix="bases/checklist/",
    missing="没有找到这条标准。",
    new=Act(
        "set",
        "调整建设标准",
        actions.set_checklist_line,
        form=base_forms.ChecklistForm,
        verb=Verb.ADMINISTER,
        button="保存",
        done="标准已保存，今后评审按新标准对照。",
    ),
)
GRANT = Life(
    model=Grant,
    code="access.grant",
    prefix="manage/grants/",
    missing="没有找到这项授权。",
    state_of=lambda one: ENDED if has_ended(one) else VALID,
    states=((VALID, "有效"), (ENDED, "已结束")),
    acts=(
        Act(
            "end",
            "收回授权",
            actions.end_role,
            form=ReasonForm,
            from_=(VALID,),
            to=(ENDED,),
            verb=Verb.ADMINISTER,
            icon="close",
            done="授权已收回。",
        ),
    ),
)
LIVES = (ORGANISATION, ZONE, STAGE_RULE, BASE, PLAQUE, CHECKLIST, GRANT)
# What the journal's codes mean that are no act: rows that hang on a record, and what happens by itself.
WORDS = {
    "network.base_step.begin": "进入新的状态",
    "network.base_step.end": "结束原来的状态",
    "network.charter.end": "原章程设置停用",
    "network.charter.set": "启用章程设置",
    "network.organisation.code": "补登统一社会信用代码",
    "network.parent_link.begin": "开始隶属",
    "network.parent_link.correct": "更正隶属关系",
    "network.parent_link.end": "结束隶属",
}
