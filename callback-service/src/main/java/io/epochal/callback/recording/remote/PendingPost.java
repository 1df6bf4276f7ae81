package io.epochal.callback.recording.remote;

import java.net.URI;
import java.time.Duration;

/**
 * What is to be posted, and how often that is tried.
 *
 * @param request all bytes of it
 * @param timeout of one try
 */
@SuppressWarnings("ArrayRecordComponent")
record PendingPost(String run, URI target, int epoch, byte[] request, Duration timeout, int retries) {}
