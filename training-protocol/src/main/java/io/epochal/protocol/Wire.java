package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochal.protocol.field.Excerpt;
import io.epochal.protocol.field.ProtocolJson;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How messages are written: CloudEvents 1.0 in binary mode. The attributes are record headers, the value is JSON.
 *
 * <p>Unknown fields are ignored and unknown types are refused, so that a new version can be rolled out beside an old one.
 */
public final class Wire {
    static final String TYPE_PREFIX = "io.epochal.";

    private static final Map<String, Class<? extends Message>> TYPES = types(Message.class, new TreeMap<>());

    /** Snake-case names; times as ISO-8601; NaN and the infinities as texts. */
    public static final ObjectMapper JSON = ProtocolJson.MAPPER;

    private Wire() {}

    /** One message as a log stores it. */
    public record Encoded(String key, Map<String, String> headers, byte[] value) {}

    /** The {@code ce_type} of such a message, such as {@code io.epochal.EpochEnded}. */
    public static String type(Class<? extends Message> message) {
        return TYPE_PREFIX + message.getSimpleName();
    }

    /** @param source the sender, such as {@code /trainer/7f3a} */
    public static Encoded encode(Message message, String source) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", message.id());
        headers.put("ce_source", source);
        headers.put("ce_type", type(message.getClass()));
        headers.put("ce_subject", message.run());
        headers.put("ce_time", message.time().toString());
        headers.put("content-type", "application/json");
        try {
            return new Encoded(message.run(), headers, JSON.writeValueAsBytes(message));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot write " + message.id() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The names of all types of this kind, as {@code ce_type} has them behind its prefix, in the order of their characters. */
    public static List<String> names(Class<? extends Message> kind) {
        return List.copyOf(types(kind).keySet());
    }

    /** The types of this kind, by their names as {@link #names} has them. */
    public static <M extends Message> SortedMap<String, Class<? extends M>> types(Class<M> kind) {
        SortedMap<String, Class<? extends M>> types = new TreeMap<>();
        TYPES.forEach((name, type) -> {
            if (kind.isAssignableFrom(type)) {
                types.put(name, type.asSubclass(kind));
            }
        });
        return types;
    }

    /** Reads a message back, whatever the value; the exception says in words why it cannot be read. */
    public static Message decode(Map<String, String> headers, byte[] value) throws UnreadableException {
        String type = headers.get("ce_type");
        if (type == null || !type.startsWith(TYPE_PREFIX)) {
            throw new UnreadableException(
                    "the header ce_type must begin with " + TYPE_PREFIX + "; found " + Excerpt.of(type), null);
        }
        Class<? extends Message> target = TYPES.get(type.substring(TYPE_PREFIX.length()));
        if (target == null) {
            throw new UnreadableException("the type " + Excerpt.of(type) + " is not known to this version", null);
        }
        if (value.length > ProtocolJson.MOST_BYTES) {
            throw new UnreadableException(
                    "a message has at most " + ProtocolJson.MOST_BYTES + " bytes; found " + value.length, null);
        }
        try {
            Message message = EarlierBarriers.have(target)
                    ? ProtocolJson.READER.treeToValue(
                            EarlierBarriers.withParams(ProtocolJson.READER.readTree(value)), target)
                    : ProtocolJson.READER.forType(target).readValue(value);
            MessageCheck.check(message);
            return message;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            ReadFailure failure = ReadFailure.of(e);
            throw new UnreadableException(failure.place(), "the value is not a " + type + ": " + failure.why(), null);
        }
    }

    /** Checks a message that this process has made as {@link #decode} checks one that it has read. */
    public static void check(Message message) throws UnreadableException {
        try {
            MessageCheck.check(message);
        } catch (SpecException e) {
            throw new UnreadableException(
                    "the message is not a " + type(message.getClass()) + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Class<? extends Message>> types(
            Class<? extends Message> type, Map<String, Class<? extends Message>> found) {
        if (type.isRecord()) {
            found.put(type.getSimpleName(), type);
            return found;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            types(permitted.asSubclass(Message.class), found);
        }
        return found;
    }
}
