package io.epochal.chaos.stack;

import io.epochal.kafka.TopicPlan;
import io.epochal.stack.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** Kafka alone in a JVM, so that it can be killed without the store. Run as {@code BrokerMain FOLDER PORT PROXIED_PORT ADVERTISED}. */
public final class BrokerMain {
    static final String READY = "Kafka is up";

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        quiet();
        EmbeddedKafka.ProxyListener proxied =
                new EmbeddedKafka.ProxyListener(Integer.parseInt(arguments[2]), arguments[3]);
        EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), Integer.parseInt(arguments[1]), proxied);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        kafka.create(TopicPlan.singleNode("training."));
        System.out.println(READY);
    }

    public static void quiet() throws IOException {
        try (InputStream settings = EmbeddedKafka.class.getResourceAsStream("/infrastructure-logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        }
    }
}
