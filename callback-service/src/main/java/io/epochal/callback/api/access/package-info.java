/** Who may send a request, and how many requests are served at once. */
@NullMarked
package io.epochal.callback.api.access;

import org.jspecify.annotations.NullMarked;
