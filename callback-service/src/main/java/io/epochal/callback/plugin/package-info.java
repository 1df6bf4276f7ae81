/** Callbacks of other people: jars in a folder. */
@NullMarked
package io.epochal.callback.plugin;

import org.jspecify.annotations.NullMarked;
