package io.epochal.callback;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * A process that decides and serves nobody, as an operator sets it until every trainer has been replaced. Two settings that do not
 * touch each other: each profile costs a start of the service and of its broker.
 */
public final class UpgradingDecider implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("epochal.serving", "false", "epochal.verdicts-on-control", "true");
    }
}
