package io.epochal.callback.recording.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.protocol.Wire;
import java.util.function.Function;

/** The JSON that a kind of destination takes. */
enum AlertFormat {
    CLOUDEVENTS("application/cloudevents+json; charset=UTF-8", AlertBodies::cloudEvent),
    SLACK("application/json; charset=UTF-8", AlertBodies::slack),
    TEAMS("application/json; charset=UTF-8", AlertBodies::teams),
    ALERTMANAGER("application/json", AlertBodies::alertmanager);

    private final String contentType;
    private final Function<RunAlert, Object> body;

    AlertFormat(String contentType, Function<RunAlert, Object> body) {
        this.contentType = contentType;
        this.body = body;
    }

    String contentType() {
        return contentType;
    }

    byte[] body(RunAlert alert) {
        try {
            return Wire.JSON.writeValueAsBytes(body.apply(alert));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot write " + alert.id() + ": " + e.getOriginalMessage(), e);
        }
    }
}
