package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;

/** Nobody has created the topic. */
final class MissingTopicException extends LogUnavailableException {
    private static final long serialVersionUID = 1L;

    MissingTopicException(String topic) {
        super("there is no topic " + topic, null);
    }
}
