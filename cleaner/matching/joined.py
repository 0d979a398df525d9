"""Two matchers as one: that of the shipped rules, worked out long ago, and that of the few rules of one run."""

from collections.abc import Collection, Iterator, Sequence

from cleaner.matching.reference import Candidate, Match, Matcher


class JoinedMatcher(Matcher):
    """Says what one matcher or the other says.

    What the second found on a line is told apart by numbers below zero. The first takes the repair steps.
    """

    def __init__(self, first: Matcher, second: Matcher) -> None:
        super().__init__(())
        self._first, self._second = first, second
        self.max_chars = max(first.max_chars, second.max_chars)
        self.shapes = [*first.shapes, *second.shapes]

    def by_words(self, text: str, found: Collection[int] | None = None) -> list[Match]:
        """See `Matcher.by_words`."""
        if found is None:
            return [*self._first.by_words(text), *self._second.by_words(text)]
        by_first = {number for number in found if number >= 0}
        by_second = {-1 - number for number in found if number < 0}
        return [*self._first.by_words(text, by_first), *self._second.by_words(text, by_second)]

    def candidates(self, bodies: Sequence[bytes]) -> Iterator[Candidate]:
        """See `Matcher.candidates`."""
        candidates = {candidate.at: candidate for candidate in self._first.candidates(bodies)}
        for at, steps, found in self._second.candidates(bodies):
            other = candidates.get(at, Candidate(at, (), ()))
            candidates[at] = Candidate(
                at,
                None if steps is None else other.steps,
                None
                if found is None or other.found is None
                else {*other.found, *(-1 - id_ for id_ in found)},
            )
        return (candidates[at] for at in sorted(candidates))
