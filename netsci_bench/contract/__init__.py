"""What may an experiment use? Its types, its run, named data and weights, errors.

- catalogue_entries: How does a name in YAML become an object whose content enters the address?
- counting: How is a number of things said in words?
- errors: What can go wrong? Each kind of error, with its text for the user and its exit code.
- importing: How does a name in YAML become a function?
- palette: Which colours do figures use, and what does each stand for?
- plain_values: Is that a plain number, a whole step, a name? Converted, or refused at the call.
- point_series: What does an experiment offer to be watched over the steps of a training?
- randomness: Where does the randomness of a run come from?
- resources: Where are the files that ship with the package, and which values were published?
- result: What is known after a run? One Outcome per seed, one Verdict per claim: values, not objects.
- run: What may one seed use? Its seed, device, folder, data, log and stop signal, and nothing else.
- schema: What does an experiment look like from outside? Params in, Metrics out; its annotations are its schema.
- slug: Which names are valid as a part of an id or of a file name?
- surface_view: What does an experiment offer to be watched as a surface?
"""
