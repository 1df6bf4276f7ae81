"""Opens the model that was trained, and predicts with it in Keras."""

import sys

import keras
import numpy

model = keras.models.load_model(sys.argv[1])
model.summary()
rows = numpy.zeros((1, 13), "float32")
print("a wine with the mean of every measure:", model.predict(rows, verbose=0).round(3))
