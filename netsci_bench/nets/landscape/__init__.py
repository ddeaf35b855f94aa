"""What does the loss do when the weights of a network are moved, and what do its units look for?

- directions: In which directions are the weights of a network moved, so that networks can be compared?
- feature_images: Which image excites a unit most?
- hessian: What is the second derivative of the loss, times a vector?
- loss_surface: How high is the loss around the weights of a network?
"""
