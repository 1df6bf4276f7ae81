package io.epochal.callback.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once every topic is there that this service reads or writes. */
@Readiness
@ApplicationScoped
class TopicsReadinessCheck implements HealthCheck {
    private final RequiredTopics needs;

    TopicsReadinessCheck(RequiredTopics needs) {
        this.needs = needs;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("has topics").status(needs.missing().isEmpty());
        needs.missing().ifPresent(missing -> response.withData("why not", missing));
        return response.build();
    }
}
