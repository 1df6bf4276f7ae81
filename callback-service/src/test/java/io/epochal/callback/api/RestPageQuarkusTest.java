package io.epochal.callback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epochal.callback.api.commands.CommandBody;
import io.epochal.callback.api.commands.UserCommandValidator;
import io.epochal.callback.api.events.EventsResource;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page about this interface shows is what happens. Where there is no curl its commands are not tried. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class RestPageQuarkusTest {
    private static final Path PAGE = Path.of("..", "docs", "rest.md");

    @TestHTTPResource
    URI root;

    @Test
    void itsCommandsDoWhatThePageTells() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")));
        String run = "run-" + UUID.randomUUID();
        String bootstrap = EmbeddedBroker.bootstrap();
        try (TestLog log = TestLog.of(run, bootstrap)) {
            log.requested();
            String started = log.started(1);
            String ended = log.ended(1, 1);
            List<String> commands = commands();
            assertThat(commands).hasSize(7);

            assertThat(shell(commands.get(0), run, "")).contains("\"runs\":[", "\"found\":", "\"behind\":");

            assertThat(shell(commands.get(1), run, ""))
                    .contains("id:" + started + "\nevent:io.epochal.RunStarted\ndata:{\"run\":\"" + run)
                    .contains("id:" + ended + "\nevent:io.epochal.RunEnded\n");
            assertThat(shell(commands.get(2), run, ""))
                    .as("from the end of a run that is over")
                    .isEmpty();
            assertThat(shell(commands.get(3), run, started))
                    .contains("id:" + ended)
                    .doesNotContain("id:" + started);
            assertThat(shell(commands.get(4), run, "")).isEqualTo("{\"id\":\"halve-1\"}");
            assertThat(shell(commands.get(5), run, "")).contains("\"checkpoints\":[]", "EPOCHAL_S3_ACCESS_KEY");
            assertThat(commands.get(6)).contains("/checkpoints/final?format=keras");
        }
    }

    @Test
    void itsCommandsAndItsProblemAreRealOnes() throws Exception {
        String page = Files.readString(PAGE);
        List<String> bodies = matches("`(\\{\"type\":[^`]+})`", page);
        assertThat(bodies).hasSize(UserCommandValidator.TYPES.size());
        assertThat(bodies).allSatisfy(body -> CommandBody.read(body.getBytes(StandardCharsets.UTF_8)));
        String problem = ProblemType.NOT_A_COMMAND
                .problem("SetLearningRate needs value; it has: value", "/runs/" + RunId.EXAMPLE + "/commands")
                .title();
        assertThat(page).contains(problem).contains(EventsResource.EXAMPLE.strip());
    }

    private static List<String> commands() throws IOException {
        return matches("```sh\\n(.*?)```", Files.readString(PAGE));
    }

    private static List<String> matches(String pattern, String page) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private String shell(String command, String run, String last) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command);
        shell.environment().put("SERVICE", root.toString().replaceAll("/$", ""));
        shell.environment().put("RUN", run);
        shell.environment().put("LAST", last);
        Process process = shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command).isZero();
        return output;
    }
}
