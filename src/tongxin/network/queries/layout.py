"""Where prefectures stand on a tile map. Only positions in a grid, roughly as on the map; no boundaries."""

from tongxin.web.tiles import Position

# Province code → prefecture code → position. A province without an entry is laid out in the order of its codes.
POSITIONS: dict[str, dict[str, Position]] = {
    "430000": {
        "433100": Position(column=1, row=1),  # 湘西
        "430800": Position(column=2, row=1),  # 张家界
        "430700": Position(column=3, row=1),  # 常德
        "430600": Position(column=4, row=1),  # 岳阳
        "431200": Position(column=1, row=2),  # 怀化
        "431300": Position(column=2, row=2),  # 娄底
        "430900": Position(column=3, row=2),  # 益阳
        "430100": Position(column=4, row=2),  # 长沙
        "430500": Position(column=2, row=3),  # 邵阳
        "430300": Position(column=3, row=3),  # 湘潭
        "430200": Position(column=4, row=3),  # 株洲
        "431100": Position(column=2, row=4),  # 永州
        "430400": Position(column=3, row=4),  # 衡阳
        "431000": Position(column=4, row=4),  # 郴州
    },
}
