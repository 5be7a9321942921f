"""The registrar's work: what arrived, cases and answers, the register and its corrections."""
