"""How each experiment is done: params in, metrics out, one file per family."""
