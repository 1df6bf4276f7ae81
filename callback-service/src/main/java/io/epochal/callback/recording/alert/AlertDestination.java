package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.callback.recording.http.PostedRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where alerts are posted to.
 *
 * @param target may hold a secret, so it is never shown
 * @param secret to sign with
 * @param authorization the header of that name
 */
record AlertDestination(
        String name, URI target, AlertFormat format, Optional<WebhookSecret> secret, Optional<String> authorization) {

    /**
     * All that is sent for an alert.
     *
     * @param timestamp seconds since 1970
     */
    byte[] request(RunAlert alert, long timestamp) {
        byte[] body = format.body(alert);
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", format.contentType());
        headers.put("webhook-id", alert.id());
        headers.put("webhook-timestamp", Long.toString(timestamp));
        secret.ifPresent(key -> headers.put("webhook-signature", key.signature(alert.id(), timestamp, body)));
        authorization.ifPresent(header -> headers.put("Authorization", header));
        return PostedRequest.of(target, headers, body);
    }

    @Override
    public String toString() {
        return name;
    }
}
