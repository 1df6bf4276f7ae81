/** A stack of processes behind proxies, into which faults can be injected. */
@NullMarked
package io.epochal.chaos.stack;

import org.jspecify.annotations.NullMarked;
