package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Says events of one attempt, and says a call again until it has an answer. */
abstract class ContractLine {
    private static final long PAUSE = 20_000_000;

    final PlantedFault fault;
    private final BooleanSupplier killed;
    private ArrayNode unsaid = Wire.JSON.createArrayNode();
    ArrayNode batches = Wire.JSON.createArrayNode();
    String path = "/runs";
    long sequence = 1;
    /** The body of the last call. */
    ObjectNode said = Wire.JSON.createObjectNode();

    ContractLine(PlantedFault fault, BooleanSupplier killed) {
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
            checkAlive();
            try {
                return once(body);
            } catch (IOException e) {
                noAnswer(body);
            }
        }
    }

    final void checkAlive() {
        if (killed.getAsBoolean()) {
            throw new Dead();
        }
    }

    /** The answer to a call; {@link IOException} where there is none, and the call is to be said again. */
    abstract JsonNode once(ObjectNode body) throws IOException;

    /** Whether the trainer takes its run from the queue. */
    boolean isOfQueue() {
        return false;
    }

    /** Before something is stored. */
    void checkFence() throws IOException {}

    abstract void close();

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
}
