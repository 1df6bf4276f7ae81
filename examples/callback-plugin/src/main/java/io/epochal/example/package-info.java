/** A callback of one's own. */
@NullMarked
package io.epochal.example;

import org.jspecify.annotations.NullMarked;
