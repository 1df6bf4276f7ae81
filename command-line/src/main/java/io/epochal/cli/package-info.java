/** The main class of the {@code epochal} command. */
@NullMarked
package io.epochal.cli;

import org.jspecify.annotations.NullMarked;
