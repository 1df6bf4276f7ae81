package io.epochal.stack;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.common.security.plain.PlainLoginModule;

/**
 * By what the stack's own Kafka lets clients in: as one user, who may do everything (SASL/PLAIN, on this machine only). It prints
 * without the text.
 *
 * @param text of hexadecimal digits
 */
record KafkaPassword(String text) {
    private static final String USER = "epochal";
    private static final String PROTOCOL = "SASL_PLAINTEXT";
    private static final String MECHANISM = "PLAIN";
    private static final int RANDOM_BYTES = 32;

    static KafkaPassword make() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new KafkaPassword(HexFormat.of().formatHex(random));
    }

    /** Settings of the broker: both of its ports ask, and it shows the password itself. */
    Map<String, String> broker() {
        String login = login() + " user_" + USER + "=\"" + text + "\";";
        return Map.of(
                "listener.security.protocol.map", "PLAINTEXT:" + PROTOCOL + ",CONTROLLER:" + PROTOCOL,
                "inter.broker.listener.name", "PLAINTEXT",
                "sasl.enabled.mechanisms", MECHANISM,
                "sasl.mechanism.inter.broker.protocol", MECHANISM,
                "sasl.mechanism.controller.protocol", MECHANISM,
                "listener.name.plaintext.plain.sasl.jaas.config", login,
                "listener.name.controller.plain.sasl.jaas.config", login);
    }

    /** Settings of a client, beside the address. */
    Map<String, String> client() {
        return Map.of("security.protocol", PROTOCOL, "sasl.mechanism", MECHANISM, "sasl.jaas.config", login() + ";");
    }

    /** The same for librdkafka, which does not read {@code sasl.jaas.config}; Kafka's own clients ignore these two. */
    Map<String, String> librdkafka() {
        return Map.of("sasl.username", USER, "sasl.password", text);
    }

    private String login() {
        return PlainLoginModule.class.getName() + " required username=\"" + USER + "\" password=\"" + text + "\"";
    }

    @Override
    public String toString() {
        return "KafkaPassword[…]";
    }
}
