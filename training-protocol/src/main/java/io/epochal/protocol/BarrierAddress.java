package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who waits for the verdict on a barrier event: enough to answer one that cannot be read otherwise.
 *
 * @param sequence of the event
 */
public record BarrierAddress(String run, int attempt, long sequence) {
    private static final Pattern ID = Pattern.compile("([^/]+)/([1-9]\\d{0,8})/(\\d{1,18})");

    public static BarrierAddress of(TrainingEvent.Barrier barrier) {
        return new BarrierAddress(barrier.run(), barrier.attempt(), barrier.sequence());
    }

    /**
     * Looks for it in what may be garbage: in the value, and else in {@code ce_id}. Empty when the record is by its own type no
     * barrier event, or does not name its run.
     */
    public static Optional<BarrierAddress> find(Map<String, String> headers, byte[] value) {
        String type = headers.getOrDefault("ce_type", "");
        if (Wire.names(TrainingEvent.Barrier.class).stream().noneMatch(name -> type.equals(Wire.TYPE_PREFIX + name))) {
            return Optional.empty();
        }
        return inValue(value).or(() -> ofId(headers.getOrDefault("ce_id", "")));
    }

    /** The verdict by which its run fails, so that its trainer does not wait for ever. */
    public Verdict failed(String reason, Instant now) {
        return new Verdict(
                run,
                attempt,
                sequence,
                now,
                List.of(new Command.FailRun(Printable.of(reason, 1000))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Ask.AT_EPOCH_END);
    }

    /** The address that a {@code ce_id} of an event says; empty for any other text. */
    public static Optional<BarrierAddress> ofId(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() && Identifier.isValid(matcher.group(1))
                ? Optional.of(new BarrierAddress(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    /** Reads the top level only, and only as far as it is JSON: what is wrong may come behind. */
    private static Optional<BarrierAddress> inValue(byte[] value) {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = Wire.JSON.createParser(value)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    if (parser.nextToken().isScalarValue()) {
                        found.putIfAbsent(field, parser.getText());
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            // What was found before it counts.
        }
        return ofId(found.get("run") + "/" + found.get("attempt") + "/" + found.get("sequence"));
    }
}
