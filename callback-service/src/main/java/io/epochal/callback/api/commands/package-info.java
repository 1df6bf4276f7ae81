/** {@code POST /runs/{run}/commands}: commands as JSON. */
@NullMarked
package io.epochal.callback.api.commands;

import org.jspecify.annotations.NullMarked;
