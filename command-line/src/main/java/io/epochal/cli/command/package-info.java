/** The subcommands: their options, what they print, and their exit codes. */
@NullMarked
package io.epochal.cli.command;

import org.jspecify.annotations.NullMarked;
