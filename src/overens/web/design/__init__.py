"""How every page looks: base templates, tokens, marks, and what stands on each page."""
