"""Does a claim hold? Intervals, ways of judging, drift.

- drift: Has a number moved since it was recorded? A fresh report held against the recorded one.
- judge: Does the claim hold? Equivalence over seeds: a claim is reproduced when its interval lies inside its band.
- student_t: How far off can the mean of a few seeds be?
"""
