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

/** The addresses of Kafka and S3, and the credentials of S3. */
public record Endpoints(String kafka, String s3, String accessKey, String secretKey) {
    /** Ports that are free now, and a new key. Another program may take one before it is used. */
    static Endpoints free() throws IOException {
        InetAddress local = InetAddress.getByName("127.0.0.1");
        try (ServerSocket kafka = new ServerSocket(0, 1, local);
                ServerSocket s3 = new ServerSocket(0, 1, local)) {
            byte[] key = new byte[16];
            new SecureRandom().nextBytes(key);
            return new Endpoints(
                    "127.0.0.1:" + kafka.getLocalPort(),
                    "http://127.0.0.1:" + s3.getLocalPort(),
                    "epochal",
                    HexFormat.of().formatHex(key));
        }
    }

    int kafkaPort() {
        return Integer.parseInt(kafka.substring(kafka.lastIndexOf(':') + 1));
    }

    int s3Port() {
        return URI.create(s3).getPort();
    }

    /** Writes the file atomically and readable for its owner only: it holds a secret key. */
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
}
