package io.epochal.tracing;

import org.apache.kafka.clients.producer.RecordMetadata;

/** Something that takes time, in a trace. Any thread may end it, once; what comes later changes nothing. */
public interface TracedSpan {
    /** Where nothing is traced. */
    TracedSpan NONE = new TracedSpan() {
        @Override
        public TraceParent context() {
            return TraceParent.NONE;
        }

        @Override
        public void stored(RecordMetadata place) {}

        @Override
        public void failed(Throwable fault) {}

        @Override
        public void end() {}
    };

    /** What is to be below it. */
    TraceParent context();

    /** Ends the sending of a record that Kafka has. */
    void stored(RecordMetadata place);

    /** Ends it as an error. */
    void failed(Throwable fault);

    void end();
}
