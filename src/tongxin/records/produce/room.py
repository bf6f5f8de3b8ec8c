"""What produce hands up to the rest of the product, assembled from the board of offers and the selling rounds."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.records.produce import demo
from tongxin.records.produce.actions.expiring import purge
from tongxin.records.produce.life import boards
from tongxin.records.produce.pages import boards as board_pages
from tongxin.records.produce.pages import public_board
from tongxin.records.produce.public import boards as public
from tongxin.records.produce.public.following import FOLLOW
from tongxin.web.menu import MenuItem

BOARD_WORDS = {
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
BOARD_MENU = (
    MenuItem(label="产销对接", url_name="produce.offer.list", icon="link", section="记录", order=47, verb=Verb.VIEW),
)

ROOM = Room(
    name="produce",
    label="助农产销",
    lives=(boards.LINK, boards.OFFER, boards.WISH, boards.HANDSHAKE),
    pages=(*public_board.PAGES, *board_pages.PAGES),
    doors=(
        Door.of(boards.OFFER, name="produce-offers", select=("organiser", "place"), search=("product", "village")),
        Door.of(boards.WISH, name="produce-wishes", select=("organiser", "place"), search=("product",)),
    ),
    consents=public.CONSENTS,
    public=public.PAGES,
    forms=public.FORMS,
    follows=(FOLLOW,),
    purge=purge,
    words=BOARD_WORDS,
    menu=BOARD_MENU,
    demo=demo.load,
)
