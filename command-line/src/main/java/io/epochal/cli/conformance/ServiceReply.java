package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scripted service's answer to one call.
 *
 * @param status of HTTP
 * @param json the body, without {@code commands}
 * @param verdict which the body has
 * @param issued users' requests that are said here for the first time
 * @param commands users' requests that are not answered yet, {@code issued} included
 * @param intended whether a status of 400 or more is the scenario's, and not the trainer's fault
 */
public record ServiceReply(
        int status,
        ObjectNode json,
        @Nullable Verdict verdict,
        List<CommandRequest> issued,
        List<CommandRequest> commands,
        Move move,
        boolean intended) {
    static ServiceReply refusing(Move.RefusedCall problem, Move move, boolean intended) {
        ObjectNode json = Wire.JSON
                .createObjectNode()
                .put("type", "urn:epochal:problem:" + problem.problem())
                .put("title", problem.problem())
                .put("status", problem.status())
                .put("detail", problem.detail());
        return new ServiceReply(problem.status(), json, null, List.of(), List.of(), move, intended);
    }

    /** Whether the service has taken what the call said. */
    public boolean isTaken() {
        return status < 400 && move.line() != Move.Line.CUT;
    }

    /** The same with more requests. */
    public ServiceReply with(List<CommandRequest> more) {
        return new ServiceReply(status, json, verdict, joined(issued, more), joined(commands, more), move, intended);
    }

    private static List<CommandRequest> joined(List<CommandRequest> some, List<CommandRequest> more) {
        List<CommandRequest> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** What is sent. */
    public ObjectNode body() {
        ObjectNode body = json.deepCopy();
        if (status < 400) {
            body.set("commands", Wire.JSON.valueToTree(commands));
        }
        return body;
    }
}
