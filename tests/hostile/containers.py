"""Cases for what opens files: texts, JSON, XML, zip files and databases."""

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable

from tests.hostile.cases import Case

MEGABYTE = 1024 * 1024


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def given(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def zeros(megabytes: int) -> bytes:
    return zipped(("project.qde", bytes(megabytes * MEGABYTE)))


def claiming(size: int) -> bytes:
    """A zip whose directory and header say that a member has `size` bytes."""
    content = bytearray(zipped(("project.qde", b"<p/>"), method=zipfile.ZIP_STORED))
    directory = content.find(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", size)
    content[22:26] = struct.pack("<I", size)
    return bytes(content)


def understating() -> bytes:
    """A zip whose member unpacks to more than its directory says."""
    content = bytearray(zipped(("project.qde", b"<p>" + bytes(3 * MEGABYTE) + b"</p>")))
    directory = content.find(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)
    return bytes(content)


def locked() -> bytes:
    content = bytearray(zipped(("project.qde", b"<p/>")))
    directory = content.find(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """A zip whose second entry points at the bytes of the first."""
    content = bytearray(zipped(("project.qde", b"<p/>" * 99), ("two.qde", b"<q/>" * 99)))
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    packed = struct.unpack("<I", content[first + 20 : first + 24])[0]
    content[second + 20 : second + 24] = struct.pack("<I", packed + len(content))
    return bytes(content)


def twice() -> bytes:
    content = zipped(("project.qde", b"<p/>"), ("project.qdf", b"<q/>"))
    return content.replace(b"project.qdf", b"project.qde")


def crowded() -> bytes:
    return zipped(*((f"{number}.txt", b"") for number in range(10_001)))


def damaged() -> bytes:
    content = bytearray(zipped(("project.qde", bytes(range(256)) * 99), method=zipfile.ZIP_STORED))
    content[100] ^= 0xFF
    return bytes(content)


def bomb_of_entities() -> bytes:
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE p [<!ENTITY l0 "ha">{layers}]><p>&l9;</p>'.encode()


def database(*statements: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


def damaged_database() -> bytes:
    content = bytearray(database("CREATE TABLE source (id, name)", "CREATE INDEX i ON source (id)"))
    content[4096:4200] = bytes(104)
    return bytes(content)


DEEP = b"[" * 5_000 + b"]" * 5_000
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE p SYSTEM "file:///etc/passwd"><p/>'
ENTITY = b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>'

CASES: tuple[Case, ...] = (
    # Texts
    Case("empty text", "text", "a.txt", given(b""), "given-empty"),
    Case("text in Latin-1", "text", "a.txt", given("Zoë\n".encode("latin-1")), "given-encoding"),
    Case("UTF-16 cut in half", "text", "a.txt", given(b"\xff\xfea\x00b"), "given-encoding"),
    Case(
        "UTF-16 without its mark",
        "text",
        "a.txt",
        given("Trust".encode("utf-16-le")),
        "given-control-character",
    ),
    Case("NUL in a text", "text", "a.txt", given(b"a\x00b"), "given-control-character"),
    Case("escape in a text", "text", "a.txt", given(b"a\x1b[2Jb"), "given-control-character"),
    Case("surrogate in UTF-8", "text", "a.txt", given(b"\xed\xa0\x80"), "given-encoding"),
    Case("picture for a text", "text", "a.txt", given(b"\x89PNG\r\n\x1a\n"), "given-encoding"),
    Case("text of 65 MiB", "text", "a.txt", lambda: b"a" * (65 * MEGABYTE), "given-too-large"),
    # JSON
    Case("JSON cut off", "json", "a.json", given(b'{"a": [1, 2'), "json-malformed"),
    Case("JSON with a comment", "json", "a.json", given(b"// no\n{}"), "json-malformed"),
    Case("JSON not a number", "json", "a.json", given(b'{"a": NaN}'), "json-malformed"),
    Case("JSON with a huge number", "json", "a.json", given(b"9" * 5_000), "json-malformed"),
    Case("JSON key twice", "json", "a.json", given(b'{"a": 1, "a": 2}'), "json-duplicate-key"),
    Case("JSON nested deep", "json", "a.json", given(DEEP), "json-too-deep"),
    Case("JSON deep and cut off", "json", "a.json", given(b'{"a":' * 90_000), "json-too-deep"),
    Case(
        "JSON with half a letter",
        "json",
        "a.json",
        given(b'{"a": "\\ud83d"}'),
        "given-control-character",
    ),
    Case("JSON with NUL", "json", "a.json", given(b'["\\u0000"]'), "given-control-character"),
    Case("JSON of quotes", "json", "a.json", given(b'"\\"' + b'\\"' * 99_999), "json-malformed"),
    # XML
    Case("XML cut off", "xml", "a.xml", given(b"<p><q></p"), "xml-malformed"),
    Case("XML of two roots", "xml", "a.xml", given(b"<p/><q/>"), "xml-malformed"),
    Case(
        "XML in an unknown encoding",
        "xml",
        "a.xml",
        given(b'<?xml version="1.0" encoding="x-no"?><p/>'),
        "xml-malformed",
    ),
    Case("bomb of entities", "xml", "a.xml", bomb_of_entities, "xml-doctype"),
    Case("document type elsewhere", "xml", "a.xml", given(DOCTYPE), "xml-doctype"),
    Case("entity of a file", "xml", "a.xml", given(ENTITY), "xml-doctype"),
    Case(
        "document type in UTF-16",
        "xml",
        "a.xml",
        given(DOCTYPE.decode().replace("?xml version", "?xml version").encode("utf-16")),
        "xml-doctype",
    ),
    Case(
        "document type after a long comment",
        "xml",
        "a.xml",
        given(b"<!--" + b"x" * 200_000 + b"--><!DOCTYPE p><p/>"),
        "xml-doctype",
    ),
    Case("XML nested deep", "xml", "a.xml", given(b"<p>" * 100_000), "xml-malformed"),
    Case("page of HTML for XML", "xml", "a.xml", given(b"<!doctype html><p>"), "xml-malformed"),
    Case("unknown entity", "xml", "a.xml", given(b"<p>&nbsp;</p>"), "xml-malformed"),
    # Zip files
    Case("bomb of zeros", "zip", "a.qdpx", lambda: zeros(100), "given-too-large"),
    Case("bomb below the size", "zip", "a.qdpx", lambda: zeros(40), "given-too-large"),
    Case("claim of 1 GB", "zip", "a.qdpx", lambda: claiming(1 << 30), "given-too-large"),
    Case("claim of too little", "zip", "a.qdpx", understating, "zip-damaged"),
    Case("zip cut off", "zip", "a.qdpx", lambda: zeros(1)[:-40], "zip-damaged"),
    Case("zip damaged inside", "zip", "a.qdpx", damaged, "zip-damaged"),
    Case("text for a zip", "zip", "a.qdpx", given(b"Dear reviewer,"), "zip-damaged"),
    Case("zip with a password", "zip", "a.qdpx", locked, "zip-encrypted"),
    Case(
        "path that leads out",
        "zip",
        "a.qdpx",
        lambda: zipped(("project.qde", b"<p/>"), ("../../escaped.txt", b"!")),
        "zip-unsafe",
    ),
    Case(
        "path from the root",
        "zip",
        "a.qdpx",
        lambda: zipped(("project.qde", b"<p/>"), ("/etc/cron.d/x", b"!")),
        "zip-unsafe",
    ),
    Case(
        "path of Windows that leads out",
        "zip",
        "a.qdpx",
        lambda: zipped(("project.qde", b"<p/>"), ("..\\escaped.txt", b"!")),
        "zip-unsafe",
    ),
    Case(
        "path on a drive",
        "zip",
        "a.qdpx",
        lambda: zipped(("project.qde", b"<p/>"), ("C:escaped.txt", b"!")),
        "zip-unsafe",
    ),
    Case(
        "control character in a name",
        "zip",
        "a.qdpx",
        lambda: zipped(("project.qde", b"<p/>"), ("a\x1b[2J", b"!")),
        "zip-unsafe",
    ),
    Case("two files of one name", "zip", "a.qdpx", twice, "zip-unsafe"),
    Case("files that share bytes", "zip", "a.qdpx", overlapping, "zip-unsafe"),
    Case("ten thousand files", "zip", "a.qdpx", crowded, "zip-unsafe"),
    Case("part missing", "zip", "a.qdpx", lambda: zipped(("a", b"")), "zip-member-missing"),
    # Databases
    Case("text for a database", "database", "a.qda", given(b"SQLite"), "database-unreadable"),
    Case(
        "database cut off",
        "database",
        "a.qda",
        lambda: database("CREATE TABLE t (a)")[:3_000],
        "database-unreadable",
    ),
    Case("database damaged", "database", "a.qda", damaged_database, "database-unreadable"),
    Case(
        "database of zeros",
        "database",
        "a.qda",
        given(b"SQLite format 3\x00" + bytes(8_176)),
        "database-unreadable",
    ),
)

#: A text that is nothing but what it says.
HARMLESS = json.dumps({"a": ["Trust", "\U0001f600"]}).encode()
