"""datatrove: a step of a pipeline, whose counts are in datatrove's own statistics."""

from collections import Counter
from typing import Any

from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.batching import batched
from datatrove.utils.typeshelper import StatHints

from cleaner.api import Cleaner
from cleaner.corpus.statistics import topic_and_language
from cleaner.formats.log import as_record

DOCUMENTS_TOGETHER = 64
"""Documents that are cleaned at a time: cheaper a document than one by one."""


class CleanerStep(PipelineStep):  # type: ignore[misc]
    """Cleans the text of documents; `options` are those of `cleaner.Cleaner`.

    `edits` names an entry of a document's metadata that gets its edits, if there are any. Raises `ConfigError`.
    """

    type = "✂️ - FORMAT"
    name = "🧹 cleaner"

    def __init__(self, *, edits: str | None = None, **options: Any) -> None:
        super().__init__()
        self._cleaner, self._edits = Cleaner(**options), edits

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """See datatrove."""
        for documents in batched(data, DOCUMENTS_TOGETHER):
            with self.track_time("batch"):
                self._clean(documents)
            yield from documents

    def _clean(self, documents: list[Any]) -> None:
        cleanings = self._cleaner.clean_each(document.text for document in documents)
        for document, cleaning in zip(documents, cleanings, strict=True):
            edits = cleaning.edits
            self.stat_update(StatHints.total)
            self.stat_update("changed", value=int(bool(edits)))
            self.stat_update("capped", value=int(cleaning.over_cap is not None))
            self.stat_update("edits", value=len(edits))
            self.stat_update("removed_lines", value=sum(edit.removes_line for edit in edits))
            removed = sum(len(edit.old) - len(edit.new) for edit in edits)
            self.stat_update("removed_characters", value=removed)
            for topic, count in Counter(topic_and_language(edit.rule)[0] for edit in edits).items():
                self.stat_update(f"topic/{topic}", value=count)
            if edits:
                document.text = cleaning.text
                if self._edits is not None:
                    document.metadata[self._edits] = [as_record(edit) for edit in edits]
