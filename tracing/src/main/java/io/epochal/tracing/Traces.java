package io.epochal.tracing;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * Begins spans. It changes of a record only the header {@code traceparent}, and throws nothing: a trace says what happened and changes
 * nothing of it.
 */
public interface Traces extends AutoCloseable {
    /** No span and no header. */
    Traces OFF = new Traces() {
        @Override
        public boolean on() {
            return false;
        }

        @Override
        public TracedSpan begin(String name, Map<String, String> attributes, TraceParent link) {
            return TracedSpan.NONE;
        }

        @Override
        public TracedSpan send(ProducerRecord<String, byte[]> record, TraceParent parent) {
            return TracedSpan.NONE;
        }

        @Override
        public TracedSpan process(ConsumerRecord<String, byte[]> record, String reader, TraceParent instead) {
            return TracedSpan.NONE;
        }

        @Override
        public TraceParent named(ConsumerRecord<String, byte[]> record) {
            return TraceParent.NONE;
        }

        @Override
        public void close() {}
    };

    /**
     * Traces where {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} is set. A setting that OpenTelemetry
     * refuses is logged, and nothing is traced.
     *
     * @param service the name of this service, unless {@code OTEL_SERVICE_NAME} has another
     * @param environment of this process
     */
    static Traces configured(String service, Map<String, String> environment) {
        if (!isAsked(environment)) {
            return OFF;
        }
        try {
            return OtlpExport.open(service);
        } catch (RuntimeException | LinkageError e) {
            Logger.getLogger(Traces.class).errorf(e, "nothing is traced: %s", e.getMessage());
            return OFF;
        }
    }

    private static boolean isAsked(Map<String, String> environment) {
        String all = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        String traces = environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", all);
        return !traces.isBlank() && !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"));
    }

    /** Whether spans are made of anything. */
    boolean on();

    /**
     * Begins a trace.
     *
     * @param link a span of another trace that this one goes on from
     */
    TracedSpan begin(String name, Map<String, String> attributes, TraceParent link);

    /** Begins the sending of a record, whose header names that, unless it was sent before and names the first try. */
    TracedSpan send(ProducerRecord<String, byte[]> record, TraceParent parent);

    /**
     * Begins the handling of a record, below the span that its header names.
     *
     * @param reader the consumer group, or who reads without one
     * @param instead what it is below where the header names no span
     */
    TracedSpan process(ConsumerRecord<String, byte[]> record, String reader, TraceParent instead);

    /** What a record's header names. */
    TraceParent named(ConsumerRecord<String, byte[]> record);

    /** Exports what has ended, within two seconds. */
    @Override
    void close();
}
