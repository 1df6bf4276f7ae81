package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each exchange on the page about trainers happens as it stands there, in its order. With {@code -Dtrainers-page=write} the answers on
 * the page are replaced by those that come.
 */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class TrainersPageQuarkusTest {
    private static final Path PAGE = Path.of("..", "docs", "trainers.md");
    private static final Pattern EXCHANGE =
            Pattern.compile("```http\nPOST (\\S+)\n(.*?)```\n\n```json (\\d+)\n(.*?)```", Pattern.DOTALL);
    private static final String TIME = "2026-01-02T03:04:05.678Z";

    @TestHTTPResource
    URI root;

    @Test
    void eachExchangeIsARealOne() throws Exception {
        String page = Files.readString(PAGE);
        HttpTrainer http = new HttpTrainer(root, "");
        StringBuilder written = new StringBuilder();
        Matcher exchanges = EXCHANGE.matcher(page);
        int found = 0;
        while (exchanges.find()) {
            HttpTrainer.Answer answer = http.post(exchanges.group(1), exchanges.group(2));
            JsonNode json = atOneTime(answer.json());
            if ("write".equals(System.getProperty("trainers-page"))) {
                exchanges.appendReplacement(written, Matcher.quoteReplacement(again(exchanges, answer.status(), json)));
            } else {
                assertThat(answer.status()).as(json.toString()).isEqualTo(Integer.parseInt(exchanges.group(3)));
                assertThat(json).isEqualTo(Wire.JSON.readTree(exchanges.group(4)));
            }
            found++;
        }
        assertThat(found).isEqualTo(8);
        if (written.length() > 0) {
            Files.writeString(PAGE, exchanges.appendTail(written).toString());
        }
    }

    @Test
    void namesEveryProblemThatTrainersMeet() throws IOException {
        String page = Files.readString(PAGE);
        for (ProblemType type : List.of(
                ProblemType.SUPERSEDED,
                ProblemType.GAP,
                ProblemType.RUN_ENDED,
                ProblemType.NOT_ATTACHED,
                ProblemType.NOT_A_REQUEST,
                ProblemType.NOT_AN_EVENT,
                ProblemType.VERDICT_OVERDUE,
                ProblemType.LOG_UNAVAILABLE,
                ProblemType.BUSY,
                ProblemType.NOT_JSON)) {
            assertThat(page).contains("`" + type.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`");
        }
    }

    private static String again(MatchResult exchange, int status, JsonNode json) {
        return "```http\nPOST " + exchange.group(1) + "\n" + exchange.group(2) + "```\n\n```json " + status + "\n"
                + wrapped(json) + "\n```";
    }

    /** On lines of the page's width. */
    private static String wrapped(JsonNode json) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String part : json.toString().split("(?<=[,\\[{])(?=\")")) {
            if (column + part.length() > 130) {
                lines.append("\n  ");
                column = 2;
            }
            lines.append(part);
            column += part.length();
        }
        return lines.toString();
    }

    private static JsonNode atOneTime(JsonNode json) {
        if (json instanceof ObjectNode object && object.has("time")) {
            object.put("time", TIME);
        }
        json.forEach(TrainersPageQuarkusTest::atOneTime);
        return json;
    }
}
