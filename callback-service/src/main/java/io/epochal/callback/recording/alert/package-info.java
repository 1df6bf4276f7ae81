/** Tells webhooks what happens to runs: their settings, what was told, and how it is delivered. */
@NullMarked
package io.epochal.callback.recording.alert;

import org.jspecify.annotations.NullMarked;
