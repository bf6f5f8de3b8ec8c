"""The states of a story, who may do what in each, and the words for it."""

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.records.stories import actions, forms
from tongxin.records.stories.models import COUNTED, REVIEWED, Story
from tongxin.web.fields import ReasonForm

State = Story.State
DRAFT, CONSENT, REVIEW, PUBLISHED = (State.DRAFT,), (State.CONSENT,), (State.REVIEW,), (State.PUBLISHED,)
STANDING = (*DRAFT, *CONSENT, *REVIEWED)

LIFE = Life(
    model=Story,
    code="stories.story",
    prefix="stories/",
    missing="没有找到这篇展示，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    new=Act("draft", "登记展示", actions.draft, form=forms.StoryForm, to=DRAFT),
    acts=(
        Act(
            "ask",
            "登记出镜人",
            actions.ask,
            form=forms.PeopleForm,
            from_=DRAFT + CONSENT,
            to=CONSENT,
            icon="users",
            done="已登记。出镜人都同意后送审。",
        ),
        Act("agree", "登记同意", actions.agree, form=forms.ConsentForm, from_=(*CONSENT, *REVIEWED), icon="check"),
        Act("revoke", "登记撤回同意", actions.revoke, form=forms.RevokeForm, from_=(*CONSENT, *REVIEWED)),
        Act("submit", "送审", actions.submit, from_=CONSENT, to=REVIEW, primary=True),
        Act(
            "publish",
            "审核并发布",
            actions.publish,
            form=forms.PublishForm,
            from_=REVIEW,
            to=PUBLISHED,
            verb=Verb.PUBLISH,
            primary=True,
            by_another_than=lambda one: one.hands,
        ),
        Act(
            "send_back",
            "退回修改",
            actions.send_back,
            form=ReasonForm,
            from_=REVIEW,
            to=CONSENT,
            verb=Verb.PUBLISH,
            by_another_than=lambda one: one.hands,
        ),
        Act(
            "correct",
            "更正",
            actions.correct,
            form=forms.StoryForm,
            from_=DRAFT + CONSENT,
            corrects=True,
            instead="请先「改稿」，改好再送审。",
        ),
        Act("rework", "改稿", actions.rework, form=ReasonForm, from_=REVIEWED, to=CONSENT),
        Act(
            "withdraw",
            "撤下",
            actions.withdraw,
            form=ReasonForm,
            from_=STANDING,
            to=(State.WITHDRAWN,),
            button="撤下这篇展示",
        ),
        *joint_acts(from_=STANDING),
    ),
)
