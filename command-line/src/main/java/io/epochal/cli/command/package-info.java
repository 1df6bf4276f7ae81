/** The one command. Reads specs, starts stacks, follows runs, and says what happened. */
@NullMarked
package io.epochal.cli.command;

import org.jspecify.annotations.NullMarked;
