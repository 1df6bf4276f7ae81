package io.epochal.callback.api.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.field.ProtocolJson;
import io.epochal.protocol.field.SpecException;

/** The body of a request, as JSON. */
public final class JsonBody {
    private JsonBody() {}

    /**
     * The one object that it is.
     *
     * @param example as {@link ProtocolJson#object} has it
     * @throws ProblemException for anything else
     */
    public static ObjectNode object(byte[] body, String example) {
        try {
            return ProtocolJson.object(body, example);
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.NOT_JSON, String.valueOf(e.getMessage()));
        }
    }
}
