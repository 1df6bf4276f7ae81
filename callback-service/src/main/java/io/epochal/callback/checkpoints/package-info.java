/** A run's checkpoints over HTTP: which there are, and each as a file. */
@NullMarked
package io.epochal.callback.checkpoints;

import org.jspecify.annotations.NullMarked;
