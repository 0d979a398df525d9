"""Rules from a corpus: lines that recur on the documents of one site, counted, judged and written as a rule file."""
