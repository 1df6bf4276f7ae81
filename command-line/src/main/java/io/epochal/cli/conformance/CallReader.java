package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.field.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a call, whatever it is. */
public final class CallReader {
    private static final Pattern EVENTS = Pattern.compile("/runs/([A-Za-z0-9._-]{1,128})/attempts/([0-9]{1,9})/events");

    private CallReader() {}

    /**
     * The call, or what is wrong with it.
     *
     * @param request its method and path, such as {@code POST /runs}
     * @param contentType empty where it has none
     */
    public static TrainerCall read(String request, String contentType, byte[] body, Transcript before) {
        JsonNode json = MissingNode.getInstance();
        try {
            String path = path(request, contentType);
            ObjectNode object = CallBody.object(body);
            json = object;
            return path.equals("/runs") ? AttachReader.read(object) : events(path, object, before);
        } catch (UnreadableCallException e) {
            return new TrainerCall.Unreadable(json, e.status(), e.problem(), String.valueOf(e.getMessage()));
        }
    }

    private static String path(String request, String contentType) throws UnreadableCallException {
        String path = request.startsWith("POST ") ? request.substring("POST ".length()) : "";
        if (!path.equals("/runs") && !EVENTS.matcher(path).matches()) {
            throw new UnreadableCallException(
                    404,
                    "run-unknown",
                    "there are POST /runs and POST /runs/RUN/attempts/ATTEMPT/events; found "
                            + Printable.of(request, 200));
        }
        if (!contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new UnreadableCallException(
                    415,
                    "not-said-to-be-json",
                    "the Content-Type must be application/json; found " + Printable.of(contentType, 100));
        }
        return path;
    }

    private static TrainerCall events(String path, ObjectNode body, Transcript before) throws UnreadableCallException {
        Matcher parts = EVENTS.matcher(path);
        if (!parts.matches()) {
            throw new IllegalArgumentException(path);
        }
        String run = parts.group(1);
        int attempt = Integer.parseInt(parts.group(2));
        return EventsReader.read(
                body, run, attempt, before.requireAttached(run, attempt).params());
    }
}
