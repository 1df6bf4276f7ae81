package io.epochal.callback.api.guard;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A service that asks who you are, as it does by default, with a token file that it has to make. */
public class GuardedService implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "epochal.api.open",
                    "false",
                    "epochal.token-file",
                    Files.createTempDirectory("guarded").resolve("token").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
