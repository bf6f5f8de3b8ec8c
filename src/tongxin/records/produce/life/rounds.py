"""The states of products, selling rounds and the lines of sheets, and the words for what is done with them."""

from tongxin.lifecycle.life import Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.records.produce.actions import rounds, settlement
from tongxin.records.produce.forms.rounds import EndForm, ListingForm, MatchForm, ProductForm, RoundForm, SettleForm
from tongxin.records.produce.forms.settlement import NewSheetLineForm, SheetLineForm
from tongxin.records.produce.models import COUNTED, SELLING, Product, Round, RoundLine, SheetLine
from tongxin.web.fields import ReasonForm

State = Round.State
_PLANNED, _OPEN, _CLOSED, _SETTLED = (State.PLANNED,), (State.OPEN,), (State.CLOSED,), (State.SETTLED,)

PRODUCT = Life(
    model=Product,
    code="produce.product",
    prefix="products/",
    new=Act("name", "登记产品", rounds.name_product, form=ProductForm),
    acts=(Act("correct", "更正", rounds.correct_product, form=ProductForm, corrects=True),),
)

ROUND = Life(
    model=Round,
    code="produce.round",
    prefix="selling-rounds/",
    missing="没有找到这一场，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    overdue=lambda day: {"state__in": (State.PLANNED, State.OPEN), "closes__lt": day},
    new=Act("plan", "登记场次", rounds.plan_round, form=RoundForm, to=_PLANNED),
    acts=(
        Act("list", "上架产品", rounds.list_product, form=ListingForm, from_=(*_PLANNED, *_OPEN)),
        Act("open", "开场", rounds.open_round, from_=_PLANNED, to=_OPEN, primary=True),
        Act("close", "收场", rounds.close_round, from_=_OPEN, to=_CLOSED, primary=True),
        Act("match", "对应商品", rounds.match_item, form=MatchForm, from_=SELLING),
        Act("settle", "登记结算", rounds.settle_round, form=SettleForm, from_=_CLOSED, to=_SETTLED, primary=True),
        Act("end", "结束退货期", rounds.end_returns, form=EndForm, from_=_SETTLED, to=(State.ENDED,), primary=True),
        Act("correct", "更正", rounds.correct_round, form=RoundForm, from_=(*_PLANNED, *SELLING), corrects=True),
        Act("cancel", "取消", rounds.cancel_round, form=ReasonForm, from_=(*_PLANNED, *_OPEN), to=(State.CANCELLED,)),
        *joint_acts(from_=(*_PLANNED, *SELLING, State.ENDED)),
    ),
)

LISTED = Life(
    model=RoundLine,
    code="produce.line",
    prefix="round-lines/",
    shown_elsewhere=True,
    shown_with=lambda line: line.round,
)

TOLD = Life(
    model=SheetLine,
    code="produce.told",
    prefix="settlement-lines/",
    new=Act("tell", "登记结算行", settlement.tell, form=NewSheetLineForm),
    acts=(Act("correct", "更正", settlement.correct_line, form=SheetLineForm, corrects=True),),
)
