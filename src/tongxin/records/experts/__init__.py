"""Experts: service teams and their rosters, what firms ask of them, talks and consultations held, and what came of these."""
