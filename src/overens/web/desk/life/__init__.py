"""The life of an agreement: what is under way, and what a party can do now."""
