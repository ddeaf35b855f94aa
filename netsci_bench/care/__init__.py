"""How the bench is kept in order: doctor, why, nightly, and the first step of an experiment of one's own."""
