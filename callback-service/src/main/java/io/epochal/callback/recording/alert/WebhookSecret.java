package io.epochal.callback.recording.alert;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks as Standard Webhooks 1.0 says: HMAC-SHA256 of id, timestamp and body. */
final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int LEAST = 24;
    private static final int MOST = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** @throws IllegalArgumentException whose message does not repeat the text */
    static WebhookSecret read(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
        } catch (IllegalArgumentException e) {
            // Its message has a part of the secret.
            bytes = new byte[0];
        }
        if (bytes.length < LEAST || bytes.length > MOST) {
            throw new IllegalArgumentException("must have whsec_ and the base64 of " + LEAST + " to " + MOST
                    + " random bytes; one is made by: echo \"whsec_$(openssl rand -base64 32)\"");
        }
        WebhookSecret secret = new WebhookSecret(bytes);
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /** The header {@code webhook-signature}. */
    String signature(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
