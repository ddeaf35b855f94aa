"""What may an experiment touch? Its types, its run, named data and weights, errors.

- catalogue_entries: How does a name in YAML become a thing whose content enters the address?
- errors: What can go wrong? Each kind in the words a user reads, with the exit code it ends in.
- importing: How does a name in YAML become a function?
- palette: Which colours do figures use, and what does each stand for?
- randomness: Where does the randomness of a run come from?
- resources: Where does what ships with the package lie, and which values were published?
- result: What is known after a run? One Outcome per seed, one Verdict per claim: values, not objects.
- run: What may one seed touch? Its seed, device, folder, data, log and clock, and nothing else.
- schema: What does an experiment look like from outside? Params in, Metrics out; its annotations are its schema.
- slug: How may a name be written that becomes a part of an id or of a file name?
"""
