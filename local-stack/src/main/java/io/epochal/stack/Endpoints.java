package io.epochal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of Kafka and S3, and the credentials of both. It prints without these.
 *
 * @param kafka as {@code host:port}
 * @param kafkaPassword null for a Kafka that asks nobody
 */
public record Endpoints(String kafka, @Nullable String kafkaPassword, String s3, String accessKey, String secretKey) {
    /** Of a Kafka that asks nobody. */
    public static Endpoints withOpenKafka(String kafka, String s3, String accessKey, String secretKey) {
        return new Endpoints(kafka, null, s3, accessKey, secretKey);
    }

    /**
     * Ports that are free now, and new credentials. Another program may take a port before it is used.
     *
     * @param open whether Kafka is to ask nobody
     */
    static Endpoints free(boolean open) throws IOException {
        InetAddress local = InetAddress.getByName("127.0.0.1");
        try (ServerSocket kafka = new ServerSocket(0, 1, local);
                ServerSocket s3 = new ServerSocket(0, 1, local)) {
            byte[] key = new byte[16];
            new SecureRandom().nextBytes(key);
            return new Endpoints(
                    "127.0.0.1:" + kafka.getLocalPort(),
                    open ? null : KafkaPassword.make().text(),
                    "http://127.0.0.1:" + s3.getLocalPort(),
                    "epochal",
                    HexFormat.of().formatHex(key));
        }
    }

    /** What clients of Kafka must be set to, the address included. */
    public Map<String, Object> kafkaClient() {
        Map<String, Object> settings = new TreeMap<>(Map.of("bootstrap.servers", kafka));
        password().map(KafkaPassword::client).ifPresent(settings::putAll);
        return settings;
    }

    /** The same for a program that takes a client's settings from variables, as the services do. */
    public Map<String, String> kafkaEnvironment() {
        Map<String, String> environment = new TreeMap<>();
        kafkaClient()
                .forEach((name, value) ->
                        environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        return environment;
    }

    Optional<KafkaPassword> password() {
        return Optional.ofNullable(kafkaPassword).map(KafkaPassword::new);
    }

    int kafkaPort() {
        return Integer.parseInt(kafka.substring(kafka.lastIndexOf(':') + 1));
    }

    int s3Port() {
        return URI.create(s3).getPort();
    }

    /** Writes the file atomically and readable for its owner only: it holds secrets. */
    void writeTo(Path file) throws IOException {
        PrivateFiles.write(file, Wire.JSON.writeValueAsBytes(this));
    }

    static Endpoints readFrom(Path file) throws IOException {
        try {
            return Wire.JSON.readValue(Files.readAllBytes(file), Endpoints.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is invalid: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Endpoints[" + kafka + ", " + s3 + "]";
    }
}
