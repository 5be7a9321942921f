"""What follows from an agreement's terms: due dates, periods and their states. Pure."""
