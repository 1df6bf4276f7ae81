package io.epochal.callback.recording.remote;

import java.net.URI;
import java.time.Duration;

/**
 * A POST that waits to be sent.
 *
 * @param request all of its bytes
 * @param timeout of one try
 * @param retries after the first try
 */
@SuppressWarnings("ArrayRecordComponent")
record PendingPost(String run, URI target, int epoch, byte[] request, Duration timeout, int retries) {}
