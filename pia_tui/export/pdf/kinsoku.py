"""Where a Japanese line may not break: signs, words, numbers with their units (after JIS X 4051 and JLREQ)."""

from __future__ import annotations

import re

_CLOSING = "）〕］｝〉》」』】〙〗〟’”｠»)]}｣＞>≫"
_STOPS = "。．、，.,｡､：；:;！？!?‼⁇⁈⁉"
_MIDDLE = "・･"
_HYPHENS = "‐‑–゠〜～~"
_REPEATS = "々〻ヽヾゝゞ"
_LONG = "ーｰ"
_SMALL = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯﾞﾟ゛゜"
_UNITS = "％%‰℃°′″㎡㎥㎏㎝㎜㎞"

NOT_AT_START = frozenset(_CLOSING + _STOPS + _MIDDLE + _HYPHENS + _REPEATS + _LONG + _SMALL + _UNITS)
"""行頭禁則: characters that may not begin a line."""

NOT_AT_END = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{｢＜<≪￥¥＄$£€№〒")
"""行末禁則: characters that may not end a line."""

SPACES = frozenset(" 　\u2002\u2003\u2009\u00a0")
"""Spaces, which may stand over the end of a line, since they show nothing."""

_COMBINING = frozenset(map(chr, (0x3099, 0x309A, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

_COUNTER = (
    "年度|年間|か年|[かカヵヶケ箇]月間?|月分|週間|日間|日付|時間|分間|秒間|項目|種類|段階|世帯|文字|情報|事務|業務|法人|団体|部署"
    "|[かカヵヶケ箇]所|か国|営業日|開庁日|歳以上|桁|人|件|名|社|者|年|月|日|時|分|秒|円|回|個|台|枚|部|条|項|号|章|節|款|目|編|歳|才"
    "|倍|割|度|位|級|次|等|層|系|課|階|室|列|行|頁|本|冊|校|市|区|町|村|省|[％%‰℃°㎡㎥㎏㎝㎜㎞]"
)
_DIGIT = "0-9０-９"
_LATIN = "A-Za-zＡ-Ｚａ-ｚÀ-ÖØ-öø-ʯ"
# A word of a URL may end after these; what follows them may begin the next line.
_URL_END = "/?&=_#-"
_CLUSTER = re.compile(
    rf"(?:第|約|令和|平成|昭和|大正|明治|西暦|各)?[{_DIGIT}]+(?:[,，.．・/／:：][{_DIGIT}]+)*"
    rf"(?:[十百千万億兆]+)?(?:{_COUNTER}|[{_LATIN}]{{1,4}}(?![{_LATIN}]))?"
    rf"|(?:令和|平成|昭和)元年度?"
    rf"|https?://[{_LATIN}{_DIGIT}@+'’.,:~%*]*[{_URL_END}]*"
    rf"|[{_LATIN}{_DIGIT}@+'’.,:~%*]+[{_URL_END}]*"
    rf"|[{_URL_END}]+"
    r"|(?P<rule>[―—─━]{2,}|[…‥]{2,}|・{2,}|[-=_*]{2,})"
)
_WIDEST = 48
# What may stand after the first character of a counter (年度, か月, 時間), besides what _MAYBE holds.
_COUNTERS = frozenset(re.sub(r"[\[\]|?]", "", _COUNTER))
_LATER = _COUNTERS - frozenset("人件名社者円回個台枚")
_MAYBE = frozenset(
    "0123456789０１２３４５６７８９"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ"
    "@+'’.,:~%*/?&=_#-／，．：―—─━…‥・十百千万億兆元第約令平昭大明西各和成正治暦"
) | frozenset(map(chr, range(0xC0, 0x2B0)))
_PARTS = _MAYBE | _COUNTERS
"""Every character that a cluster can hold: one begins no earlier than the run of these that it stands in."""

WATCHED = NOT_AT_START | NOT_AT_END | SPACES | _MAYBE | _LATER | _COMBINING
"""Between two characters of which neither is one of these a line may always be broken."""


def allowed(text: str, at: int) -> bool:
    """Whether signs alone let a line end before `text[at]`."""
    return not (text[at] in NOT_AT_START or text[at - 1] in NOT_AT_END or text[at] in _COMBINING)


def cluster_start(text: str, start: int, at: int) -> int:
    """The beginning of the word, number or dash that a break before `text[at]` would cut; `at` if it cuts none.

    `start` is where the line begins. A run of dashes or leaders longer than two may break between pairs.
    """
    if not _may_cut(text[at - 1], text[at]):
        return at
    begin, first_possible = at, max(start, at - _WIDEST)
    while begin > first_possible and text[begin - 1] in _PARTS:
        begin -= 1
    for match in _CLUSTER.finditer(text, begin, min(len(text), at + _WIDEST)):
        first, last = match.span()
        if first >= at:
            break
        if last > at:
            if match["rule"] and (at - first) % 2 == 0:
                return at
            return at - 1 if match["rule"] and last - first > 2 else first
    return at


def _may_cut(before: str, after: str) -> bool:
    """A quick no: between two characters that stand in no cluster nothing can be cut."""
    return before in _MAYBE or after in _LATER
