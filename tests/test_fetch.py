"""Fetching pages: against a server on this machine, and without one for what must never be asked."""

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

import cleaner
from cleaner import fetch as module
from cleaner.cli import main
from cleaner.fetch import FetchError, fetch, is_public

PROSE = (
    "The harbour council voted on Monday to close the old fish market, which ends nine years of talks about its quay."
)
HTML = f"<!DOCTYPE html><html><head><title>Market</title></head><body><article><h1>Market to close</h1><p>{PROSE}</p><p>{PROSE[4:]}</p></article></body></html>"

POLISH = HTML.replace("The harbour", "In Łódź, as Wałęsa saw it, the harbour")


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        answer = getattr(self, "at_" + self.path.strip("/").split("?")[0].replace("-", "_"), None)
        answer() if answer else self.send(404, b"")

    def send(self, status, data, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def at_page(self):
        self.send(200, HTML.encode(), Content_Type="text/html; charset=utf-8")

    def at_polish(self):
        self.send(200, POLISH.encode("iso-8859-2"), Content_Type="text/html; charset=iso-8859-2")

    def at_packed(self):
        self.send(200, gzip.compress(HTML.encode()), Content_Type="text/html", Content_Encoding="gzip")

    def at_damaged(self):
        self.send(
            200, gzip.compress(HTML.encode())[:10] + b"\xff" * 40, Content_Type="text/html", Content_Encoding="gzip"
        )

    def at_bomb(self):
        self.send(200, gzip.compress(b"<p>" * 1_000_000), Content_Type="text/html", Content_Encoding="gzip")

    def at_image(self):
        self.send(200, b"\x89PNG", Content_Type="image/png")

    def at_moved(self):
        self.send(302, b"", Location="/page")

    def at_round(self):
        self.send(302, b"", Location="/round")

    def at_file(self):
        self.send(302, b"", Location="file:///etc/hostname")

    def at_inward(self):
        self.send(302, b"", Location="http://10.0.0.1/page")

    def at_slow(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"<p>")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def at_broken(self):
        self.send(200, b"<p>", Content_Length="1000")

    def at_gone(self):
        self.send(410, b"")

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def at(site, path):
    return f"http://127.0.0.1:{site.server_port}/{path}"


def test_a_page_is_fetched(site):
    got = fetch(at(site, "page"), allow_private=True)
    assert got.data == HTML.encode()
    assert got.charset == "utf-8"
    assert site.asked[-1][1]["Host"] == f"127.0.0.1:{site.server_port}"


def test_redirects_are_followed(site):
    got = fetch(at(site, "moved"), allow_private=True)
    assert got.url == at(site, "page")
    assert got.data == HTML.encode()


def test_packed_answers_are_unpacked(site):
    assert fetch(at(site, "packed"), allow_private=True).data == HTML.encode()


def test_names_of_hosts_are_asked_for_in_ascii(site, monkeypatch):
    monkeypatch.setattr(module, "_resolve", lambda *_args: "127.0.0.1")
    url = f"http://me:ü@Zürich.example:{site.server_port}/page?straße=新"
    assert fetch(url, allow_private=True).data == HTML.encode()
    path, headers = site.asked[-1]
    assert path == "/page?stra%C3%9Fe=%E6%96%B0"
    assert headers["Host"] == f"xn--zrich-kva.example:{site.server_port}"
    with pytest.raises(FetchError, match="label"):
        fetch("http://新..example/")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("nowhere", "answers 404"),
        ("gone", "answers 410"),
        ("image", "is image/png, not a page"),
        ("round", "more than 5 redirects"),
        ("file", "only http and https"),
        ("damaged", "damaged"),
        ("broken", "broke off"),
    ],
)
def test_errors_are_one_line(site, path, problem):
    with pytest.raises(FetchError, match=problem) as error:
        fetch(at(site, path), allow_private=True)
    assert str(error.value).startswith(at(site, path))
    assert "\n" not in str(error.value)


def test_size_is_bounded_after_unpacking(site):
    with pytest.raises(FetchError, match="longer than 100,000 bytes"):
        fetch(at(site, "bomb"), allow_private=True, largest=100_000)


def test_time_is_bounded_as_a_whole(site):
    begin = time.monotonic()
    with pytest.raises(FetchError, match=r"no answer within 0\.5 s"):
        fetch(at(site, "slow"), allow_private=True, timeout=0.5)
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/",
    ],
)
def test_private_addresses_are_refused_before_anything_is_sent(url, monkeypatch):
    def connect(*args, **kwargs):
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchError, match="private address"):
        fetch(url)


