/** Requests to servers that others name: where they may go, and one exchange in bounded time. Knows no recorder. */
@NullMarked
package io.epochal.callback.recording.http;

import org.jspecify.annotations.NullMarked;
