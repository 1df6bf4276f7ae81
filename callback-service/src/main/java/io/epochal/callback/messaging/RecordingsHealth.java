package io.epochal.callback.messaging;

import io.epochal.callback.recording.FailedRecordings;
import io.epochal.callback.recording.RecordingFailure;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Shows the recordings that failed last. The service itself stays up: each failure concerns one run. */
@Wellness
@ApplicationScoped
class RecordingsHealth implements HealthCheck {
    private static final int SHOWN = 10;
    private final FailedRecordings failures;

    RecordingsHealth(FailedRecordings failures) {
        this.failures = failures;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("failed recordings").up();
        List<RecordingFailure> latest = failures.latest();
        List<RecordingFailure> shown = latest.subList(Math.max(0, latest.size() - SHOWN), latest.size());
        for (int i = 0; i < shown.size(); i++) {
            RecordingFailure one = shown.get(i);
            response.withData(
                    (i + 1) + " " + one.recorder(), "run " + one.run() + ", " + one.place() + ": " + one.reason());
        }
        return response.build();
    }
}
