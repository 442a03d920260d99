"""Documents that are hard to print: every item filled, every repeat full, signs that break poor typesetters."""

from __future__ import annotations

import random

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form

SENTENCES = (
    "市民課の職員は、届出の内容を住民記録システムに入力し、その日のうちに別の職員が原本と照合する。",
    "①転入・転出・転居の届出を受け付ける。\n②受付票と本人確認書類（個人番号カード、運転免許証等）を突き合わせる。\n"
    "③年間の処理件数は約12,500件であり、対象者は10万人以上30万人未満である。",
    "＜中継サーバーにおける措置＞\n・通信は専用線に限り、TLS 1.3で暗号化する。\n"
    "・手順は https://www.city.example.lg.jp/soshiki/joho/kiban/index.html?id=10023&lang=ja#sec-2_1 に掲げる。",
    "該当なし。",
    "職員ごとに利用者ID・パスワード及び手のひら静脈による認証を行い、離席から10分で自動的に画面を閉じる。"
    "操作の記録は7年間保存し、3か月に1回、権限の棚卸しを行う……詳細は「情報管理要領」――令和6年3月改定――による。",
    "氏名に𠮟・𠮷・髙・﨑・葛\U000e0100・辻\U000e0100等の字を含む者が527人いる〜（全角の～とは別の字）。",
    "<b>太字</b> & 100% \\(円記号\\) [注] {式} =1+1 $100 ￥500 は、そのままの文字として印刷する。",
    "ﾊﾝｶｸｶﾅ（ｶﾞｷﾞｸﾞ）、ＬＧＷＡＮ、第９条第２項、昭和６３年４月１日、令和元年度、１，０００円、0.5%、25℃。",
    "　先頭に字下げのある段落で、「かぎ括弧」や（丸括弧）が続き、句読点、。・：；！？が行の端に来ることがあります。"
    "ゃゅょっァィゥェォーなども同じです。",
)

CHANGED = "Ⅰ　基本情報　２．特定個人情報ファイルを取り扱う事務において使用するシステム　システム1　②システムの機能"


def long_text(seed: int, length: int, *, unlike: bool = False) -> str:
    """At least `length` characters of sentences, each its own paragraph; `unlike`: no paragraph stands twice."""
    chance = random.Random(seed)
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        sentence = chance.choice(SENTENCES)
        if unlike:
            paragraphs = sentence.split("\n")
            sentence = "\n".join(_unlike(paragraph, chance) for paragraph in paragraphs)
        parts.append(sentence)
    return "\n".join(parts)


def _unlike(paragraph: str, chance: random.Random) -> str:
    at = chance.randrange(len(paragraph) + 1)
    return f"{paragraph[:at]}第{chance.randrange(1, 9999)}号{paragraph[at:]}"


def filled(
    form_id: str,
    *,
    files: int = 1,
    blocks: int = 2,
    changes: int = 6,
    seed: int = 1,
    longest: int = 200,
    unlike: bool = False,
) -> Assessment:
    """A document with every item answered and every repeat of that many blocks. Equal arguments, equal document."""
    chance = random.Random(seed)
    document = Assessment(load_form(form_id), _state(form_id, files, blocks, changes))
    for node in list(document.walk()):
        item = node.item
        kind = node.value_kind
        if kind is None or kind == "figure" or item.same_as:
            continue
        value: object
        if kind == "choice":
            value = item.choice_texts[0]
        elif kind == "multi":
            value = [text for text in item.choice_texts if chance.random() < 0.6] or [item.choice_texts[0]]
        elif kind == "flag":
            value = "行っている" in item.label
        elif kind == "date":
            value = "令和7年4月15日"
        elif kind == "count":
            value = chance.randrange(1, 60)
        elif item.digits_only:
            value = "12"
        elif (
            item.option_text
            or item.label in ("別紙番号", "見出し")
            or item.role in ("body", "department", "file_name", "document_name", "task_name")
        ):
            value = f"みなと市{chance.choice(('市民課', '保険年金課', '情報政策課'))}{chance.randrange(10, 99)}"
        elif item.role == "change_item":
            value = CHANGED
        else:
            value = long_text(chance.randrange(10**6), chance.randrange(10, longest), unlike=unlike)
        document.apply(document.change(node.path, value))
    return document


def _state(form_id: str, files: int, blocks: int, changes: int) -> dict[str, tuple[str, ...]]:
    """The order lists, with block identities that are the same in every run."""
    document = Assessment(load_form(form_id), {})
    made = 0

    def names(count: int) -> tuple[str, ...]:
        nonlocal made
        made += count
        letters = "abcdefghijklmnopqrstuvwxyz234567"
        numbers = range(made - count, made)
        return tuple("#aa" + "".join(letters[number // 32**place % 32] for place in (3, 2, 1, 0)) for number in numbers)

    state: dict[str, tuple[str, ...]] = {"file[]": names(files)}
    document = Assessment(load_form(form_id), state)
    for node in list(document.walk()):
        if node.is_list and node.item.repeat and not node.item.repeat.list:
            changing = any(kid.role == "change_item" for kid in node.item.items)
            state[node.key] = names(changes if changing else blocks)
    return state
