/** The stack that a command talks to: on this machine, or a remote one. */
@NullMarked
package io.epochal.cli.stack;

import org.jspecify.annotations.NullMarked;
