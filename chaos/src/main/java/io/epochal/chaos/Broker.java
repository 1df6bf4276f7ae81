package io.epochal.chaos;

import io.epochal.kafka.TopicPlan;
import io.epochal.stack.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** Kafka alone in a JVM, so that it can be killed without the store. Run as {@code Broker FOLDER PORT DOOR ADVERTISED}. */
final class Broker {
    static final String READY = "Kafka is up";

    private Broker() {}

    public static void main(String[] arguments) throws IOException {
        quiet();
        EmbeddedKafka.Door door = new EmbeddedKafka.Door(Integer.parseInt(arguments[2]), arguments[3]);
        EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), Integer.parseInt(arguments[1]), door);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        kafka.create(TopicPlan.singleNode("training."));
        System.out.println(READY);
    }

    static void quiet() throws IOException {
        try (InputStream settings = EmbeddedKafka.class.getResourceAsStream("/infrastructure-logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        }
    }
}
