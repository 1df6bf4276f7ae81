package io.epochal.callback.messaging;

import io.epochal.callback.delivery.RecordPosition;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where Kafka's records are, in words that the delivery knows. */
final class RecordPositions {
    private RecordPositions() {}

    static RecordPosition of(ConsumerRecord<?, ?> record) {
        return new RecordPosition(record.topic(), record.partition(), record.offset());
    }
}
