package io.epochal.callback.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once each channel is a member of its consumer group. */
@Readiness
@ApplicationScoped
class ChannelsReadinessCheck implements HealthCheck {
    private final ChannelReaders readers;

    ChannelsReadinessCheck(ChannelReaders readers) {
        this.readers = readers;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("reads events")
                .status(readers.missing().isEmpty());
        readers.missing().ifPresent(missing -> response.withData("not yet", missing));
        return response.build();
    }
}
