"""Everything that needs torch: devices, tensors, models, training, probes."""
