"""A library's style sheet is pared down to what pages of the product may need."""

from pathlib import Path
from typing import Any

import pytest

from tongxin.web.assets import STYLES, VENDOR, VendorStorage
from tongxin.web.paring import Words, pared

LICENCE = "/*! a library\n * MIT */"


@pytest.fixture
def words(tmp_path: Path) -> Words:
    (tmp_path / "page.html").write_text('<a class="btn alert-{{ tone }}" data-theme="x">', encoding="utf-8")
    (tmp_path / "page.css").write_text(".unread{}", encoding="utf-8")
    return Words.of(tmp_path)


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a{color:red}", "a{color:red}"),
        (".btn{x:1}.btn-2{x:1}.unread{x:1}", ".btn{x:1}"),
        (".btn.lost{x:1}.btn:hover{x:2}", ".btn:hover{x:2}"),
        (".lost,.btn,.other .btn{x:1}", ".btn{x:1}"),
        (".alert-danger{x:1}.alertness{x:1}", ".alert-danger{x:1}"),
        (".btn:not(.lost){x:1}", ".btn:not(.lost){x:1}"),
        (".btn:is(.lost,.a:not(.b,.c)),.lost{x:1}", ".btn:is(.lost,.a:not(.b,.c)){x:1}"),
        ("[data-theme=dark] .btn{x:1}[data-lost]{x:1}", "[data-theme=dark] .btn{x:1}"),
        (r".w-1\/2{x:1}a{x:1}", "a{x:1}"),
        ("@media print{.lost{x:1}.btn{x:2}}", "@media print{.btn{x:2}}"),
        ("@media print{.lost{x:1}}a{x:1}", "a{x:1}"),
        ("@media (a:b){@supports (c:d){.btn{x:1}}}", "@media (a:b){@supports (c:d){.btn{x:1}}}"),
        ("@keyframes turn{from{x:1}to{x:2}}", "@keyframes turn{from{x:1}to{x:2}}"),
        ('a::before{content:"}{.lost{"}', 'a::before{content:"}{.lost{"}'),
        (f'@charset "UTF-8";{LICENCE}.lost{{x:1}}a{{x:1}}', f"{LICENCE}a{{x:1}}"),
        ("a{x:1}/*# sourceMappingURL=a.map */", "a{x:1}"),
    ],
)
def test_rule_stays_where_a_page_may_need_it(words: Words, css: str, left: str) -> None:
    assert pared(css, words=words) == left


def test_variable_stays_where_something_asks_for_it(words: Words) -> None:
    css = ":root{--a:1;--b:var(--c);--c:2;--d:var(--e);--e:3;--f:4}a{x:var(--a);y:var( --b)}"
    assert pared(css, words=words, beside=["p{x:var(--f)}"]) == (
        ":root{--a:1;--b:var(--c);--c:2;--f:4}a{x:var(--a);y:var( --b)}"
    )


def test_style_sheet_is_pared_when_files_are_collected(tmp_path: Path, settings: Any) -> None:
    settings.TONGXIN_NODE_MODULES = tmp_path
    for source in VENDOR.values():
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source).write_text(".btn-primary{x:1}.nobody-has-this{x:1}", encoding="ascii")
    storage = VendorStorage()
    other = "vendor/qr/index.js"
    with storage.open(STYLES) as styles, storage.open(other) as script:
        assert styles.read() == b".btn-primary{x:1}"
        assert b"nobody-has-this" in script.read()
    before = (tmp_path / VENDOR[STYLES]).stat().st_mtime
    assert storage.get_modified_time(STYLES).timestamp() > before
    assert storage.get_modified_time(other).timestamp() == pytest.approx((tmp_path / VENDOR[other]).stat().st_mtime)
