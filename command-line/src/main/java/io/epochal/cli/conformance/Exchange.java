package io.epochal.cli.conformance;

import java.time.Duration;

/**
 * A call and its answer.
 *
 * @param number of all calls, from 1
 * @param launch of the program that called, from 1
 * @param begun when the call had come, since the first launch
 * @param ended when the answer was ready
 * @param request method and path, or the topic and the type of what is there
 */
public record Exchange(
        int number, int launch, Duration begun, Duration ended, String request, TrainerCall call, ServiceReply reply) {
    /** Whether it came over HTTP; else it is a record on a topic. */
    public boolean isHttp() {
        return request.contains(" /");
    }
}
