package io.epochal.callback.api.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.field.ProtocolJson;
import java.io.IOException;

/** The body of a request, as JSON. */
public final class JsonBody {
    private JsonBody() {}

    /**
     * The one object that it is.
     *
     * @param example of what would be right, with how it is said, such as {@code , such as {}}; may be empty
     * @throws ProblemException for anything else
     */
    public static ObjectNode object(byte[] body, String example) {
        String found = "something else";
        try {
            if (ProtocolJson.READER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            found = e.getOriginalMessage();
        } catch (IOException e) {
            found = String.valueOf(e.getMessage());
        }
        throw new ProblemException(
                ProblemType.NOT_JSON, "the body must be a JSON object" + example + "; found: " + found);
    }
}
