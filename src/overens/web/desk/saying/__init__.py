"""What waits, in sentences: a file for each thing that it is about, `kinds` for all of them."""
