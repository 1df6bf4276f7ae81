/** TensorBoard logs: event files below a logger's {@code log_dir}, as Keras 3.15 writes them. */
@NullMarked
package io.epochal.callback.recording.tensorboard;

import org.jspecify.annotations.NullMarked;
