"""Does a claim hold? Intervals, ways of judging, looks, statements, drift.

- correlations: How closely do two quantities go together? By Pearson's or Spearman's correlation over pairs.
- counts: What do the seeds say, one by one? Ways of judging by counts: ``each`` and ``median``.
- decisions: Which word does an interval give? A band, the value of no effect, and what kind of claim it is.
- differences: How much do two reports differ in one number? Paired by seed, else as two samples.
- drift: Has a number moved since it was recorded? A fresh report held against the recorded one.
- judge: Does the claim hold? Equivalence over seeds: a claim is reproduced when its interval lies inside its band.
- looks: How sure must each planned look be? One-sided levels that share out an error of 5 % among the looks.
- means: What does the mean of the seeds say? Ways of judging by Student's t and by a fixed value.
- multiplicity: How many verdicts would chance alone give? Holm's correction, and which claims enter it.
- planned: What do the planned looks say? The seeds judged at each look; the first decision stands.
- power: How small an effect can the planned seeds decide? Sizes that the looks find with a chance of 80 %.
- robustness: Does the verdict rest on one seed? Deletions of one seed, and the sign test.
- simulation: How often is a verdict wrong? The whole procedure on values whose truth is known.
- statements: Does a sentence of a paper hold? One verdict from the words of its claims, by a fixed rule.
"""
