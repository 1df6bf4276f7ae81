/**
 * Keras 3's files without Keras: {@code .keras} archives, {@code .weights.h5} files, and which variable of a model is where in them.
 * Whatever is read may be hostile. The only package that knows HDF5.
 */
@NullMarked
package io.epochal.keras;

import org.jspecify.annotations.NullMarked;
