package io.epochal.trainer.messaging;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.kafka.Records;
import io.epochal.kafka.ShareGroup;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.stack.GuardedKafka;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** What a trainer does with each thing that it has a right to, one by one and with the clients that it has. */
record TrainerActions(KafkaSettings settings) {
    private static final long LIMIT_SECONDS = 15;

    /** By what is to be done to what. */
    Map<String, GuardedKafka.Action> all() {
        return Map.ofEntries(
                Map.entry("READ training.runs", this::takesARun),
                Map.entry("READ trainers", this::takesARun),
                Map.entry("READ trainers-classic", this::takesARunOfTheClassicGroup),
                Map.entry("ALTER_CONFIGS trainers", this::setsUpTheShareGroup),
                Map.entry("WRITE training.runs", () -> says(Topic.RUNS, settings.eventProducer())),
                Map.entry("WRITE training.events", () -> says(Topic.EVENTS, settings.eventProducer())),
                Map.entry("WRITE training.batches", () -> says(Topic.BATCHES, settings.batchProducer())),
                Map.entry("WRITE training.dead-letters", () -> says(Topic.DEAD_LETTERS, settings.eventProducer())),
                Map.entry("READ training.events", this::readsWhatWasAnswered),
                Map.entry("READ training.control", () -> reads(Topic.CONTROL)),
                Map.entry("READ training.verdicts", () -> reads(Topic.VERDICTS)));
    }

    private void says(Topic topic, KafkaProducer<String, byte[]> producer)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (producer) {
            RunRequested message = new RunRequested("rights", Instant.EPOCH, RunQueueTest.SPEC);
            var unused = producer.send(Records.of(settings.topic(topic), message, "/test"))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void takesARun() throws IOException {
        try (KafkaShareConsumer<String, byte[]> consumer = settings.sharedRunConsumer()) {
            consumer.subscribe(List.of(settings.topic(Topic.RUNS)));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                inTime(deadline);
            }
        }
    }

    private void takesARunOfTheClassicGroup() throws IOException {
        try (KafkaConsumer<String, byte[]> consumer = settings.ownedRunConsumer(new HeldPartition())) {
            consumer.subscribe(List.of(settings.topic(Topic.RUNS)));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                inTime(deadline);
            }
        }
    }

    void setsUpTheShareGroup() throws IOException {
        new ShareGroup(settings.client(), ShareGroup.TRAINERS).ensure();
    }

    private void readsWhatWasAnswered() {
        try (KafkaConsumer<String, byte[]> consumer = settings.controlConsumer()) {
            RunOffsets log = RunOffsets.open("rights", new InMemoryObjectStore(), settings);
            var unused = AnsweredCommands.read("rights", 2, log, consumer, settings.topic(Topic.EVENTS));
        }
    }

    private void reads(Topic topic) {
        TopicPartition partition = new TopicPartition(settings.topic(topic), 0);
        try (KafkaConsumer<String, byte[]> consumer = settings.controlConsumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.poll(Duration.ofSeconds(2));
            consumer.position(partition);
        }
    }

    private static void inTime(long deadline) throws IOException {
        if (System.nanoTime() > deadline) {
            throw new IOException("no run came in time");
        }
    }
}
