"""Sites: which site a document comes from."""

import re
from urllib.parse import urlsplit

from cleaner.formats.remote import is_remote


def site_of(url: str) -> str | None:
    """Return the site of a URL or of a bare host: its host in lower case, without port, user and a leading `www.`.

    None for what has no host: a relative path, a mail address, an empty text.

    >>> site_of("https://reader@www.Example.org:8080/news?page=2"), site_of("blog.example.org/about")
    ('example.org', 'blog.example.org')
    >>> site_of("/news/2021.html"), site_of("reader@example.org"), site_of("")
    (None, None, None)
    """
    text = url.strip()
    common = _COMMON.match(text)
    if common is not None:
        return common.group(1)
    is_url = _URL.match(text) is not None
    if not is_url and "@" in text.partition("/")[0]:
        return None
    try:
        host = urlsplit(text if is_url else f"//{text}").hostname or ""
    except ValueError:  # brackets that are no address
        return None
    host = host.removesuffix(".").removeprefix("www.")
    labels = host.split(".")
    is_host = len(labels) > 1 and all(labels) and not any(map(_is_odd, host))
    is_address = ":" in host  # of version 6, which `urlsplit` had to find in brackets
    return host if is_host or is_address or host == "localhost" else None


def site_of_path(path: str) -> str | None:
    """Return the site that a file's path tells: the innermost of its folders that has the name of a site.

    >>> site_of_path("corpus/www.example.org/news/page.txt"), site_of_path("corpus/v1.2/page.txt")
    ('example.org', None)
    """
    if is_remote(path):
        path = path.partition("://")[2].partition("/")[2]  # the host that stores it says nothing
    for folder in reversed(path.replace("\\", "/").split("/")[:-1]):
        site = site_of(folder)
        if site is not None and _TOP.search(site):
            return site
    return None


def _is_odd(character: str) -> bool:
    """Return whether a character is in no host, be it written in ASCII or in a script of its own."""
    return not (character.isalnum() or character in "-._" or ord(character) > _LAST_ASCII)


_COMMON = re.compile(r"(?:https?://)?+(?:www\.)?+((?:[a-z0-9-]+\.)+[a-z0-9-]+)(?:/|\Z)")
"""URLs and hosts that need no closer look."""

_LAST_ASCII = 127
_TOP = re.compile(r"\.(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)$")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
