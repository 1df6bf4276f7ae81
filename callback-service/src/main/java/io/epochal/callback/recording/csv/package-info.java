/** CSVLogger's files, byte by byte as Keras 3.15 writes them. */
@NullMarked
package io.epochal.callback.recording.csv;

import org.jspecify.annotations.NullMarked;
