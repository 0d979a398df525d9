"""Which rules know the words of one line, whatever stands around it."""
