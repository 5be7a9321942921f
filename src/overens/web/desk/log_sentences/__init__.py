"""What each line of the trail says, in a sentence, to whoever may read the log: a file for each room, all of
them together in `sentences`."""
