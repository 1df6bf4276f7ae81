package io.epochal.trainer.messaging;

/**
 * The topics on which trainers get verdicts and requests.
 *
 * @param requests the topic of users' requests
 * @param verdicts the topic of deciders alone
 * @param verdictsAmongRequests whether a verdict on the topic of requests is applied too, as it is while deciders are replaced that
 *     know no other; who may send a run a request can then decide on it
 */
record ControlTopics(String requests, String verdicts, boolean verdictsAmongRequests) {
    /** Whether a verdict that was found on this topic is to be applied. */
    boolean takesVerdictsFrom(String topic) {
        return topic.equals(verdicts) || (verdictsAmongRequests && topic.equals(requests));
    }

    /** Whether a request that was found on this topic is one. */
    boolean takesRequestsFrom(String topic) {
        return topic.equals(requests);
    }
}
