package io.epochal.cli.conformance.duty;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.conformance.CallReader;
import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.ScriptedService;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the program is killed: once it has said that a checkpoint is stored, which may be later than the round. */
class ResumeDutyTest {
    private static final String ATTACH =
            "{'attach_id': 'a', 'run': 'r', 'trainer': 'a test', 'capabilities': ['SaveCheckpoint'],"
                    + " 'params': {'metrics': [], 'learning_rate': 0.1}}";
    private static final String ROUND =
            "{'type': 'EpochEnded', 'sequence': SEQUENCE, 'epoch': 0, 'step': 4, 'metrics': {},"
                    + " 'learning_rate': 0.1, 'seconds': 1, 'last': false, 'callbacks': []}";
    private static final String SAVED =
            "{'type': 'CheckpointSaved', 'sequence': SEQUENCE, 'epoch': 0, 'step': 4, 'key': 'k', 'names': [], 'bytes': 1}";

    private final List<Exchange> exchanges = new ArrayList<>();
    private final ScriptedService service = new ScriptedService(new ResumeDuty());
    private int sequence;

    @Test
    void aVerdictIsHeldWhileACheckpointMayBeOnItsWay() {
        call("POST /runs", ATTACH);

        assertThat(says(ROUND).hold()).isZero();
        assertThat(says(ROUND).hold()).isPositive();
        says(SAVED);
        assertThat(says(ROUND).blow()).isEqualTo(Move.Blow.KILL);
    }

    @Test
    void aCheckpointThatIsThereAtOnceIsNotWaitedFor() {
        call("POST /runs", ATTACH);
        says(ROUND);
        says(SAVED);

        Move second = says(ROUND);
        assertThat(second.blow()).isEqualTo(Move.Blow.KILL);
        assertThat(second.hold()).isEqualTo(Duration.ZERO);
    }

    private Move says(String event) {
        sequence++;
        String said = event.replace("SEQUENCE", Integer.toString(sequence));
        return call("POST /runs/r/attempts/1/events", "{'events': [" + said + "]}");
    }

    private Move call(String request, String body) {
        Transcript before = new Transcript(exchanges, List.of());
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        TrainerCall call = CallReader.read(request, "application/json", bytes, before);
        var reply = service.reply(call, 1, before);
        assertThat(reply.status()).as(reply.body().toString()).isLessThan(300);
        exchanges.add(new Exchange(exchanges.size() + 1, 1, Duration.ZERO, Duration.ZERO, request, call, reply));
        return reply.move();
    }
}
