package io.epochal.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Tokens, a line each. */
public final class TokensTable {
    private TokensTable() {}

    /** @param tokens as {@code GET /tokens} lists them */
    public static String text(JsonNode tokens) {
        if (tokens.isEmpty()) {
            return "there are no tokens but the operator's own; ./epochal tokens create NAME --role viewer makes one\n";
        }
        TextTable columns = new TextTable("NAME", "ROLE", "RUNS", "CREATED", "BY", "EXPIRES");
        for (JsonNode token : tokens) {
            List<String> runs = new ArrayList<>();
            token.path("runs").forEach(glob -> runs.add(glob.asText()));
            columns.row(
                    token.path("name").asText(),
                    token.path("role").asText(),
                    runs.isEmpty() ? "all" : String.join(",", runs),
                    token.path("created").asText(),
                    token.path("created_by").asText(),
                    token.path("expires").asText("never"));
        }
        return columns.text();
    }
}
