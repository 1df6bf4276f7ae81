/** A plug-in that does harm; it runs in the callback service. */
@NullMarked
package io.epochal.chaos.hostile;

import org.jspecify.annotations.NullMarked;
