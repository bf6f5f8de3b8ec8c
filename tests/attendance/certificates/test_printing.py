"""The paper: one page that says every claim, with the credential attached; the command checks both without the site."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pypdf import PdfReader, PdfWriter

from tests.attendance.certificates.test_credential import CLAIMS, NOW, SPOT
from tongxin.access import keyring
from tongxin.attendance.certificates import credential, printing
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.certificates.printing import Paper, all_printed, printed
from tongxin.attendance.certificates.verifying import verify
from tongxin.kernel.errors import InputError
from tongxin.office.reading import read

MARKUP = '#panic() $x$ *粗* _斜_ <a> @引 `码` \\ = 一 "'


def paper(claims: Claims = CLAIMS) -> Paper:
    return Paper(claims=claims, credential=credential.signed(claims, SPOT))


@pytest.fixture
def pdf() -> bytes:
    return printed(paper(), fonts=())


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(content: bytes) -> str:
    return squeezed("".join("".join(page) for page in read("pdf", content)["pages"]))


def test_every_claim_stands_on_the_one_page(pdf: bytes) -> None:
    text = text_of(pdf)
    assert not [one for one in CLAIMS.printed() if squeezed(one) not in text]
    assert {CLAIMS.title, CLAIMS.holder + "：", *CLAIMS.body, CLAIMS.issuer, CLAIMS.address} <= set(CLAIMS.printed())
    assert f"证书编号：{CLAIMS.serial}" in text
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert [round(float(one)) for one in page.mediabox[2:]] == [842, 595]


def test_file_is_made_for_archives_and_carries_the_credential(pdf: bytes) -> None:
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    ((name, content),) = read("attachments", pdf)["files"]
    assert name == "credential.jwt"
    assert credential.read(content.decode()) == (CLAIMS, SPOT)


def test_same_certificate_is_the_same_bytes() -> None:
    one = paper()
    assert printed(one, fonts=()) == printed(one, fonts=())


def test_markup_comes_out_literally() -> None:
    claims = replace(CLAIMS, holder=MARKUP, event=MARKUP, body=(MARKUP,), issuer=MARKUP, title=MARKUP)
    content = printed(paper(claims), fonts=())
    assert text_of(content).count(squeezed(MARKUP)) == 4
    assert verify(content).claims == claims


def test_long_words_stay_on_one_page_and_demonstration_says_so() -> None:
    claims = replace(
        CLAIMS, body=("参加" + "新的社会阶层人士" * 12 + "培训班，准予结业。", "特发此证。"), notice="演示数据"
    )
    content = printed(paper(claims), fonts=())
    assert len(PdfReader(BytesIO(content)).pages) == 1
    assert text_of(content).startswith("演示数据")


@pytest.mark.slow
def test_many_are_printed_in_processes_of_their_own_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "ALONE", 2)
    monkeypatch.setattr(printing, "_CHUNK", 2)
    papers = [paper(replace(CLAIMS, holder=f"例{number}")) for number in range(5)]
    made = list(all_printed(papers, fonts=()))
    assert [verify(one).claims.holder for one in made] == ["例0", "例1", "例2", "例3", "例4"]


def test_few_are_printed_here() -> None:
    assert list(all_printed([paper()], fonts=())) == [printed(paper(), fonts=())]
    assert printing._chunk_printed(([paper()], ())) == [printed(paper(), fonts=())]


def test_credential_is_verified_bare_in_an_envelope_and_in_the_paper(pdf: bytes) -> None:
    token = credential.signed(CLAIMS, SPOT)
    envelope = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token}"}
    for content in (token.encode(), f" {token}\n".encode(), json.dumps(envelope).encode(), pdf):
        found = verify(content)
        assert found.claims == CLAIMS
        assert found.kid == keyring.current_kid()
    assert verify(pdf).on_paper
    assert not verify(token.encode()).on_paper


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\xff\xfe", b"{}", b'{"id": 3}', b"%PDF-1.7 nothing", b"[" * 5_000]
)
def test_what_is_no_certificate_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(InputError):
        verify(content)


def test_paper_that_says_something_else_than_its_credential_is_refused() -> None:
    token = credential.signed(CLAIMS, SPOT)
    other = printed(Paper(claims=replace(CLAIMS, holder="另一例"), credential=token), fonts=())
    with pytest.raises(keyring.ForgedError, match="找不到「欧阳例：」"):
        verify(other)
    more = printed(Paper(claims=replace(CLAIMS, body=(*CLAIMS.body, "成绩优秀。")), credential=token), fonts=())
    with pytest.raises(keyring.ForgedError, match="多出「成绩优秀。」"):
        verify(more)
    twice = printed(Paper(claims=replace(CLAIMS, body=(*CLAIMS.body, "特发此证。")), credential=token), fonts=())
    with pytest.raises(keyring.ForgedError, match="多出「特发此证。」"):
        verify(twice)


def test_paper_saved_anew_without_its_credential_cannot_be_checked(pdf: bytes) -> None:
    written = PdfWriter()
    written.add_page(PdfReader(BytesIO(pdf)).pages[0])
    saved = BytesIO()
    written.write(saved)
    with pytest.raises(InputError, match="没有附带电子凭证"):
        verify(saved.getvalue())


def test_files_attached_to_a_pdf_are_bounded() -> None:
    written = PdfWriter()
    written.add_blank_page(100, 100)
    for number in range(11):
        written.add_attachment(f"{number}.txt", b"x")
    many = BytesIO()
    written.write(many)
    for isolated in (True, False):
        with pytest.raises(InputError, match="太多或太大"):
            read("attachments", many.getvalue(), isolated=isolated)
    large = PdfWriter()
    large.add_blank_page(100, 100)
    large.add_attachment("credential.jwt", b"x" * (2**20 + 1))
    content = BytesIO()
    large.write(content)
    with pytest.raises(InputError, match="太多或太大"):
        read("attachments", content.getvalue())
    for isolated in (True, False):
        with pytest.raises(InputError, match="已损坏"):
            read("attachments", b"%PDF-1.7 nothing", isolated=isolated)


def test_attachments_are_read_the_same_in_this_process(pdf: bytes) -> None:
    assert read("attachments", pdf, isolated=False) == read("attachments", pdf)


def test_command_prints_verdict_and_claims(pdf: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "证书.pdf"
    file.write_bytes(pdf)
    call_command("certificate", "verify", str(file))
    said = capsys.readouterr().out
    assert said.startswith("✓ 与签发时一致：电子凭证和纸面文字都相符。")
    for word in (CLAIMS.serial, CLAIMS.holder, *CLAIMS.body, CLAIMS.issuer, "没有核对是否已被撤销"):
        assert word in said
    call_command("certificate", "verify", str(file), "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["holds"] is True
    assert document["claims"]["facts"] == dict(CLAIMS.facts)


def test_command_takes_public_keys_and_asks_no_database(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file, keys = tmp_path / "a.jwt", tmp_path / "jwks.json"
    file.write_text(credential.signed(CLAIMS, SPOT))
    keys.write_text(json.dumps(keyring.key_set()))
    settings.TONGXIN_KEYRING = tmp_path / "elsewhere"
    with pytest.raises(CommandError, match="不在已公布的公钥之中"):
        call_command("certificate", "verify", str(file))
    call_command("certificate", "verify", str(file), "--keys", str(keys))
    assert "✓ 与签发时一致：电子凭证相符。" in capsys.readouterr().out


def test_command_ends_with_another_status_on_any_change(tmp_path: Path, pdf: bytes) -> None:
    token = credential.signed(CLAIMS, SPOT)
    file = tmp_path / "a.jwt"
    for place in range(0, len(token), 211):
        file.write_text(token[:place] + ("B" if token[place] == "A" else "A") + token[place + 1 :])
        with pytest.raises(CommandError) as refused:
            call_command("certificate", "verify", str(file))
        assert refused.value.returncode in (1, 2)
    file.write_text(f"{token[:-60]}{'A' * 60}")
    with pytest.raises(CommandError, match="签名与内容不符") as forged:
        call_command("certificate", "verify", str(file))
    assert forged.value.returncode == 1
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("certificate", "verify", str(tmp_path / "nothing.pdf"))


@pytest.mark.parametrize(
    ("purpose", "said"), [("revocation", "已撤销，不再有效"), ("suspension", "暂停有效"), ("", "✓ 与签发时一致")]
)
def test_command_reads_a_status_list(
    purpose: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, status = tmp_path / "a.jwt", tmp_path / "status.jwt"
    file.write_text(credential.signed(CLAIMS, SPOT))
    marked = [77] if purpose else [78]
    status.write_text(credential.status_list(SPOT, purpose or "revocation", marked=marked, now=NOW))
    words = ("certificate", "verify", str(file), "--status", str(status))
    if purpose:
        with pytest.raises(SystemExit) as ended:
            call_command(*words)
        assert ended.value.code == 1
    else:
        call_command(*words)
    told = capsys.readouterr().out
    assert said in told
    assert "没有核对" not in told
