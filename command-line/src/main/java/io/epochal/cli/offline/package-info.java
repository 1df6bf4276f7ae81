/** A trained model at work in a process of its own, which has the engine. */
@NullMarked
package io.epochal.cli.offline;

import org.jspecify.annotations.NullMarked;
