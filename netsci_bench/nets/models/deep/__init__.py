"""Which deep networks do papers compare? Families of any depth and width, and the networks of other libraries.

- four_stage_resnet: Which ResNets have the papers adapted from ImageNet to 32 x 32 images? Those of four stages.
- keras_convnet: Which network does the Keras tutorial train on MNIST?
- library_model: Which network does a library have under this name? Any of torchvision or timm, untrained, for so ...
- shortcut_resnet: Which residual network is the same with and without its shortcuts?
- vgg: Which VGGs have the papers adapted to 32 x 32 images? Convolutions with batch normalisation, of any width.
"""
