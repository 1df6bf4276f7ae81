package io.epochal.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry as its {@code OTEL_*} variables set it up: exporter, sampler, resource, limits. */
final class OtlpExport {
    private static final int CLOSING_SECONDS = 2;

    private OtlpExport() {}

    /** @throws RuntimeException where a variable has a value that OpenTelemetry refuses */
    static Traces open(String service) {
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                // Without gRPC, which would bring a client of its own; HTTP is also what OpenTelemetry recommends.
                .addPropertiesSupplier(
                        () -> Map.of("otel.service.name", service, "otel.exporter.otlp.protocol", "http/protobuf"))
                // Metrics are read by Prometheus, and logs are on the console.
                .addPropertiesCustomizer(
                        settings -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
                .build()
                .getOpenTelemetrySdk();
        return new SpanTraces(sdk, () -> sdk.getSdkTracerProvider().shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS));
    }
}
