/** Errors as RFC 9457 has them. */
@NullMarked
package io.epochal.callback.api.problem;

import org.jspecify.annotations.NullMarked;
