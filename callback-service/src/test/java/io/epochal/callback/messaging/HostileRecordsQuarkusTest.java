package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.Specs;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With any records and callbacks of one run, its own trainer is answered, and the next run's too. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
class HostileRecordsQuarkusTest {
    private static final String EPOCH_ENDED = Wire.type(EpochEnded.class);
    private final String run = "hostile-" + UUID.randomUUID();
    private final String innocent = "innocent-" + UUID.randomUUID();
    private static LogClient log;

    @BeforeAll
    static void connect() {
        log = new LogClient(EmbeddedBroker.bootstrap());
    }

    @AfterEach
    void theNextRunIsDecided() {
        log.publish(epoch(innocent, 1, List.of(Map.of("type", "ModelCheckpoint", "filepath", "best"))));
        assertThat(log.verdicts(innocent, 1).get(0).commands()).containsExactly(new Command.SaveCheckpoint("best"));
    }

    @AfterAll
    static void disconnect() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource(MisbehavingCallback.Misbehaviour.class)
    void whateverAPluginDoesEndsItsOwnRun(MisbehavingCallback.Misbehaviour misbehaviour) {
        log.publish(epoch(run, 1, List.of(Map.of("type", "Hostile", "misbehaviour", misbehaviour.name()))));

        if (misbehaviour == MisbehavingCallback.Misbehaviour.SAY_A_MEGABYTE) {
            assertThat(log.verdicts(run, 1)).hasSize(1);
        } else {
            assertThat(failure(log.verdicts(run, 1)))
                    .isNotBlank()
                    .hasSizeLessThan(1001)
                    .matches("\\P{Cc}*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unloadable", "Nameless", "NoSuch"})
    void aPluginThatCannotBeLoadedIsNotKnown(String type) {
        log.publish(epoch(run, 1, List.of(Map.of("type", type))));

        assertThat(failure(log.verdicts(run, 1))).contains("must be one of").contains("Hostile");
    }

    @ParameterizedTest
    @ValueSource(strings = {"params", "metrics", "callbacks", "time", "epoch", "learning_rate"})
    void aBarrierThatCannotBeReadIsAnsweredAllTheSame(String field) throws Exception {
        for (String wrong : List.of("null", "7", "\"x\"", "[null]", "{\"a\": [[]]}")) {
            ObjectNode event = Wire.JSON.valueToTree(epoch(run, 4, List.of()));
            event.set(field, Wire.JSON.readTree(wrong));
            log.publish(EPOCH_ENDED, run, Wire.JSON.writeValueAsBytes(event));
        }

        List<Verdict> verdicts = log.verdicts(run, 5);
        assertThat(verdicts).allSatisfy(verdict -> {
            assertThat(verdict.attempt()).isEqualTo(1);
            assertThat(verdict.answers()).isEqualTo(4);
        });
        assertThat(verdicts).filteredOn(verdict -> !failed(verdict)).hasSizeLessThan(2);
    }

    @Test
    void aBarrierThatIsCutOffIsAnsweredAsFarAsItsIdIsThere() throws Exception {
        byte[] whole = Wire.JSON.writeValueAsBytes(epoch(run, 4, List.of()));
        String text = new String(whole, StandardCharsets.UTF_8);
        log.publish(
                EPOCH_ENDED, run, text.substring(0, text.indexOf("\"params\"")).getBytes(StandardCharsets.UTF_8));

        assertThat(failure(log.verdicts(run, 1))).contains("EpochEnded");
        assertThat(log.letters(run, 1)).hasSize(1);
    }

    @Test
    void aRecordThatFillsATopicsLimitIsSetAsideWithoutItsValue() {
        log.publish(EPOCH_ENDED, run, "g".repeat(1_048_151).getBytes(StandardCharsets.UTF_8));

        ConsumerRecord<String, byte[]> letter = log.letters(run, 1).get(0);
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "dead-letter-value-bytes")).isEqualTo("1048151");
        assertThat(header(letter, "dead-letter-topic")).isEqualTo("training.events");
        assertThat(header(letter, "dead-letter-reason")).hasSizeLessThan(1001);
    }

    @Test
    void aVerdictThatKafkaDoesNotTakeFailsItsRun() {
        log.publish(epoch(run, 1, List.of(Map.of("type", "Hostile", "misbehaviour", "COMMAND_A_MEGABYTE"))));

        assertThat(failure(log.verdicts(run, 1))).contains("more than 900000 bytes");
    }

    @Test
    void aRecordOfAnotherKeyIsIgnored() throws Exception {
        String victim = "victim-" + UUID.randomUUID();
        log.publish(EPOCH_ENDED, run, Wire.JSON.writeValueAsBytes(epoch(victim, 1, List.of())));

        assertThat(header(log.letters(run, 1).get(0), "dead-letter-reason"))
                .contains("the record's key must be the message's run");
        log.publish(epoch(victim, 2, List.of()));
        assertThat(log.verdicts(victim, 1)).extracting(Verdict::answers).containsExactly(2L);
    }

    private static boolean failed(Verdict verdict) {
        return verdict.commands().stream().anyMatch(Command.FailRun.class::isInstance);
    }

    private static String failure(List<Verdict> verdicts) {
        assertThat(verdicts).hasSize(1);
        return verdicts.get(0).commands().stream()
                .filter(Command.FailRun.class::isInstance)
                .map(command -> ((Command.FailRun) command).reason())
                .findFirst()
                .orElse("");
    }

    private static EpochEnded epoch(String run, long sequence, List<Map<String, Object>> callbacks) {
        RunSpec spec = Specs.with(List.of("accuracy"), callbacks);
        Metrics metrics = Metrics.NONE.with("val_loss", 0.5);
        return new EpochEnded(
                run, 1, sequence, Instant.EPOCH, TrainingParams.of(spec), 0, 1, metrics, 0.1, 1, false, callbacks);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
