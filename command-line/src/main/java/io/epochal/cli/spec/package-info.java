/** The one command. Reads specs, starts stacks, follows runs, and says what happened. */
@NullMarked
package io.epochal.cli.spec;

import org.jspecify.annotations.NullMarked;
