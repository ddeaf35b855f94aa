"""A reproducible benchmark suite for the network science of neural networks.

- cli: What can a user type, and what is printed?
- contract: What may an experiment touch? Its types, its run, named data and weights, errors.
- data: Where do data sets come from, and how do we know that they are the right ones?
- identity: What makes a piece of code the same code, and a result the same result?
- maintenance: How is the bench kept in order? Doctor, staleness, changes, nightly runs, scaffolds.
- measures: What numbers does network science give a matrix? Arrays in, numbers out.
- nets: Everything that needs torch: models, training, weights, probes.
- pipeline: What does `netsci-bench run ID` do? A straight line: each arrow is one function, nothing goes back.
- reporting: How do outcomes and verdicts become pages that a person can read?
- runs: How does a spec become outcomes? Plan, scheduler, one process for each seed.
- specs: Which experiments are there, and what do their YAML files say?
- storage: How do results lie on disk, whole or not at all?
- tracking: How do runs get into MLflow?
- verdicts: Does a claim hold? Intervals, ways of judging, drift.
"""
