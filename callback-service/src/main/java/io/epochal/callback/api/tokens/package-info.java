/** API tokens: made, listed and revoked by administrators. */
@NullMarked
package io.epochal.callback.api.tokens;

import org.jspecify.annotations.NullMarked;
