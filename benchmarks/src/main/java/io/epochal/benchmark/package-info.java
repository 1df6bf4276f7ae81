/** Measures the services as processes, each in turn with bare clients that move the same records or bytes. */
@NullMarked
package io.epochal.benchmark;

import org.jspecify.annotations.NullMarked;
