/** Puts the rooms of the trainer together. */
@NullMarked
package io.epochal.trainer;

import org.jspecify.annotations.NullMarked;
