package io.epochal.example.outside;

import io.epochal.kafka.Records;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads a run's events and stops it once {@code val_accuracy} is as asked: BOOTSTRAP RUN VALUE. */
public final class StopWhenAccurate {
    private static final String PREFIX = "training.";

    private StopWhenAccurate() {}

    public static void main(String[] arguments) {
        String run = arguments[1];
        double wanted = Double.parseDouble(arguments[2]);
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                arguments[0],
                "group.id",
                "stop-when-accurate-" + run,
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, byte[]> events =
                new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer())) {
            events.subscribe(List.of(Topic.EVENTS.name(PREFIX)));
            for (boolean over = false; !over; ) {
                for (ConsumerRecord<String, byte[]> record : events.poll(Duration.ofSeconds(1))) {
                    over |= run.equals(record.key()) && over(record, wanted, arguments[0]);
                }
            }
        }
    }

    /** Whether there is nothing left to do: it was stopped, or it has ended. */
    private static boolean over(ConsumerRecord<String, byte[]> record, double wanted, String bootstrap) {
        Message event = read(record);
        if (event instanceof EpochEnded epoch) {
            double accuracy = epoch.metrics().get("val_accuracy").orElse(0);
            System.out.printf("epoch %d: val_accuracy %.4f%n", epoch.epoch() + 1, accuracy);
            if (accuracy >= wanted) {
                String reason = "val_accuracy is " + wanted + " or more";
                send(
                        bootstrap,
                        new CommandRequest(
                                epoch.run(),
                                Instant.now(),
                                "stop-when-accurate",
                                "StopWhenAccurate",
                                new Command.StopTraining(reason)));
                return true;
            }
        }
        return event instanceof RunEnded;
    }

    private static Message read(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record);
        } catch (UnreadableException e) {
            throw new IllegalStateException("an event of a version that this program does not know", e);
        }
    }

    private static void send(String bootstrap, CommandRequest request) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new ByteArraySerializer())) {
            var unused = producer.send(Records.of(Topic.CONTROL.name(PREFIX), request, "/stop-when-accurate"));
            producer.flush();
        }
    }
}
