package io.epochal.callback.messaging;

import io.epochal.callback.delivery.Handling;
import io.epochal.callback.delivery.Place;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a channel does with Kafka's records. */
interface RecordHandling extends Handling<ConsumerRecord<String, byte[]>> {
    static Place placeOf(ConsumerRecord<?, ?> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    @Override
    default Place place(ConsumerRecord<String, byte[]> record) {
        return placeOf(record);
    }
}
