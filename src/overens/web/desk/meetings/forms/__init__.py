"""What is asked about meetings, by page. Each form that shares a page with others says in `do` what it is
for."""
