/** The one command. Reads specs, starts stacks, follows runs, and says what happened. */
@NullMarked
package io.epochal.cli.view;

import org.jspecify.annotations.NullMarked;
