package io.epochal.callback.messaging;

import io.epochal.callback.delivery.Handling;
import io.epochal.callback.delivery.RecordPosition;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a channel does with Kafka's records. */
interface RecordHandling extends Handling<ConsumerRecord<String, byte[]>> {
    static RecordPosition placeOf(ConsumerRecord<?, ?> record) {
        return new RecordPosition(record.topic(), record.partition(), record.offset());
    }

    @Override
    default RecordPosition place(ConsumerRecord<String, byte[]> record) {
        return placeOf(record);
    }
}
