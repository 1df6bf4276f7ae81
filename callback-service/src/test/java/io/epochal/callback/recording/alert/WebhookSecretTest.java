package io.epochal.callback.recording.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    /** The example that the libraries of Standard Webhooks are tested with. */
    @Test
    void signsAsStandardWebhooks() {
        WebhookSecret secret = WebhookSecret.read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        String signature = secret.signature(
                "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(secret).hasToString("a secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "whsec_c2hvcnQ=",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"
            })
    void aMessageDoesNotRepeatTheSecret(String text) {
        assertThatThrownBy(() -> WebhookSecret.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whsec_ and the base64 of 24 to 64 random bytes")
                .satisfies(thrown ->
                        assertThat(String.valueOf(thrown.getMessage())).doesNotContain("MfKQ", "c2hv"))
                .hasNoCause();
    }
}
