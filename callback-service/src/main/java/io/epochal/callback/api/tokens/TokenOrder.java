package io.epochal.callback.api.tokens;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.Role;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The token that somebody wants.
 *
 * @param runs that it sees
 * @param expires empty for never
 */
public record TokenOrder(String name, Role role, RunGlobs runs, Optional<Instant> expires) {
    /** @throws ProblemException for what is none */
    public static TokenOrder read(ObjectNode body, Instant now) {
        try {
            Fields fields = Fields.of("", Wire.JSON.convertValue(body, Map.class));
            TokenOrder order = new TokenOrder(
                    name(fields),
                    role(fields),
                    RunGlobs.check("runs", fields.texts("runs", List.of())),
                    fields.optionalText("expires").map(text -> expires(text, now)));
            fields.end();
            if (order.role() == Role.ADMIN && !order.runs().areAll()) {
                throw new SpecException("runs", "must be left out for the role admin, which is for all runs");
            }
            return order;
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.NOT_A_TOKEN, String.valueOf(e.getMessage()));
        }
    }

    private static String name(Fields fields) {
        String name = Identifier.check("name", fields.text("name"));
        if (name.equals(ApiToken.ROOT)) {
            throw new SpecException("name", "must not be " + name + ", which is the operator's own token");
        }
        return name;
    }

    private static Role role(Fields fields) {
        String text = fields.text("role");
        return Role.named(text).orElseThrow(() -> new SpecException("role", "must be one of " + Role.names(), text));
    }

    private static Instant expires(String text, Instant now) {
        try {
            Instant time = Instant.parse(text);
            if (time.isAfter(now)) {
                return time;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw new SpecException("expires", "must be a time to come, such as 2030-01-02T03:04:05Z", text);
    }
}
