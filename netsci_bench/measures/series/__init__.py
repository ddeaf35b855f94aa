"""How does a value go over layers or over time?

- block_choice: Which blocks of a network are kept when some must go?
- depth_trend: Does a value tend to increase from layer to layer?
- event_effect: Is a series higher at certain times than it would be at times drawn at random?
- fall_shares: How much of its whole fall has a falling value, such as a loss, done at each step?
- joint_course: Do two series go up and down together, and do their peaks come at the same time?
- loss_spikes: When does a loss that is falling shoot up for a moment?
- patience_stop: When does training stop that is stopped once a value has not become better for a while?
- plateaus: Where does a curve over layers fall, stand still, or rise very slowly?
- smooth_surface: How much of a value is a smooth function of two others?
"""
