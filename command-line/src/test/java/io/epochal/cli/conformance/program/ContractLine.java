package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Says events of one attempt, and says a call again until it has an answer. */
final class ContractLine {
    private static final long PAUSE = 20_000_000;

    private final URI service;
    private final PlantedFault fault;
    private final BooleanSupplier killed;
    private ArrayNode unsaid = Wire.JSON.createArrayNode();
    ArrayNode batches = Wire.JSON.createArrayNode();
    String path = "/runs";
    long sequence = 1;
    /** The body of the last call. */
    ObjectNode said = Wire.JSON.createObjectNode();

    ContractLine(URI service, PlantedFault fault, BooleanSupplier killed) {
        this.service = service;
        this.fault = fault;
        this.killed = killed;
    }

    /** The trainer was killed: it says nothing, and does nothing. */
    static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The service has refused a call. */
    static final class RefusedByService extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int status;

        RefusedByService(int status, String body) {
            super(status + " " + body);
            this.status = status;
        }
    }

    ObjectNode say(String type) {
        if (fault == PlantedFault.LEAVES_A_GAP && sequence == 3) {
            sequence++;
        }
        return unsaid.addObject().put("type", type).put("sequence", sequence++);
    }

    JsonNode send(double wait) {
        ObjectNode body = Wire.JSON.createObjectNode();
        body.set("events", unsaid);
        body.set("batches", batches);
        if (wait > 0) {
            body.put("wait", wait);
        }
        JsonNode answer = post(body);
        unsaid = Wire.JSON.createArrayNode();
        batches = Wire.JSON.createArrayNode();
        return answer;
    }

    JsonNode post(ObjectNode body) {
        said = body;
        while (true) {
            if (killed.getAsBoolean()) {
                throw new Dead();
            }
            try {
                return once(body);
            } catch (IOException e) {
                noAnswer(body);
            }
        }
    }

    private void noAnswer(ObjectNode body) {
        if (fault == PlantedFault.GIVES_UP_AFTER_A_CUT) {
            throw new Dead();
        }
        if (fault == PlantedFault.ATTACHES_ANEW_AFTER_A_CUT && body.has("attach_id")) {
            body.put("attach_id", "another");
        }
        if (body.path("events").size() > 0 && fault == PlantedFault.NUMBERS_A_REPEAT_ANEW) {
            body.get("events").forEach(event -> ((ObjectNode) event).put("sequence", sequence++));
        }
        if (body.path("events").size() > 0 && fault == PlantedFault.GOES_ON_WITHOUT_THE_LOST_ROUND) {
            throw new RefusedByService(0, "no answer");
        }
        LockSupport.parkNanos(PAUSE);
    }

    private JsonNode once(ObjectNode body) throws IOException {
        HttpURLConnection http =
                (HttpURLConnection) service.resolve(path).toURL().openConnection();
        http.setRequestMethod("POST");
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        // Else the JDK itself says a call again.
        http.setChunkedStreamingMode(0);
        http.getOutputStream().write(Wire.JSON.writeValueAsBytes(body));
        int status = http.getResponseCode();
        if (status == 503) {
            throw new IOException("503");
        }
        if (status >= 400) {
            throw new RefusedByService(
                    status, Wire.JSON.readTree(http.getErrorStream()).toString());
        }
        return Wire.JSON.readTree(http.getInputStream());
    }
}
