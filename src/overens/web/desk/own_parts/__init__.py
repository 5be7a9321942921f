"""Publishing one's own party's part of what is not agreed, and taking it back."""
