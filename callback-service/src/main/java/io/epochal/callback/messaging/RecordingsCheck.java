package io.epochal.callback.messaging;

import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.RecordingFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says which recordings have failed. Up all the same: one run's trouble does not take this service out of use. */
@Readiness
@ApplicationScoped
class RecordingsCheck implements HealthCheck {
    private static final int SHOWN = 5;

    private final FailedRecordings failures;

    RecordingsCheck(FailedRecordings failures) {
        this.failures = failures;
    }

    @Override
    public HealthCheckResponse call() {
        List<RecordingFailure> latest = failures.latest();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("recordings").up().withData("failed", latest.size());
        for (RecordingFailure failure : latest.subList(Math.max(0, latest.size() - SHOWN), latest.size())) {
            response.withData(failure.recorder() + ", run " + failure.run() + ", " + failure.place(), failure.reason());
        }
        return response.build();
    }
}
