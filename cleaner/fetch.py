"""Fetches a page from the web: http and https only, bounded in size and time, and from no private network unasked.

urllib3, on which trafilatura's own downloader is built, is used directly, with trafilatura's headers and size limit.
trafilatura checks an address after connecting to it and bounds each wait but not the whole; its errors are log lines
and the verification of certificates is given up when it fails. Here a name is resolved once for each hop, every address
that it has is checked, and the connection goes to a checked address, so that a name cannot be pointed
elsewhere in between. Proxies that the environment names are not used: an address behind one cannot be checked.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from cleaner.errors import FileError
from cleaner.html import LARGEST

if TYPE_CHECKING:
    from urllib3 import HTTPConnectionPool
    from urllib3.response import BaseHTTPResponse

TIMEOUT = 30.0
"""Seconds for a page, redirects and all."""
REDIRECTS = 5
"""Redirects that are followed; browsers follow 20, pages of news need two or three."""
CHUNK = 65_536
"""Bytes that are read at a time."""

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PAGES = frozenset(("", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"))


class FetchError(FileError):
    """A page that could not be fetched; the message is one line that names it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the address after redirects, the bytes unpacked, and the encoding that the server names."""

    url: str
    data: bytes
    charset: str | None


def fetch(url: str, *, allow_private: bool = False, timeout: float = TIMEOUT, largest: int = LARGEST) -> Fetched:
    """Return the content at an address, with redirects followed under the same checks; raise FetchError.

    ``timeout`` is the number of seconds for all of it, save that the system decides how long it looks a name up;
    ``largest`` is that of bytes after unpacking. Addresses that are private, of this machine or of a local link are refused
    unless ``allow_private``.
    """
    from urllib3.exceptions import HTTPError

    deadline = time.monotonic() + timeout
    here = url
    for _ in range(REDIRECTS + 1):
        try:
            with _Hop(here, allow_private, deadline) as response:
                if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                    here = urljoin(here, location)
                    continue
                return _received(here, response, deadline, largest)
        except TimeoutError as error:
            raise FetchError(url, f"no answer within {timeout:g} s") from error
        except (HTTPError, OSError, ValueError) as error:
            raise FetchError(url, _reason(error, timeout)) from error
    raise FetchError(url, f"more than {REDIRECTS} redirects")


class _Hop:
    """One request: the address checked, the connection opened to what was checked, and closed in the end."""

    def __init__(self, url: str, allow_private: bool, deadline: float) -> None:
        self.parts = _ascii(urlsplit(url))
        if self.parts.scheme not in ("http", "https"):
            raise ValueError(f"{self.parts.scheme or 'no'}: is not fetched, only http and https")
        if not self.parts.hostname:
            raise ValueError("names no host")
        self.host = self.parts.hostname
        self.address = _resolve(
            self.host, self.parts.port or (443 if self.parts.scheme == "https" else 80), allow_private
        )
        self.deadline = deadline
        self.pool: HTTPConnectionPool | None = None

    def __enter__(self) -> BaseHTTPResponse:
        import certifi
        from trafilatura.downloads import DEFAULT_HEADERS
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout

        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        timeout = Timeout(total=left)
        if self.parts.scheme == "https":
            self.pool = HTTPSConnectionPool(
                self.address,
                self.parts.port,
                timeout,
                server_hostname=self.host,
                assert_hostname=self.host,
                ca_certs=certifi.where(),
                cert_reqs="CERT_REQUIRED",
            )
        else:
            self.pool = HTTPConnectionPool(self.address, self.parts.port, timeout)
        target = (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")
        headers = {**DEFAULT_HEADERS, "Host": self.parts.netloc}
        return self.pool.request(
            "GET", _quoted(target), headers=headers, preload_content=False, redirect=False, retries=False
        )

    def __exit__(self, *error: object) -> None:
        if self.pool:
            self.pool.close()


def _ascii(parts: SplitResult) -> SplitResult:
    """Return an address without the name of a user, its host as servers know it: in letters of ASCII (IDNA, RFC 3490)."""
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host if host.isascii() else host.encode("idna").decode("ascii"))


def _quoted(target: str) -> str:
    from urllib.parse import quote

    return quote(target, safe="%/:?#[]@!$&'()*+,;=~-._")


def _resolve(host: str, port: int, allow_private: bool) -> str:
    """Return an address of a host, after a look at all that it has."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise ValueError(f"no such host: {host}") from error
    for address in found:
        if not allow_private and not is_public(address):
            raise ValueError(f"{address} is a private address (--allow-private fetches it all the same)")
    return found[0]


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet, also inside IPv6 addresses that wrap one of IPv4.

    >>> [is_public(a) for a in ("8.8.8.8", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1")]
    [True, False, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if not wrapped and ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64 (RFC 6052)
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = wrapped or ip
    return ip.is_global and not ip.is_multicast


def _received(url: str, response: BaseHTTPResponse, deadline: float, largest: int) -> Fetched:
    """Return the body of an answer, read as long as it is neither too long nor too late."""
    if response.status != 200:
        raise ValueError(f"the server answers {response.status} {response.reason or ''}")
    content_type, _, parameters = response.headers.get("Content-Type", "").partition(";")
    content_type = content_type.strip().lower()
    if content_type not in _PAGES:
        raise ValueError(f"is {content_type}, not a page")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    data = bytearray()
    while chunk := response.read1(CHUNK, decode_content=True):  # what has come; stream() would wait for all of CHUNK
        data += chunk
        if len(data) > largest:
            raise ValueError(f"longer than {largest:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    return Fetched(url, bytes(data), charset[1] if charset else None)


def _reason(error: Exception, timeout: float) -> str:
    """Return in a few words what went wrong."""
    from urllib3 import exceptions

    if isinstance(error, exceptions.TimeoutError):
        return f"no answer within {timeout:g} s"
    if isinstance(error, exceptions.SSLError):
        return f"its certificate cannot be verified: {error}"
    if isinstance(error, exceptions.NewConnectionError):
        return "the connection was refused"
    if isinstance(error, exceptions.DecodeError):
        return "cannot be unpacked: the compressed answer is damaged"
    if isinstance(error, exceptions.ProtocolError):
        return "the connection broke off"
    return str(error)
