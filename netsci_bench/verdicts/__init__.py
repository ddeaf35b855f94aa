"""Does a claim hold? Intervals, ways of judging, drift.

- drift: Has a number changed since it was recorded? A new report is compared with the recorded one.
- intervals: How uncertain is the mean of a few seeds?
- judge: Does the claim hold? Equivalence over seeds: a claim is reproduced when its interval is inside its band.
"""
