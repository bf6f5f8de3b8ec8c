"""What volunteering hands up to the rest of the product."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected
from tongxin.network.models import Series
from tongxin.ports.room import Room
from tongxin.records.volunteering import actions, demo, life, public
from tongxin.records.volunteering.figures import ACTIVITY, EVENT, MEASURES, PARAGRAPHS, RETURN, SUBJECTS, TASK
from tongxin.records.volunteering.pages import PAGES
from tongxin.records.volunteering.queries import own_sign_ups
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="volunteering",
    label="志愿服务",
    lives=(life.ACTION, life.TASK, life.VOLUNTEER, life.REQUEST),
    pages=PAGES,
    doors=(
        Door.of(
            life.ACTION,
            name="volunteer-actions",
            select=("organiser", "occasion", "place", "series"),
            search=("title",),
        ),
        Door.of(life.TASK, name="volunteer-tasks", select=("action", "place"), search=("title", "action__title")),
    ),
    facts=(EVENT, TASK),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    subjects=SUBJECTS,
    sections={
        Series: Collected(
            life=life.ACTION, field="series", shown=("title", "kind", "organiser", "last_day", "state"), day="last_day"
        )
    },
    personal=own_sign_ups,
    forget=actions.forget_volunteer,
    purge=actions.purge,
    consents=public.CONSENTS,
    forms=(public.FORM, public.HELP_FORM),
    follows=(public.FOLLOW, public.HELP_FOLLOW),
    public=(public.PAGE,),
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    words={
        "volunteering.open": "开始派任务",
        "volunteering.task.take": "志愿者认领",
        "volunteering.task.hear": "志愿者说还在办",
        "volunteering.task.let_go": "志愿者放回",
        "volunteering.volunteer.sign_up": "志愿报名",
        "volunteering.volunteer.renew": "重新取得报名地址",
        "volunteering.volunteer.leave": "志愿者退出",
        "volunteering.volunteer.erase": "删除志愿者个人信息",
        "volunteering.record.ask": "申请服务记录",
        "volunteering.request.hand_in": "提交求助",
        "volunteering.request.answer": "答复求助人",
        "volunteering.request.withdraw": "撤回求助",
        "volunteering.request.erase": "删除求助人个人信息",
    },
    menu=(
        MenuItem(
            label="志愿服务",
            url_name="volunteering.action.list",
            icon="heart",
            section="记录",
            order=47,
            verb=Verb.VIEW,
        ),
    ),
)
