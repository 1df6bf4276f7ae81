package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.attach.AttachRequest;
import io.epochal.protocol.attach.CallException;
import io.epochal.protocol.attach.Report;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.ProtocolJson;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a call, whatever it is. */
public final class CallReader {
    private static final Pattern EVENTS = Pattern.compile("/runs/([A-Za-z0-9._-]{1,128})/attempts/([0-9]{1,9})/events");

    /** Of the messages that a trainer says; the service's clock says another one. */
    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

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
            ObjectNode object = object(body);
            json = object;
            return path.equals("/runs") ? attach(object) : events(path, object, before);
        } catch (UnreadableCallException e) {
            return new TrainerCall.Unreadable(json, e.status(), e.problem(), String.valueOf(e.getMessage()));
        } catch (CallException e) {
            return unreadable(json, e);
        }
    }

    static TrainerCall unreadable(JsonNode json, CallException why) {
        return new TrainerCall.Unreadable(json, 422, why.kind().problem(), String.valueOf(why.getMessage()));
    }

    static ObjectNode object(byte[] body) throws UnreadableCallException {
        try {
            return ProtocolJson.object(body, "");
        } catch (SpecException e) {
            throw new UnreadableCallException(400, "not-json", String.valueOf(e.getMessage()));
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

    /** What the callbacks are is not looked into: here they are opaque. */
    private static TrainerCall attach(ObjectNode body) {
        AttachRequest request = AttachRequest.read(body);
        return new TrainerCall.Attach(body, request.run(), request.name(), request.start(), Transport.HTTP);
    }

    private static TrainerCall events(String path, ObjectNode body, Transcript before) throws UnreadableCallException {
        Matcher parts = EVENTS.matcher(path);
        if (!parts.matches()) {
            throw new IllegalArgumentException(path);
        }
        String run = parts.group(1);
        int attempt = Integer.parseInt(parts.group(2));
        TrainingParams params = before.requireAttached(run, attempt).params();
        Report report = Report.read(body, run, attempt, params, TIME);
        List<SaidEvent> said = new ArrayList<>();
        for (TrainingEvent event : report.events()) {
            said.add(new SaidEvent(body.path("events").path(said.size()), event));
        }
        return new TrainerCall.Events(body, run, attempt, said, report.batches(), report.requestWait());
    }
}
