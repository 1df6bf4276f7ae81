package io.epochal.fuzz;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.tracing.TraceParent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is read from Kafka. */
final class RecordDoors {
    /** As the service itself limits it, for a record in Kafka. */
    private static final int MOST_VERDICT_BYTES = 900_000;

    private RecordDoors() {}

    static List<Door> all() throws IOException {
        List<byte[]> records = Doors.files("training-protocol/src/test/resources/wire", name -> name.endsWith(".json"));
        Damage json = Damage.anyOf(new DamagedJson(), new DamagedJson(), new DamagedJson(), new DamagedBytes());
        return List.of(
                new Door(
                        "events, verdicts and requests",
                        12,
                        records,
                        inValue(json.repeated()),
                        (input, folder) -> record(input),
                        List.of(UnreadableException.class)),
                new Door(
                        "barriers with every callback",
                        12,
                        EveryBarrier.records(),
                        inValue(json.repeated()),
                        (input, folder) -> record(input),
                        List.of(UnreadableException.class)),
                new Door(
                        "traceparent",
                        2,
                        List.of(Doors.text("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")),
                        Damage.anyOf(new DamagedText(), new DamagedBytes()).repeated(),
                        (input, folder) -> traced(Doors.text(input)),
                        List.of(SpecException.class)));
    }

    static TrainingParams params() {
        return TrainingParams.of(RunSpec.of(Map.of(
                "name",
                "test",
                "data",
                Map.of("dataset", "mnist", "scale", List.of(0, 1)),
                "model",
                Map.of("layers", List.of(Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
                "optimizer",
                Map.of("type", "adam"),
                "validation_split",
                0.2)));
    }

    /** Of a golden file, which has the headers beside the value; a length before the headers keeps both apart. */
    private static Damage inValue(Damage damage) {
        return (input, random) -> {
            JsonNode golden = Wire.JSON.readTree(input);
            byte[] headers = Wire.JSON.writeValueAsBytes(golden.get("headers"));
            byte[] value = damage.of(Wire.JSON.writeValueAsBytes(golden.get("value")), random);
            return ByteBuffer.allocate(Integer.BYTES + headers.length + value.length)
                    .putInt(headers.length)
                    .put(headers)
                    .put(value)
                    .array();
        };
    }

    private static void record(byte[] input) throws IOException, UnreadableException {
        byte[] apart = input[0] == '{' ? inValue((value, random) -> value).of(input, new Random(0)) : input;
        int length = ByteBuffer.wrap(apart).getInt();
        Map<String, String> headers = Wire.JSON.readValue(
                Arrays.copyOfRange(apart, Integer.BYTES, Integer.BYTES + length), new TypeReference<>() {});
        Message message = Wire.decode(headers, Arrays.copyOfRange(apart, Integer.BYTES + length, apart.length));
        if (message instanceof TrainingEvent.Barrier barrier) {
            Verdict decided = decided(barrier);
            decided.reasons().forEach(reason -> requirePrintable(reason.text()));
            Wire.Encoded verdict = Wire.encode(decided, "/fuzz");
            if (verdict.value().length > MOST_VERDICT_BYTES) {
                throw new IllegalStateException("a verdict of " + verdict.value().length + " bytes");
            }
            var unused = Wire.decode(verdict.headers(), verdict.value());
        }
    }

    private static void requirePrintable(String reason) {
        if (!reason.matches("\\P{Cc}{0,1000}")) {
            throw new IllegalStateException(
                    "a reason of " + reason.length() + " characters, or unprintable: " + reason);
        }
    }

    private static Verdict decided(TrainingEvent.Barrier barrier) {
        try {
            return Deliberation.decide(barrier, CallbackProviders.NONE, Instant.EPOCH);
        } catch (SpecException e) {
            return Deliberation.fail(barrier, String.valueOf(e.getMessage()), Instant.EPOCH);
        }
    }

    /** A header that is none counts as none. */
    private static void traced(String header) {
        if (TraceParent.of(header).equals(TraceParent.NONE)) {
            throw new SpecException("traceparent", "is none");
        }
    }
}
