import gzip
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import files
from cleaner.decoding import decode
from cleaner.errors import FileError, PlanError
from cleaner.files import Output, Source, collect, is_folder, replace, write

UTF16 = "News — über alles\r\n".encode("utf-16-le")
ARTICLE = "Президент заявил в четверг, что переговоры продолжатся на следующей неделе в Москве.\n" * 4


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8"),
        ("é\r\n\rlast".encode(), "utf-8"),
        (b"\xef\xbb\xbfnews\n", "utf-8"),
        (b"\xff\xfe" + UTF16, "utf-16-le"),
        (b"\xfe\xff\x00N", "utf-16-be"),
        (b"\xff\xfe\x00\x00N\x00\x00\x00", "utf-32-le"),
        (ARTICLE.encode("cp1251"), "cp1251"),
        (ARTICLE.encode("koi8-r"), "koi8_r"),
    ],
)
def test_text_is_detected_and_comes_back_byte_for_byte(data, encoding):
    text = decode(data, "a.txt")
    assert text.encoding == encoding
    assert not text.text.startswith("\ufeff")
    assert text.encode(text.text) == data


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_survives(text):
    data = text.encode()
    try:
        decoded = decode(data, "a.txt")
    except FileError as error:
        assert "binary" in str(error)  # noqa: PT017 - control characters above all
    else:
        assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"caf\xe9", "latin-1", "café"),
        (b"caf\x8e", "mac_roman", "café"),
        (b"\xff\xfeN\0", "utf-16", "N"),
        (b"\xef\xbb\xbfN", "utf-8", "N"),
        (b"\xef\xbb\xbfN", "utf-8-sig", "N"),
        (b"N", "utf-8-sig", "N"),
        (b"N\0", "utf-16-le", "N"),
        (b"\xef\xbb\xbfN", "latin-1", "ï»¿N"),
    ],
)
def test_a_named_encoding_is_used_and_kept(data, encoding, text):
    decoded = decode(data, "a.txt", encoding)
    assert decoded.text == text
    assert decoded.encode(decoded.text) == data


def test_utf16_without_a_mark_gets_none():
    assert decode("No".encode("utf-16-le" if os.sys.byteorder == "little" else "utf-16-be"), "a", "utf-16").bom == b""


@pytest.mark.parametrize("data", [b"GIF89a\x00\x01", b"\x7fELF\x02\x01\x01\x00", bytes(range(1, 32)) * 3])
def test_binary_is_refused_by_name(data):
    with pytest.raises(FileError, match=r"^x\.gif: binary file"):
        decode(data, "x.gif")


def test_what_cannot_be_decoded_names_the_place():
    with pytest.raises(FileError, match=r"^a\.txt: cannot be decoded as utf-8 at byte 3 "):
        decode(b"abc\xff", "a.txt", "utf-8")
    with pytest.raises(FileError, match=r"^a\.txt: cannot be decoded as utf-16-le"):
        decode(b"\xff\xfeabc", "a.txt")


def test_a_text_that_its_encoding_cannot_hold_becomes_utf8():
    assert decode(b"abc", "a.txt", "ascii").encode("café") == "café".encode()


