package io.epochal.callback.api.guard;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A service that asks who you are, as it does by default, with a token file that it has to make, and TLS on a port of its own. */
public class GuardedService implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path folder = Files.createTempDirectory("guarded");
            Path store = folder.resolve("tls.p12");
            SelfSigned.write(store, "first");
            // By its name: the default would be the management port's, too.
            return Map.of(
                    "quarkus.http.tls-configuration-name",
                    "http",
                    "epochal.api.open",
                    "false",
                    "epochal.api.requests-per-minute",
                    "6000",
                    "epochal.metrics.open",
                    "false",
                    "epochal.metrics.token-file",
                    folder.resolve("metrics-token").toString(),
                    "epochal.token-file",
                    folder.resolve("token").toString(),
                    "quarkus.http.test-ssl-port",
                    "0",
                    "quarkus.tls.http.key-store.p12.path",
                    store.toString(),
                    "quarkus.tls.http.key-store.p12.password",
                    SelfSigned.PASSWORD,
                    "quarkus.tls.http.reload-period",
                    "1s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
