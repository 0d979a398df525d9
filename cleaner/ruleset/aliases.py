"""Aliases: rules that had another id, which goes on to name them."""

from collections.abc import Mapping

RENAMED: Mapping[str, str] = {
    "el/related/related-prefix": "el/related/read-also-headline",
    "fa/share/share-label": "fa/share/share-heading",
    "id/related/related-prefix": "id/related/read-also-headline",
    "nb/navigation/all-word": "nb/navigation/see-more",
    "ru/related/read-also": "ru/related/read-also-headline",
    "vi/advertising/ad-word": "vi/advertising/ad-sign",
}
"""The ids of today by those of before."""


def former_ids(rule_id: str) -> list[str]:
    """Return the ids that a rule had.

    >>> former_ids("vi/advertising/ad-sign")
    ['vi/advertising/ad-word']
    """
    return [old for old, new in RENAMED.items() if new == rule_id]