def resolves_to(monkeypatch, *addresses):
    """Let every name have these addresses."""

    def getaddrinfo(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(module.socket, "getaddrinfo", getaddrinfo)


def test_one_private_address_of_a_name_is_enough(monkeypatch):
    resolves_to(monkeypatch, "93.184.216.34", "192.168.0.1")
    with pytest.raises(FetchError, match=r"192\.168\.0\.1 is a private address"):
        fetch("http://news.example/")


def test_redirects_are_checked_like_the_first_address(site, monkeypatch):
    monkeypatch.setattr(module, "is_public", lambda address: not address.startswith("10."))
    with pytest.raises(FetchError, match=r"10\.0\.0\.1 is a private address"):
        fetch(at(site, "inward"))


def test_the_address_that_was_checked_is_the_one_that_is_asked(site, monkeypatch):
    """A name that has another address when it is asked for a second time gains nothing."""
    answers = iter(["127.0.0.1"])

    def getaddrinfo(host, port, *args, **kwargs):
        address = next(answers) if host == "news.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(module.socket, "getaddrinfo", getaddrinfo)
    assert fetch(f"http://news.example:{site.server_port}/page", allow_private=True).data == HTML.encode()
    assert site.asked[-1][1]["Host"] == f"news.example:{site.server_port}"


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/hostname", "http://", "http:///x", "javascript:x"])
def test_other_addresses_are_refused(url):
    with pytest.raises(FetchError):
        fetch(url)


def test_wrapped_addresses_are_seen_through():
    wrapped = [
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "100.64.0.1",
        "224.0.0.1",
    ]
    assert not any(is_public(address) for address in wrapped)
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


def run(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_the_command_fetches_pages(site):
    result = run("--allow-private", at(site, "page"))
    assert result.exit_code == 0
    assert PROSE in result.stdout


def test_the_command_writes_pages_to_a_folder(site, tmp_path):
    result = run("--allow-private", at(site, "page"), "-o", f"{tmp_path}/")
    assert result.exit_code == 0, result.output
    assert PROSE in (tmp_path / f"127.0.0.1-{site.server_port}-page.txt").read_text()


@pytest.fixture
def own(tmp_path):
    """Return a rule file for the site on this machine."""
    file = tmp_path / "own.toml"
    file.write_text(
        'language = "en"\nlabel = "legal"\n[[rule]]\nid = "en-legal-market"\nwhy = "test"\nsites = ["127.0.0.1"]\n'
        'phrases = ["the harbour council voted on monday"]\nwhere = "start"\nstrength = "strong"\nremoves = ["a", "b"]\n'
        'keeps = ["c", "d"]\n',
        encoding="utf-8",
    )
    return file


def test_rules_for_one_site_hold_on_its_pages(site, own):
    assert PROSE in run("--allow-private", at(site, "page")).stdout
    assert PROSE not in run("--allow-private", "--rules", own, at(site, "page")).stdout
    assert PROSE not in run("--allow-private", "--rules", own, at(site, "moved")).stdout
    elsewhere = run("--allow-private", "--rules", own, "--url", "https://example.org/", at(site, "page"))
    assert PROSE in elsewhere.stdout


def test_a_text_may_be_said_to_come_from_a_site(own, tmp_path):
    for name, content in (("a.txt", f"Market\n\n{PROSE}\n\n{PROSE[4:]}"), ("b.html", HTML)):
        path = tmp_path / name
        path.write_text(content)
        assert PROSE in run("--rules", own, path).stdout
        assert PROSE not in run("--rules", own, "--url", "http://127.0.0.1/x", path).stdout
    for args in (["a.txt", "b.html"], ["--format", "jsonl", "a.txt"]):
        result = run("--url", "http://127.0.0.1/x", *[tmp_path / a if "." in a else a for a in args])
        assert result.exit_code == 2
        assert "--url is for a single text" in result.stderr


def test_the_encoding_that_the_server_names_counts(site):
    assert "In Łódź, as Wałęsa" in run("--allow-private", at(site, "polish")).stdout
    assert "In Łódź, as Wałęsa" in cleaner.clean_html(POLISH.encode("iso-8859-2"), charset="iso-8859-2", timeout=30)


def test_the_command_says_what_failed_and_goes_on(site):
    result = run("--allow-private", at(site, "gone"), at(site, "page"))
    assert result.exit_code == 1
    assert result.stderr == f"clean-text: {at(site, 'gone')}: the server answers 410 Gone\n"
    assert PROSE in result.stdout


def test_the_command_refuses_private_addresses(site):
    result = run(at(site, "page"))
    assert result.exit_code == 1
    assert "private address (--allow-private" in result.stderr


def test_html_is_known_by_its_content(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(HTML)
    assert "<p>" not in run(path).stdout
    prose = f"<!doctype html> is how a page begins, the clerk told the council.\n\n{PROSE}\n"
    path.write_text(prose)
    assert run(path).stdout == prose
