package io.epochal.chaos.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.kafka.Records;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of other runs that every reader must survive: requests, events and commands with generated invalid names, callback lists
 * and values, and records that are no messages. The same seed makes the same records.
 */
final class HostileTraffic {
    private static final String RUN = "chaos-neighbour";
    private static final byte[] MARK = {1};

    private static final List<String> NAMES = List.of(
            "",
            "-x",
            "..",
            "../x",
            "/etc/x",
            "a/b",
            "a b",
            "a\u0000b",
            "mod\u00e8le",
            "\u001b[2J",
            "x".repeat(300),
            "\ud83d\ude00",
            "a\\b",
            "victim/attempts/x",
            ".recorded-csv-0.json");

    private final SplittableRandom random;
    private final RunSpec spec;

    HostileTraffic(long seed, RunSpec spec) {
        this.random = new SplittableRandom(seed);
        this.spec = spec;
    }

    /** Whether this traffic is the cause of a dead letter. */
    static boolean isCauseOf(ConsumerRecord<String, byte[]> letter) {
        boolean named = letter.key() != null && letter.key().startsWith(RUN);
        return named || letter.headers().lastHeader(RUN) != null;
    }

    /** All kinds of records, shuffled by the seed. */
    List<ProducerRecord<String, byte[]>> records() throws IOException {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            records.add(request());
            records.add(event(pick(hostileLists())));
            records.add(attached(pick(hostileLists())));
            records.add(command());
            records.add(garbage(pick(List.of(Topic.RUNS, Topic.EVENTS, Topic.CONTROL))));
        }
        Collections.shuffle(records, new java.util.Random(random.nextLong()));
        return records;
    }

    /** An event whose plug-in ends the process of each callback service that decides on it. */
    ProducerRecord<String, byte[]> deadly() throws IOException {
        String deed = pick(List.of("HALT", "EXIT", "FILL_THE_HEAP"));
        return event(List.of(Map.of("type", "Hostile", "deed", deed)));
    }

    private ProducerRecord<String, byte[]> request() throws IOException {
        String name = pick(NAMES);
        ObjectNode value = Wire.JSON.valueToTree(new RunRequested(RUN, Instant.now(), spec));
        if (random.nextBoolean()) {
            value.put("run", name);
        } else {
            ((ObjectNode) value.get("spec")).set(pick(List.of("model", "data", "callbacks", "epochs")), null);
        }
        return record(Topic.RUNS, name, "RunRequested", Wire.JSON.writeValueAsBytes(value));
    }

    private ProducerRecord<String, byte[]> event(List<Map<String, Object>> callbacks) throws IOException {
        String run = RUN + "-" + random.nextInt(1 << 20);
        EpochEnded event = new EpochEnded(
                run,
                1,
                0,
                Instant.now(),
                TrainingParams.of(spec),
                0,
                1,
                Metrics.NONE.with("loss", 1).with("val_loss", Double.NaN),
                0.1,
                1,
                false,
                callbacks);
        return record(Topic.EVENTS, run, "EpochEnded", Wire.JSON.writeValueAsBytes(event));
    }

    /** A program that is not our trainer begins, and is never heard of again. */
    private ProducerRecord<String, byte[]> attached(List<Map<String, Object>> callbacks) throws IOException {
        String run = RUN + "-" + random.nextInt(1 << 20);
        AttachedTrainer trainer = new AttachedTrainer(
                "a", pick(NAMES), AttachedTrainer.Unit.EVALUATION, List.of("StopTraining", pick(NAMES)), 1);
        TrainingParams params = new TrainingParams(
                null,
                List.of(pick(NAMES)),
                true,
                0.1,
                false,
                false,
                Semantics.KERAS_3_15,
                Map.of(pick(NAMES), Direction.MAX),
                null,
                true);
        TrainingEvent event =
                new TrainingEvent.AttachedRunStarted(run, 1, 0, Instant.now(), trainer, params, callbacks);
        return record(Topic.EVENTS, run, "AttachedRunStarted", Wire.JSON.writeValueAsBytes(event));
    }

    private ProducerRecord<String, byte[]> command() {
        Command command = pick(List.of(
                new Command.SaveCheckpoint(pick(NAMES)),
                new Command.StopTraining("\u001b[2J".repeat(1000)),
                new Command.ReplaceCallbacks(Collections.nCopies(5000, Map.of("type", "TerminateOnNaN")))));
        String run = RUN + "-" + random.nextInt(1 << 20);
        ProducerRecord<String, byte[]> record = Records.of(
                Topic.CONTROL.name(RunLog.PREFIX),
                new CommandRequest(run, Instant.now(), pick(NAMES), "\u001b[31m" + RUN, command),
                "/chaos");
        return marked(record);
    }

    private ProducerRecord<String, byte[]> garbage(Topic topic) {
        byte[] bytes = new byte[random.nextInt(2000)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        String type = pick(List.of(
                "EpochEnded",
                "RunStarted",
                "AttachedRunResumed",
                "TrainingEnded",
                "RunRequested",
                "Verdict",
                "NoSuchType",
                ""));
        return record(topic, random.nextBoolean() ? RUN : pick(NAMES), type, random.nextInt(8) == 0 ? null : bytes);
    }

    private List<List<Map<String, Object>>> hostileLists() {
        String name = pick(NAMES);
        return List.of(
                List.of(Map.of("type", "TensorBoard"), Map.of("type", "CSVLogger", "filename", "logs")),
                List.of(Map.of("type", "CSVLogger", "filename", name)),
                List.of(Map.of("type", "TensorBoard", "log_dir", name)),
                List.of(Map.of("type", "ModelCheckpoint", "filepath", name + "{epoch:0300000000d}")),
                List.of(Map.of("type", "ModelCheckpoint", "filepath", "{val_loss:.900f}")),
                List.of(Map.of("type", "RemoteMonitor", "root", "http://127.0.0.1:9/a b", "path", "/" + name)),
                List.of(Map.of("type", "CSVLogger", "filename", "/tmp/" + RUN + ".txt")),
                Collections.nCopies(5000, Map.of("type", "TerminateOnNaN")),
                List.of(Map.of("type", name)),
                List.of(Map.of("type", "Hostile", "deed", pick(List.of("THROW", "OVERFLOW", "MISS", "SPIN")))));
    }

    private static ProducerRecord<String, byte[]> record(
            Topic topic, String key, String type, byte @Nullable [] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(RunLog.PREFIX), key, value);
        record.headers().add("ce_type", ("io.epochal." + type).getBytes(StandardCharsets.UTF_8));
        return marked(record);
    }

    private static ProducerRecord<String, byte[]> marked(ProducerRecord<String, byte[]> record) {
        record.headers().add(RUN, MARK);
        return record;
    }

    private <T> T pick(List<T> among) {
        return among.get(random.nextInt(among.size()));
    }
}
