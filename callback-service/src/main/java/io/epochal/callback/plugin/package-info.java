/** Plug-ins: jars in a folder that bring callbacks. */
@NullMarked
package io.epochal.callback.plugin;

import org.jspecify.annotations.NullMarked;
