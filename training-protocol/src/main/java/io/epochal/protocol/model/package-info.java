/** A model in Keras' terms: layers with all their arguments, the graph that they form, shapes and weights. Knows no engine. */
@NullMarked
package io.epochal.protocol.model;

import org.jspecify.annotations.NullMarked;
