package io.epochal.callback.messaging;

import io.epochal.protocol.TrainingEvent;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.TracedSpan;
import io.epochal.tracing.Traces;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What goes to Kafka for an attached program.
 *
 * @param traced whether its sending is a span
 * @param parent what the program is doing, or the event that a verdict follows from
 */
record AttachedRecord(ProducerRecord<String, byte[]> record, boolean traced, TraceParent parent) {
    /** Of what a program says, questions and applied verdicts are traced, as for our own trainer. */
    static AttachedRecord of(TrainingEvent event, ProducerRecord<String, byte[]> record, TraceParent parent) {
        boolean traced = event instanceof TrainingEvent.Barrier || event instanceof TrainingEvent.VerdictApplied;
        return new AttachedRecord(record, traced, parent);
    }

    /** Begins to send it. */
    TracedSpan begin(Traces traces) {
        return traced ? traces.send(record, parent) : TracedSpan.NONE;
    }

    /** What its header names, once it was sent. */
    TraceParent named() {
        Header header = record.headers().lastHeader(TraceParent.HEADER);
        return header == null
                ? TraceParent.NONE
                : TraceParent.of(new String(header.value(), StandardCharsets.US_ASCII));
    }
}
