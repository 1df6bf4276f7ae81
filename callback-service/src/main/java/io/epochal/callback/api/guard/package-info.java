/** Finds out who sends a request: by an API token, by the session of a browser, or by OpenID Connect. */
@NullMarked
package io.epochal.callback.api.guard;

import org.jspecify.annotations.NullMarked;
