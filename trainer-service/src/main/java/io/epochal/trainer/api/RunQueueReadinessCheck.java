package io.epochal.trainer.api;

import io.epochal.trainer.messaging.RunQueue;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as runs are taken from the queue. */
@Readiness
@ApplicationScoped
class RunQueueReadinessCheck implements HealthCheck {
    private final RunQueue queue;

    RunQueueReadinessCheck(RunQueue queue) {
        this.queue = queue;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("takes runs").status(queue.alive());
        queue.fault().ifPresent(fault -> response.withData("why not", fault));
        return response.build();
    }
}
