package io.epochal.callback.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Limits that a test can reach. */
public final class SmallLimits implements QuarkusTestProfile {
    public static final int STREAMS = 3;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "epochal.api.streams",
                Integer.toString(STREAMS),
                "epochal.api.heartbeat",
                "0.3S",
                "epochal.api.hosts",
                "service.example.org",
                "epochal.api.origins",
                "https://charts.example.org");
    }
}
