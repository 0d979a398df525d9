"""What a line is, when two lines are alike, and what changed in a text."""
