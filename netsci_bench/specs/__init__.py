"""Which experiments are there, and what do their YAML files say?

- bands: Which values does a claim accept? A band on one side, or around a number.
- catalogues: Which sources, data sets and weights can a spec name?
- claims: May a claim say this? What it cites exists, its role fits, its band tells the paper from its competitor.
- explorations: What if a param were another one? ``--set params.text.pairs=all``, which is no part of the record.
- flatten: What is a value deep inside called, which differ, and what is one laid over another? Nested mappings.
- model: What does a spec say? The YAML of one experiment as frozen types; unknown keys are refused.
- plug_ins: Which registries are there beside ours? Each installed package that declares one as an entry point.
- registry: Which experiments are there? Every YAML file below ``registry/``; its path is its id.
- selection: What did the user mean?
- signature: What does a spec's function take and give? Its annotations say so; claims are held against them.
- statements: What does a paper state, and where? Citations and statements, and what a claim cites.
- units: In which unit is a metric? A spec says so under ``units``, by name or pattern; a metric of a claim is not ...
- validation: What is wrong with this YAML, on which line, and what was probably meant?
- yaml_lines: On which line does it say that? YAML as plain data, beside the line of every key and item.
"""
