package io.epochal.cli.timeline;

import io.epochal.cli.run.RunMessages;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes runs that have ended into the log of a stack; {@code benchmarks/growth.py} starts it. */
public final class OldRuns {
    private static final int EPOCHS = 3;

    private OldRuns() {}

    /** @param arguments the file by which a stack's Kafka is reached, and how many runs */
    public static void main(String[] arguments) throws IOException {
        Properties client = new Properties();
        try (Reader lines = Files.newBufferedReader(Path.of(arguments[0]))) {
            client.load(lines);
        }
        Map<String, Object> settings = new HashMap<>(Map.of("linger.ms", "5"));
        client.stringPropertyNames().forEach(name -> settings.put(name, client.getProperty(name)));
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int run = 0; run < Integer.parseInt(arguments[1]); run++) {
                RunMessages old = new RunMessages("old-" + run);
                send(producer, Topic.EVENTS, old.started(1));
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    send(producer, Topic.EVENTS, old.epoch(1, epoch + 1, epoch, 1.0 / (epoch + 1)));
                }
                send(producer, Topic.EVENTS, old.ended(1, EPOCHS + 1, RunStatus.COMPLETED));
            }
        }
    }

    private static void send(Producer<String, byte[]> producer, Topic topic, Message message) {
        var unused = producer.send(Records.of(topic.name("training."), message, "/old"));
    }
}
