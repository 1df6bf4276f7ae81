/** Checkpoints of our own trainers, read from the object store where an operator has given keys for it; and the files that are made of them. */
@NullMarked
package io.epochal.callback.store;

import org.jspecify.annotations.NullMarked;