@pytest.fixture
def tree(tmp_path):
    for name in ("b.txt", "a.TXT", "notes", "page.html", "deep/er/c.md", "photo.jpg", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "news"


def test_a_folder_gives_its_texts_in_order(tree):
    sources, errors, notes = collect([str(tree)])
    assert [source.inside for source in sources] == [
        "a.TXT",
        "b.txt",
        "notes",
        "page.html",
        os.path.join("deep", "er", "c.md"),
    ]
    assert errors == []
    assert len(notes) == 1
    assert "1 other file left alone" in notes[0]


def test_a_file_that_is_named_is_always_taken(tree):
    sources, _, notes = collect([str(tree / "photo.jpg"), "-", "missing"])
    assert [source.name for source in sources] == [str(tree / "photo.jpg"), "<stdin>", "missing"]
    assert notes == []


def test_the_output_folder_is_no_input(tree):
    (tree / "out").mkdir()
    (tree / "out" / "old.txt").write_text("x")
    sources, _, _ = collect([str(tree)], str(tree / "out"))
    assert "old.txt" not in {os.path.basename(source.inside) for source in sources}


def test_loops_of_links_end(tree):
    (tree / "loop").symlink_to(tree, target_is_directory=True)
    assert len(collect([str(tree)])[0]) == 5


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    _, errors, _ = collect([str(tmp_path)])
    assert "no files" in str(errors[0])


def test_what_the_output_is(tree, tmp_path):
    one, two = str(tree / "b.txt"), str(tree / "notes")
    assert not is_folder(str(tmp_path / "new.txt"), [one])
    assert not is_folder(str(tmp_path / "new"), [one])
    assert is_folder(str(tmp_path / "new"), [one, two])
    assert is_folder(str(tmp_path / "new"), [str(tree)])
    assert is_folder(str(tmp_path / "new") + "/", [one])
    assert is_folder(str(tmp_path), [one])
    with pytest.raises(PlanError, match="is a file"):
        is_folder(one, [one, two])
    with pytest.raises(PlanError, match="looks like a file"):
        is_folder(str(tmp_path / "new.txt"), [one, two])
    with pytest.raises(PlanError, match="both input and output"):
        is_folder(str(tree), [str(tree)])


def test_no_two_inputs_share_a_place(tmp_path):
    first, second = Source("x/a.txt"), Source("y/a.txt")
    output = Output(str(tmp_path), [first, second], True)
    assert output.target(first) == output.target(first) == str(tmp_path / "a.txt")
    with pytest.raises(FileError, match=r"^y/a\.txt: would be written to .*a\.txt, as x/a\.txt is already$"):
        output.target(second)


def test_no_input_is_overwritten(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    os.link(tmp_path / "a.txt", tmp_path / "hard.txt")
    source = Source(str(tmp_path / "a.txt"))
    for name in ("a.txt", "link.txt", "hard.txt"):
        with pytest.raises(FileError, match="is an input"):
            Output(str(tmp_path / name), [source], False).target(source)
    other = Source(os.path.join(str(tmp_path), "sub", "a.txt"))
    with pytest.raises(FileError, match="is an input"):  # not its own place, but that of another input
        Output(str(tmp_path), [other, source], True).target(other)


def test_html_becomes_txt(tmp_path):
    for name, text in (("page.html", "page.txt"), ("İ.HTM", "İ.txt"), ("a.html.xhtml.gz", "a.html.txt.gz")):
        source = Source(f"news/{name}", f"deep/{name}")
        output = Output(str(tmp_path), [source], True)
        assert output.target(source) == str(tmp_path / "deep" / text)


def test_writing_makes_folders_and_leaves_nothing_else(tmp_path):
    write(str(tmp_path / "new" / "deep" / "a.txt"), b"text\r\n")
    assert (tmp_path / "new" / "deep" / "a.txt").read_bytes() == b"text\r\n"
    assert os.listdir(tmp_path / "new" / "deep") == ["a.txt"]


def test_new_files_obey_the_umask(tmp_path):
    old = os.umask(0o027)
    try:
        write(str(tmp_path / "a.txt"), b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_replacing_keeps_permissions_backup_and_links(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o604)
    (tmp_path / "link.txt").symlink_to(path)
    replace(Source(str(tmp_path / "link.txt")), b"new", b"old", ".bak")
    assert (tmp_path / "link.txt").is_symlink()
    assert path.read_bytes() == b"new"
    assert (tmp_path / "a.txt.bak").read_bytes() == b"old"
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.txt", "a.txt.bak")} == {0o604}


def test_what_is_kept_of_a_compressed_file_is_its_bytes(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_bytes(packed := gzip.compress(b"old"))
    replace(Source(str(path)), b"new", b"old", ".bak")
    assert gzip.decompress(path.read_bytes()) == b"new"
    assert (tmp_path / "a.txt.gz.bak").read_bytes() == packed


def test_what_did_not_change_is_not_touched(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"same")
    os.utime(path, (1, 1))
    replace(Source(str(path)), b"same", b"same", ".bak")
    assert path.stat().st_mtime == 1
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, step, fail)
    with pytest.raises(FileError, match="No space left on device"):
        write(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_device_is_written_to_and_not_replaced():
    write("/dev/null", b"text")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_pipe_cannot_be_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="not a regular file"):
        replace(Source(str(tmp_path / "pipe")), b"new", b"old")
