"""What produce hands up to the rest of the product, assembled from the board of offers and the selling rounds."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Organisation, Series
from tongxin.ports.room import Room
from tongxin.records.produce import demo
from tongxin.records.produce.actions.expiring import purge
from tongxin.records.produce.actions.settlement import line_refusals, tell_many
from tongxin.records.produce.figures import rounds as figures
from tongxin.records.produce.life import boards
from tongxin.records.produce.life import rounds as life
from tongxin.records.produce.pages import boards as board_pages
from tongxin.records.produce.pages import public_board
from tongxin.records.produce.pages import rounds as pages
from tongxin.records.produce.public import boards as public
from tongxin.records.produce.public.following import FOLLOW
from tongxin.records.produce.queries.settlement import digest_of, find_lines, platform_sheet
from tongxin.records.produce.rules.sheets import other_words
from tongxin.web.menu import MenuItem

_BOARD_WORDS = {
    "produce.offer.receive": "网上提交供应",
    "produce.offer.leave": "本人撤回供应",
    "produce.offer.expire": "联系方式到期，供应结束",
    "produce.wish.receive": "网上提交心愿",
    "produce.wish.leave": "本人撤回心愿",
    "produce.wish.settle": "随对接变更",
    "produce.share.join": "参加团购",
    "produce.share.leave": "退出团购",
    "produce.share.follow": "随团购转移",
    "produce.contact.keep": "登记联系方式",
    "produce.contact.release": "调整保存期限",
    "produce.contact.erase": "删除联系方式",
    "produce.contact.renew": "发查询地址",
    "produce.contact.follow": "随供应或心愿转移",
    "produce.handshake.say_yes": "本人同意对接",
    "produce.handshake.say_no": "本人不同意对接",
    "produce.handshake.end": "随供应或心愿结束",
    "produce.handshake.follow_record": "随供应或心愿转移",
}
_SHOWN = ("title", "organiser", "opens", "state")

ROOM = Room(
    name="produce",
    label="助农产销",
    lives=(life.PRODUCT, life.ROUND, life.LISTED, life.TOLD, boards.LINK, boards.OFFER, boards.WISH, boards.HANDSHAKE),
    pages=(
        *pages_of(life.PRODUCT, list=pages.ProductList, detail=pages.ProductPage),
        *pages_of(life.ROUND, list=pages.RoundList, detail=pages.RoundPage),
        *pages_of(life.TOLD, list=pages.SheetLineList, detail=pages.SheetLinePage),
        *public_board.PAGES,
        *board_pages.PAGES,
    ),
    doors=(
        Door.of(life.PRODUCT, name="products", select=("organiser",), search=("name", "code")),
        Door.of(life.ROUND, name="selling-rounds", select=("organiser", "series"), search=("title", "shop")),
        Door.of(
            life.TOLD,
            name="settlement-lines",
            select=("round",),
            search=("number", "item"),
            headings=other_words(),
            place_path=lambda values: values["round"].path,
            translate=platform_sheet,
            key=digest_of,
            find=find_lines,
            create_many=tell_many,
            refusals=line_refusals,
        ),
        Door.of(boards.OFFER, name="produce-offers", select=("organiser", "place"), search=("product", "village")),
        Door.of(boards.WISH, name="produce-wishes", select=("organiser", "place"), search=("product",)),
    ),
    facts=(figures.ROUND, figures.LINE),
    measures=figures.MEASURES,
    reported=(figures.RETURN,),
    activity=figures.ACTIVITY,
    subjects=(figures.PRODUCT,),
    sections={
        Series: Collected(life=life.ROUND, field="series", shown=_SHOWN, day="opens"),
        Organisation: Collected(life=life.ROUND, field="organiser", shown=_SHOWN, day="opens"),
    },
    public=(pages.PUBLIC, *public.PAGES),
    forms=public.FORMS,
    follows=(FOLLOW,),
    consents=public.CONSENTS,
    purge=purge,
    demo=demo.load,
    paragraphs=figures.PARAGRAPHS,
    words={"produce.naming": "记住商品对应", **_BOARD_WORDS},
    menu=(
        MenuItem(
            label="助农产销", url_name="produce.round.list", icon="scale", section="记录", order=47, verb=Verb.VIEW
        ),
        MenuItem(label="产品", url_name="produce.product.list", icon="scale", section="记录", order=48, verb=Verb.VIEW),
        MenuItem(
            label="产销对接", url_name="produce.offer.list", icon="link", section="记录", order=48, verb=Verb.VIEW
        ),
    ),
)
