package io.epochal.protocol.model;

/** A layer that Keras calls with one list of tensors, as {@code Add()([a, b])}, and not with tensors one by one. */
interface TakesList {}
