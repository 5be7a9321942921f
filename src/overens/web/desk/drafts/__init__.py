"""Writing an agreement: one's own draft of it, part by part, until it is proposed."""
