/** The user's input: run specs, callbacks lists and histories in files, checked. */
@NullMarked
package io.epochal.cli.spec;

import org.jspecify.annotations.NullMarked;
