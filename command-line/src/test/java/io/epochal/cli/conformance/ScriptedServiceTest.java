package io.epochal.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripted service keeps the contract where the scenario does not want something else, whatever it is told. */
class ScriptedServiceTest {
    private static final String ATTACH =
            "{'attach_id': 'a', 'run': 'r', 'trainer': 'a test', 'capabilities': ['PauseTraining'],"
                    + " 'params': {'metrics': [], 'learning_rate': 0.1}, 'callbacks': [{'type': 'History'}]}";
    private static final String EVENTS = "POST /runs/r/attempts/1/events";
    private static final String ROUND =
            "{'events': [{'type': 'EpochEnded', 'sequence': SEQUENCE, 'epoch': 0, 'step': 4, 'metrics': {}, 'learning_rate': 0.1,"
                    + " 'seconds': 1, 'last': false, 'callbacks': []}]}";

    private final List<Exchange> exchanges = new ArrayList<>();

    /** Asks for a pause at each round. */
    private final ScriptedService service = new ScriptedService(new Scenario() {
        @Override
        public Move at(Turn turn) {
            return turn.round() >= 0 ? Move.GO_ON.requesting(new Command.PauseTraining()) : Move.GO_ON;
        }

        @Override
        public List<Finding> findings(Transcript whole) {
            return List.of();
        }
    });

    @Test
    void theSameCallAgainGetsTheSameAnswer() {
        assertThat(json("POST /runs", ATTACH)).isEqualTo(json("POST /runs", ATTACH));
        JsonNode verdict = json(EVENTS, round(1)).path("verdict");

        assertThat(verdict.path("answers").asInt()).isEqualTo(1);
        assertThat(json(EVENTS, round(1)).path("verdict")).isEqualTo(verdict);
        assertThat(new Transcript(exchanges, List.of()).rounds()).hasSize(1);
    }

    @Test
    void everyAnswerHasWhatUsersAskedForUntilItIsAnswered() {
        say("POST /runs", ATTACH);
        say(EVENTS, round(1));

        assertThat(say(EVENTS, "{}").commands())
                .extracting(CommandRequest::commandId)
                .containsExactly("conformance-1");
        String answer = "{'events': [{'type': 'CommandApplied', 'sequence': 2, 'command_id': 'conformance-1',"
                + " 'command': {'type': 'PauseTraining'}, 'epoch': 1, 'batch': -1, 'outcome': 'applied'}]}";
        assertThat(say(EVENTS, answer).commands()).isEmpty();
        assertThat(say(EVENTS, "{}").commands()).isEmpty();
    }

    @Test
    void anotherStartOfTheProgramIsTheNextAttempt() {
        say("POST /runs", ATTACH);

        assertThat(json("POST /runs", ATTACH.replace("'a'", "'b'"))
                        .path("attempt")
                        .asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /runs | [] | 400",
                "POST /runs | {'attach_id' | 400",
                "POST /runs | {'attach_id': 'a', 'attach_id': 'b'} | 400",
                "POST /runs | {} | 422",
                "POST /runs | {'params': 3} | 422",
                "POST /runs | {'params': {'metrics': [null], 'learning_rate': 1}} | 422",
                "POST /runs | {'run': '../x', 'params': {'metrics': [], 'learning_rate': 1}} | 422",
                "POST /runs | {'colour': 'red'} | 422",
                "POST /runs/r/attempts/1/events | {'events': 7} | 422",
                "POST /runs/r/attempts/1/events | {'events': [7]} | 422",
                "POST /runs/r/attempts/1/events | {'events': [{'type': 'RunStarted'}]} | 422",
                "POST /runs/r/attempts/1/events | {'events': [{'type': 'EpochEnded', 'sequence': 1}]} | 422",
                "POST /runs/r/attempts/1/events | {'wait': 31} | 422",
                "POST /runs/r/attempts/1/events | {'control': '0-1'} | 422",
                "POST /runs/r/attempts/2/events | {} | 409",
                "POST /runs/r/attempts/99999999999/events | {} | 404",
                "GET /runs | {} | 404",
                "POST /runs/../events | {} | 404",
            })
    void refusesWhatTheServiceRefuses(String request, String body, int status) {
        say("POST /runs", ATTACH);

        ServiceReply reply = say(request, body);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.intended()).isFalse();
        assertThat(reply.body().path("detail").asText()).isNotBlank();
    }

    @Test
    void readsNoDepthThatTakesItsMemory() {
        assertThat(say("POST /runs", "{'callbacks': " + "[".repeat(1_000_000)).status())
                .isEqualTo(400);
        assertThat(say(EVENTS + "/" + "x".repeat(10_000), "{}").status()).isEqualTo(404);
    }

    @Test
    void refusesAGap() {
        say("POST /runs", ATTACH);

        assertThat(json(EVENTS, round(2)).path("detail").asText())
                .isEqualTo("the attempt's next event has sequence 1; found 2");
    }

    private static String round(int sequence) {
        return ROUND.replace("SEQUENCE", Integer.toString(sequence));
    }

    private JsonNode json(String request, String body) {
        return say(request, body).body();
    }

    private ServiceReply say(String request, String body) {
        Transcript before = new Transcript(exchanges, List.of());
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        TrainerCall call = CallReader.read(request, "application/json", bytes, before);
        ServiceReply reply = service.reply(call, 1, before);
        exchanges.add(new Exchange(exchanges.size() + 1, 1, Duration.ZERO, Duration.ZERO, request, call, reply));
        return reply;
    }
}
