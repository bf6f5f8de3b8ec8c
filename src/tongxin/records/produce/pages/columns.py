"""Columns of offers and wishes, the same for staff and for anybody."""

from tongxin.records.produce.rules.seasons import season_words
from tongxin.records.produce.rules.wording import amount_words, certificate_words, most_words, price_words
from tongxin.web.table import Column

SEASON = Column(name="months", label="供应月份", value=lambda one: season_words(one.months))
PRICE = Column(name="price", label="价格", value=price_words)
LEFT = Column(name="left", label="还有", value=lambda one: amount_words(one.left, one.unit))
CERTIFICATE = Column(name="certificate", label="认证", value=certificate_words)
WANTED = Column(name="wanted", label="数量", value=lambda one: amount_words(one.wanted, one.unit))
MOST = Column(name="price", label="最高单价", value=most_words)
