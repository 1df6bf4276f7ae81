/** RemoteMonitor's POST requests: queues, retries and the HTTP exchange itself. */
@NullMarked
package io.epochal.callback.recording.remote;

import org.jspecify.annotations.NullMarked;
