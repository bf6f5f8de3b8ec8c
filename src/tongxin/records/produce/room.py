"""What produce hands up to the rest of the product, assembled from the board of offers and the selling rounds."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.network.models import Organisation, Series
from tongxin.ports.room import Room
from tongxin.records.produce import demo
from tongxin.records.produce.actions.settlement import line_refusals, tell_many
from tongxin.records.produce.figures import rounds as figures
from tongxin.records.produce.life import rounds as life
from tongxin.records.produce.pages import rounds as pages
from tongxin.records.produce.queries.settlement import digest_of, find_lines, platform_sheet
from tongxin.records.produce.rules.sheets import other_words
from tongxin.web.menu import MenuItem

_SHOWN = ("title", "organiser", "opens", "state")

ROOM = Room(
    name="produce",
    label="助农产销",
    lives=(life.PRODUCT, life.ROUND, life.LISTED, life.TOLD),
    pages=(
        *pages_of(life.PRODUCT, list=pages.ProductList, detail=pages.ProductPage),
        *pages_of(life.ROUND, list=pages.RoundList, detail=pages.RoundPage),
        *pages_of(life.TOLD, list=pages.SheetLineList, detail=pages.SheetLinePage),
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
    public=(pages.PUBLIC,),
    demo=demo.load,
    paragraphs=figures.PARAGRAPHS,
    words={"produce.naming": "记住商品对应"},
    menu=(
        MenuItem(
            label="助农产销", url_name="produce.round.list", icon="scale", section="记录", order=47, verb=Verb.VIEW
        ),
        MenuItem(label="产品", url_name="produce.product.list", icon="scale", section="记录", order=48, verb=Verb.VIEW),
    ),
)
