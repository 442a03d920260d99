"""JSON out and in: complete, described by its schema, equal when it comes back."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import documents, states_equal

import pia_tui.export
from pia_tui.bundle import VERSION, AttachedFile, DocumentBundle, JournalRow, JudgementRow, RevisionRow
from pia_tui.errors import PiaError
from pia_tui.export.json import schema, to_json
from pia_tui.ingest.errors import DamagedFile, NewerFile
from pia_tui.ingest.json import from_json, is_own_json


def whole(state: dict) -> DocumentBundle:
    data = b"\x89PNG...."
    return DocumentBundle(
        form_id="juten_h30",
        state=state,
        uuid="6f1b0a0e-0000-4000-8000-000000000000",
        created_at="2025-04-01T00:00:00Z",
        updated_at="2025-04-02T00:00:00Z",
        archived=True,
        journal=(
            JournalRow(seq=7, at="t", who="tanaka@LGWAN01", batch=7, action="create", key="I.1.1", after='"名"'),
            JournalRow(
                seq=8, at="t", who="x", batch=8, action="undo", key="I.1.1", label="戻す", target=7, before='"名"'
            ),
        ),
        revisions=(RevisionRow(id=1, at="t", name="公表", state={"cover.1": "1"}, kind="publish", note="n", seq=8),),
        attachments=(
            AttachedFile(
                id=hashlib.sha256(data).hexdigest(), name="図.png", media_type="image/png", data=data, width=3, alt="図"
            ),
        ),
        judgements=(JudgementRow(at="t", inputs={"subjects": 1000, "incident": False}, result={"level": "kiso"}),),
    )


@settings(max_examples=60, deadline=None)
@given(documents())
def test_what_goes_out_comes_back_equal(document):
    bundle = DocumentBundle(form_id=document.form.id, state=dict(document.state))
    back = from_json(to_json(bundle))
    assert back == bundle
    assert states_equal(back.state, bundle.state)
    jsonschema.validate(json.loads(to_json(bundle)), schema())


def test_everything_a_document_has_comes_back():
    bundle = whole({"I.1.1": "名", "III[#aaaaaa].4.1": True, "II[#aaaaaa].4.1.1": 1, "file[]": ("#aaaaaa",)})
    back = from_json(to_json(bundle))
    assert back == bundle
    assert states_equal(back.state, bundle.state)
    jsonschema.validate(json.loads(to_json(bundle)), schema())


def test_equal_documents_give_equal_bytes():
    one = DocumentBundle(form_id="kiso_r6", state={"I.1.1": "a", "cover.1": "1"})
    two = DocumentBundle(form_id="kiso_r6", state={"cover.1": "1", "I.1.1": "a"})
    assert to_json(one) == to_json(two)


def test_the_published_schema_is_the_one_of_the_code():
    published = Path(pia_tui.export.__file__).parent / "data" / f"document-{VERSION}.schema.json"
    assert json.loads(published.read_text("utf-8")) == schema()


def test_schema_refuses_what_the_reader_refuses():
    data = json.loads(to_json(whole({"I.1.1": "名"})))
    data["document"]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())
    with pytest.raises(DamagedFile):
        from_json(json.dumps(data).encode())


@given(st.integers(0, 5000))
def test_a_cut_file_is_refused_and_recognised(cut):
    data = to_json(whole({"I.1.1": "名"}))
    cut %= len(data) - 1
    with pytest.raises(DamagedFile):
        from_json(data[:cut])
    if cut > 40:
        assert is_own_json(data[:cut])


def test_a_newer_file_is_refused_with_the_version():
    data = json.loads(to_json(whole({})))
    data["version"] = 99
    data["document"]["something_new"] = 1
    with pytest.raises(NewerFile, match="99"):
        from_json(json.dumps(data).encode())


@pytest.mark.parametrize("text", ["\x1b[31m赤", "a\x00b", "\u202e逆"])
def test_text_that_the_program_never_writes_is_refused(text):
    data = json.loads(to_json(whole({"I.1.1": "名"})))
    data["document"]["state"]["I.1.1"] = text
    with pytest.raises(DamagedFile):
        from_json(json.dumps(data).encode())


def test_a_drawing_that_was_changed_is_refused():
    data = json.loads(to_json(whole({})))
    data["document"]["attachments"][0]["data"] = base64.b64encode(b"other").decode()
    with pytest.raises(DamagedFile, match="図"):
        from_json(json.dumps(data).encode())


def test_unknown_forms_and_foreign_json_are_refused_in_plain_words():
    data = json.loads(to_json(whole({})))
    data["document"]["form_id"] = "tokutei_r9"
    with pytest.raises(PiaError, match="tokutei_r9"):
        from_json(json.dumps(data).encode())
    assert not is_own_json(b'{"items": []}')
    assert not is_own_json(b"\xff\xfe{")
    with pytest.raises(DamagedFile):
        from_json(b"[" * 100_000)
