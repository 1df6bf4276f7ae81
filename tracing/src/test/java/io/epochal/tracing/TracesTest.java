package io.epochal.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {
    @ParameterizedTest
    @CsvSource({
        "OTEL_TRACES_EXPORTER, otlp, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT, '', false",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://127.0.0.1:1, true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://127.0.0.1:1/v1/traces, true"
    })
    void isOnWhereAnEndpointIsSet(String variable, String value, boolean on) {
        try (Traces traces = Traces.configured("service", Map.of(variable, value))) {
            assertThat(traces.on()).isEqualTo(on);
        }
    }

    @Test
    void isOffWhereOpenTelemetryIsDisabled() {
        Map<String, String> environment =
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", "OTEL_SDK_DISABLED", "true");
        assertThat(Traces.configured("service", environment)).isSameAs(Traces.OFF);
    }

    @Test
    void offLeavesARecordAsItIs() {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("topic", "run", new byte[0]);
        Traces.OFF.send(record, TraceParent.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        assertThat(record.headers()).isEmpty();
    }
}
