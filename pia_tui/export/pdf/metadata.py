"""What the file says about itself: title, dates that were given, XMP, output intent, attached data."""

from __future__ import annotations

import struct
from datetime import date

import msgspec
from reportlab.pdfbase import pdfdoc

from pia_tui import __version__
from pia_tui.export.pdf.syntax import name, text_string
from pia_tui.export.pdf.writer import PdfDocument

_UA = (
    # PDF/A wants every property it does not know to be described, before it is used.
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
PRODUCER = f"pia-tui {__version__}"


class EmbeddedFile(msgspec.Struct, frozen=True):
    """A file carried inside the PDF: the data the pages were made from. `name` is a plain file name."""

    name: str
    data: bytes
    mime: str = "application/json"
    description: str = ""


class Metadata(msgspec.Struct, frozen=True):
    """What the document says about itself. Without a date the file holds none, so that equal content is equal bytes."""

    title: str
    author: str = ""
    subject: str = ""
    language: str = "ja"
    created: date | None = None
    embedded: tuple[EmbeddedFile, ...] = ()


def info_dictionary(metadata: Metadata) -> pdfdoc.PDFObject:
    """The document information; the same facts stand in the XMP."""
    entries = [b"/Title" + text_string(metadata.title), b"/Producer" + text_string(PRODUCER)]
    if metadata.author:
        entries.append(b"/Author" + text_string(metadata.author))
    if metadata.subject:
        entries.append(b"/Subject" + text_string(metadata.subject))
    if metadata.created:
        entries.append(f"/CreationDate(D:{metadata.created:%Y%m%d}000000Z)".encode("ascii"))
    return _Info(b"<<" + b"".join(entries) + b">>")


class _Info(pdfdoc.PDFObject):  # type: ignore[misc]
    """The document information as reportlab's document asks for it."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def digest(self, signature: object) -> None:
        """The ID of the file is made from its bytes, not from here."""

    def format(self, document: object) -> bytes:  # noqa: ARG002
        """The dictionary."""
        return self.body


def catalog_entries(metadata: Metadata, document: PdfDocument) -> bytes:
    """Entries of the catalog: XMP, output intent, attached files."""
    xmp = document.add_stream(b"/Type/Metadata/Subtype/XML", _xmp(metadata), compress=False)
    profile = document.add_stream(b"/N 3", srgb_profile())
    intent = (
        b"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
        b"/DestOutputProfile %d 0 R>>]" % profile
    )
    entries = b"/Metadata %d 0 R/OutputIntents%s" % (xmp, intent)
    if metadata.embedded:
        files = [(each.name, _file_specification(each, metadata, document)) for each in metadata.embedded]
        names = b"".join(text_string(file) + b" %d 0 R" % number for file, number in sorted(files))
        entries += b"/AF[%s]/Names<</EmbeddedFiles<</Names[%s]>>>>" % (
            b" ".join(b"%d 0 R" % number for _, number in files),
            names,
        )
    return entries


def _file_specification(file: EmbeddedFile, metadata: Metadata, document: PdfDocument) -> int:
    day = metadata.created or date(2000, 1, 1)
    entries = b"/Type/EmbeddedFile/Subtype%s/Params<</Size %d/ModDate(D:%s000000Z)>>" % (
        name(file.mime),
        len(file.data),
        f"{day:%Y%m%d}".encode("ascii"),
    )
    stream = document.add_stream(entries, file.data)
    return document.add(
        b"<</Type/Filespec/F%s/UF%s/AFRelationship/Data/Desc%s/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (text_string(file.name), text_string(file.name), text_string(file.description or file.name), stream, stream)
    )


def escape(text: str) -> str:
    """Text for XML. (The standard library's own module brings half of its network code along.)"""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _xmp(metadata: Metadata) -> bytes:
    """The XMP packet.

    It says PDF/UA-1, which outloud 0.2 and pdfua 0.1 confirm as far as a machine can. It does not say PDF/A: PDFBox
    Preflight finds nothing against the rules of PDF/A-1b that part 3 keeps, but no validator of part 3 has seen it.
    """
    parts = [
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(metadata.title)}</rdf:li></rdf:Alt></dc:title>',
        f"<dc:language><rdf:Bag><rdf:li>{escape(metadata.language)}</rdf:li></rdf:Bag></dc:language>",
        "<dc:format>application/pdf</dc:format>",
        f"<pdf:Producer>{escape(PRODUCER)}</pdf:Producer>",
    ]
    if metadata.author:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{escape(metadata.author)}</rdf:li></rdf:Seq></dc:creator>")
    if metadata.subject:
        subject = escape(metadata.subject)
        parts.append(
            f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        )
    if metadata.created:
        parts.append(f"<xmp:CreateDate>{metadata.created:%Y-%m-%d}T00:00:00Z</xmp:CreateDate>")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        + "".join(parts)
        + "</rdf:Description>"
        + _UA
        + '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def srgb_profile() -> bytes:
    """A small ICC profile of sRGB (IEC 61966-2-1, version 2 matrix profile), made here so that no date is in it."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    def curve(level: float) -> float:
        return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4

    points = [min(65535, round(curve(step / 255) * 65535)) for step in range(256)]
    transfer = b"curv\0\0\0\0" + struct.pack(">I256H", 256, *points)
    label = b"sRGB IEC61966-2.1\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(label)) + label + bytes(78)
    rights = b"text\0\0\0\0No copyright, use freely\0"
    # Colorants adapted to D50 (ICC.1:2001).
    tags = [
        (b"desc", description),
        (b"cprt", rights),
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.4361, 0.2225, 0.0139)),
        (b"gXYZ", xyz(0.3851, 0.7169, 0.0971)),
        (b"bXYZ", xyz(0.1431, 0.0606, 0.7141)),
    ]
    offset = 128 + 4 + 12 * (len(tags) + 3)
    table, body = b"", b""
    for key, data in [*tags, (b"rTRC", transfer)]:
        table += key + struct.pack(">II", offset + len(body), len(data))
        if key == b"rTRC":
            table += b"".join(c + struct.pack(">II", offset + len(body), len(data)) for c in (b"gTRC", b"bTRC"))
        body += data + bytes(-len(data) % 4)
    content = struct.pack(">I", len(tags) + 3) + table + body
    header = struct.pack(">I4sI4s4s4s12s4s4sIIIQI", 128 + len(content), b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
                         struct.pack(">6H", 2000, 1, 1, 0, 0, 0), b"acsp", b"none", 0, 0, 0, 0, 0)  # fmt: skip
    header += fixed(0.9642) + fixed(1.0) + fixed(0.8249) + b"none"
    return header + bytes(128 - len(header)) + content
